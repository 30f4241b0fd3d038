// Stand-in for the official download: answers with an installer that writes two small scripts. Loaded by --require.
const installer = `#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in
    --install-root) root="$2"; shift ;;
    --version) version="$2"; shift ;;
  esac
  shift
done
/bin/mkdir -p "$root/bin"
for name in pulumi pulumi-language-nodejs; do
  printf '#!/bin/sh\\necho v%s\\n' "$version" > "$root/bin/$name"
  /bin/chmod 755 "$root/bin/$name"
done
`;
globalThis.fetch = async () => new Response(installer);
