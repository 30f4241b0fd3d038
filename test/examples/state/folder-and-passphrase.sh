# State in a folder of your own, secrets under a passphrase that only you can read. Source it, then use pulumi as always.
state="$HOME/roadstead-state"
passphrase="$HOME/.config/roadstead/passphrase"
(
  umask 077
  mkdir -p "$state" "$(dirname "$passphrase")"
  # Made once. Keep a copy elsewhere: without it no secret of the environment can be read again.
  [ -s "$passphrase" ] || head -c 32 /dev/urandom | base64 > "$passphrase"
)
unset PULUMI_CONFIG_PASSPHRASE # it would go before the file
export PULUMI_CONFIG_PASSPHRASE_FILE="$passphrase"
export PULUMI_BACKEND_URL="file://$state"
