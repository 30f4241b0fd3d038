#!/bin/bash
# The tunnel on a machine and on a peer, each in a network of its own, with the real wg, wg-quick and nft. Where this kernel has no
# WireGuard, wireguard-go carries it. Prints a line for each thing that was tried: what, and how it ended.
#   unshare --net --mount -- tunnel.sh FILES      (as root; FILES holds beside/ and only/, as rendered)
set -euo pipefail

readonly files=$1 here=203.0.113.5 there=203.0.113.9 inside=10.88.0.1
readonly outside_session="$there 40000 $here 22" session="10.88.0.2 40000 $inside 22" later="10.88.0.2 40001 $inside 22"
tool=/usr/local/sbin/roadstead-wireguard

on_peer() { nsenter --net="/proc/$peer/ns/net" "$@"; }

# How a command of the tool ended.
ended() {
  local what=$1 code=0
  shift
  "$tool" "$@" >/run/said 2>/run/complaint || code=$?
  echo "$what $code $(tail --lines=1 /run/complaint)"
}

knock() {
  local code
  code=$(on_peer curl --silent --output /dev/null --max-time 3 --connect-timeout 1 --write-out '%{http_code}' "http://$1/" || true)
  if [[ $code == 204 ]]; then echo "$1 reached"; else echo "$1 refused"; fi
}

serve() {
  python3 -c '
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(204); self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("0.0.0.0", int(sys.argv[1])), Answer).serve_forever()' "$1" &
  until ss --listening --tcp --numeric --no-header | grep -q ":$1 "; do sleep 0.05; done
}

# A connection through the tunnel that says something before and after a change of peers.
hold() {
  on_peer python3 -c '
import socket, sys
line = socket.create_connection((sys.argv[1], 22), timeout=10)
print("open", flush=True)
sys.stdin.readline()
line.sendall(b"GET / HTTP/1.0\r\n\r\n")
print("alive" if line.recv(64) else "cut", flush=True)' "$inside"
}

lay_out() {
  cp -a "$files/machine/etc/." /etc/
  mkdir -p /etc/roadstead/firewall.d
  install -m 0755 "$files/machine$tool" "$tool"
}

deliver() { sed "s|@LAPTOP@|$laptop|; s|@RUNNER@|$(wg genkey | wg pubkey)|" "$files/$1.conf" >/etc/roadstead/wireguard/tunnel.conf; }

main() {
  mount -t tmpfs tmpfs /run
  mkdir -p "$files/private-etc" "$files/private-sbin"
  cp -a /etc/. "$files/private-etc/"
  mount --bind "$files/private-etc" /etc
  mount --bind "$files/private-sbin" /usr/local/sbin
  lay_out
  # wireguard-go ends with its socket.
  trap 'kill $(jobs -p) 2>/dev/null || true; rm -f /run/wireguard/*.sock' EXIT

  unshare --net sleep 600 &
  peer=$!
  until [[ $(readlink "/proc/$peer/ns/net" 2>/dev/null) != "$(readlink /proc/$$/ns/net)" && -e /proc/$peer/ns/net ]]; do sleep 0.05; done
  ip link set lo up
  ip link add outer type veth peer name outer0 netns "$peer"
  ip address add "$here/24" dev outer
  ip link set outer up
  on_peer ip link set lo up
  on_peer ip address add "$there/24" dev outer0
  on_peer ip link set outer0 up

  nft --file /etc/roadstead/firewall.nft
  serve 22
  serve 8080

  umask 077
  wg genkey >/run/laptop.key
  laptop=$(wg pubkey </run/laptop.key)
  deliver one
  ended apply apply
  local machine
  machine=$(</run/said)
  [[ $machine == "$(wg show wg-roadstead public-key)" ]] && echo "prints its public key"
  echo "key $(stat --format=%a /etc/wireguard/wg-roadstead.key) $(grep --recursive --files-with-matches --fixed-strings "$(</etc/wireguard/wg-roadstead.key)" /etc /run | sort | tr '\n' ' ')"

  { printf '[Interface]\nPrivateKey = %s\nAddress = 10.88.0.2/32\n' "$(</run/laptop.key)"; sed "s|@MACHINE@|$machine|" "$files/laptop.conf"; } >/run/laptop0.conf
  on_peer wg-quick up /run/laptop0.conf >/dev/null 2>&1

  echo "beside"
  knock "$here:22"
  knock "$inside:22"
  knock "$inside:8080"

  coproc held { hold; }
  read -r line <&"${held[0]}"
  deliver two
  local before after
  before=$(ip -oneline link show dev wg-roadstead | cut -d: -f1)
  ended "more peers" apply
  after=$(ip -oneline link show dev wg-roadstead | cut -d: -f1)
  echo >&"${held[1]}"
  read -r line <&"${held[0]}"
  echo "held $line $([[ $before == "$after" && $(</run/said) == "$machine" ]] && echo same) $(wg show wg-roadstead peers | wc -l)"

  cp /etc/roadstead/wireguard/tunnel.conf /run/tunnel.conf
  echo "PresharedKey = CANARY-no-key" >>/etc/roadstead/wireguard/tunnel.conf
  ended "no key" apply
  cp /run/tunnel.conf /etc/roadstead/wireguard/tunnel.conf

  ended "prove outside" prove "$outside_session"
  ended "prove stranger" prove "10.88.0.77 1 $inside 22"
  ended "prove unused" prove "10.88.0.3 1 $inside 22"
  ended "prove used" prove "$session"

  echo "only"
  install -m 0640 "$files/only.nft" /etc/roadstead/wireguard/firewall.nft
  ended "close outside" close 1234 "$outside_session"
  knock "$here:22"
  ended close close 1234 "$session"
  knock "$here:22"
  knock "$inside:22"
  bash -c "$(</run/timer)"
  rm /run/timer
  echo "nobody confirmed"
  knock "$here:22"
  ended "keep too late" keep 1234 "$later"
  knock "$here:22"
  ended "keep by the same" keep 1234 "$later"
  ended keep keep 1234 "$session"
  ended "keep again" keep 1234 "$session"
  nft --file /etc/roadstead/firewall.nft
  echo "timer $([[ -e /run/timer ]] && echo runs || echo stopped)"
  knock "$here:22"
  knock "$inside:22"
  ended open open
  knock "$here:22"

  echo "end"
  ip address add 10.88.7.7/16 dev outer
  ended overlap apply
  ip address del 10.88.7.7/16 dev outer
  ended "remove through it" remove "$session"
  knock "$inside:22"
  ended remove remove ""
  ip link show dev wg-roadstead >/dev/null 2>&1 || echo "interface gone"
  { find /etc/wireguard /etc/roadstead/wireguard /etc/systemd/system/{roadstead-tunnel-failed.service,wg-quick@wg-roadstead.service.d} "$tool" -type f 2>/dev/null || true; } | sed 's/^/left /'
}

main "$@"
