#!/bin/bash
# Two ships on one machine, in a network and an /etc of their own: loads the rules as they are rendered, then lets each ship's
# user knock. Prints a line for each attempt: who, where, reached or refused.
#   unshare --net --mount -- neighbours.sh FILES SHIP_A SHIP_B     (as root; FILES holds etc/roadstead as rendered)
set -euo pipefail

readonly files=$1 first="ship-$2" second="ship-$3" here=203.0.113.5

serve() {
  local user=$1 address=$2 port=$3
  setpriv --reuid "$user" --clear-groups python3 -c '
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(204); self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer((sys.argv[1], int(sys.argv[2])), Answer).serve_forever()' "$address" "$port" &
  until ss --listening --tcp --numeric --no-header | grep -q "$address:$port "; do sleep 0.05; done
}

knock() {
  local user=$1 url=$2 code
  code=$(setpriv --reuid "$user" --clear-groups curl --silent --globoff --output /dev/null --max-time 5 --write-out '%{http_code}' "$url" || true)
  if [[ $code == 204 ]]; then echo "$user $url reached"; else echo "$user $url refused"; fi
}

# A datagram from one ship to the other's port on the address that peers know, as Ames sends it.
datagram() {
  setpriv --reuid "$second" --clear-groups python3 -c '
import socket, sys
heard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); heard.bind(("0.0.0.0", 34544)); heard.settimeout(10)
print("ready", flush=True)
print("reached" if heard.recv(64) == b"ames" else "refused", flush=True)' | {
    read -r _
    setpriv --reuid "$first" --clear-groups python3 -c '
import socket, sys
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"ames", (sys.argv[1], 34544))' "$here"
    read -r outcome
    echo "$first udp $here:34544 $outcome"
  }
}

main() {
  local etc="$files/private-etc"
  cp -a /etc "$etc"
  cp -a "$files/etc/roadstead" "$etc/"
  mkdir -p "$etc/roadstead/firewall.d"
  cp "$etc"/roadstead/ships/*.nft "$etc/roadstead/firewall.d/"
  printf '%s:x:61001:61001::/nonexistent:/usr/sbin/nologin\n%s:x:61002:61002::/nonexistent:/usr/sbin/nologin\n' "$first" "$second" >>"$etc/passwd"
  mount --bind "$etc" /etc
  ip link set lo up
  ip address add "$here/32" dev lo
  ip address add 169.254.169.254/32 dev lo
  ip address add 100.100.100.200/32 dev lo
  nft --check --file /etc/roadstead/firewall.nft
  nft --file /etc/roadstead/firewall.nft
  # Again, as after a change of ports.
  nft --file /etc/roadstead/firewall.nft

  trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
  serve "$first" 127.0.0.1 12321
  serve "$first" 127.0.0.1 8080
  serve "$second" 127.0.0.1 12322
  serve root 169.254.169.254 80
  serve root 100.100.100.200 80
  serve root "$here" 443

  # The proxy and the health check reach the ships.
  for port in 8080 12321 12322; do knock root "http://127.0.0.1:$port/"; done
  # No ship reaches its neighbour, itself by the back door, or the metadata.
  for port in 8080 12321; do knock "$second" "http://127.0.0.1:$port/"; done
  knock "$second" http://127.1.2.3:12321/
  knock "$second" http://0.0.0.0:12321/
  knock "$second" 'http://[::ffff:127.0.0.1]:12321/'
  knock "$first" http://127.0.0.1:12322/
  knock "$first" http://127.0.0.1:12321/
  for address in 169.254.169.254 100.100.100.200; do
    for user in "$first" "$second" root; do knock "$user" "http://$address/"; done
  done
  # What the world may reach, a neighbour may too.
  knock "$second" "http://$here:443/"
  datagram
}

main "$@"
