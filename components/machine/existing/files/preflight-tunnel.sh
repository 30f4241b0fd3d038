# The range of the tunnel is judged when it is set up: by then this machine's networks may be others.
check_tunnel() {
  local taken
  [[ -e /sys/module/wireguard ]] || modprobe --dry-run --quiet wireguard 2>/dev/null ||
    finding "tunnel: this kernel ($(uname -r)) has no WireGuard. Start the system's own kernel, or remove ssh.wireguard."
  ((ours)) || while read -r taken; do
    finding "tunnel: udp/@@PORT@@ is taken: $taken. Stop that, or use another ssh.wireguard.port."
  done < <(ss --no-header --listening --processes --udp "sport = :@@PORT@@" 2>/dev/null | awk '{ print $4, $NF }' || true)
}

