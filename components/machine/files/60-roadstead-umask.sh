umask @@UMASK@@
