#!/bin/bash
# A machine that is only a set of namespaces: two ships behind the web server as it is rendered, with the real nginx, nftables and
# certbot, and an ACME server of its own. Prints a line for each observation: WHAT | WHAT CAME.
#   unshare --net --mount --pid --fork --kill-child --mount-proc -- machine.sh FILES PEBBLE     (as root; FILES are laid out as on the machine)
set -euo pipefail

readonly files=$1 pebble=$2 here=203.0.113.5 here6=2001:db8::5
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=in-namespaces.sh
source "$tests/in-namespaces.sh"
readonly tests first=sampel-palnet second=dozsem-fipfun name=sampel.example.org other=dozsem.example.org

tell() { echo "$1 | $2"; }
heading() { tr --delete '\r' | grep --ignore-case "^$1:" || true; }

network() {
  ip link set lo up
  ip address add $here/32 dev lo
  ip -6 address add $here6/128 dev lo nodad
  # An address that leads elsewhere: nobody answers there.
  ip address add 198.51.100.9/32 dev lo
  nft --file /etc/roadstead/firewall.nft
}

authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /run/stand-in/ca.key -out /run/stand-in/ca.pem -days 9 -subj /CN=trial \
    -addext subjectAltName=IP:127.0.0.1 2>/dev/null
  cat >/run/stand-in/pebble.json <<JSON
{"pebble": {"listenAddress": "127.0.0.1:14000", "managementListenAddress": "127.0.0.1:15000", "certificate": "/run/stand-in/ca.pem",
 "privateKey": "/run/stand-in/ca.key", "httpPort": 80, "tlsPort": 443, "ocspResponderURL": "", "externalAccountBindingRequired": false}}
JSON
  # By itself it refuses every twentieth nonce, which certbot forgives once: that would fail one run in twelve.
  PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 "$pebble" -config /run/stand-in/pebble.json >/run/stand-in/pebble.log 2>&1 &
  until curl --silent --cacert /run/stand-in/ca.pem https://127.0.0.1:15000/roots/0 >/run/stand-in/roots.pem; do sleep 0.1; done
  export REQUESTS_CA_BUNDLE=/run/stand-in/ca.pem
}

# Whether the certificate is looked for, and was in order.
expected() {
  cat /var/lib/roadstead/expected/certificate-$first 2>/dev/null || echo "not expected"
  if [[ -e /var/lib/roadstead/done/certificate-$first ]]; then echo "done"; fi
}

issued() { grep --count 'Issued certificate' /run/stand-in/pebble.log || true; }
web() { roadstead-web "$@" 2>>/run/stand-in/said || echo "ended with $?"; }
get() { curl --silent --show-error --max-time 60 --cacert /run/stand-in/roots.pem "$@" 2>&1 || echo "curl $?"; }
knock() { setpriv --reuid "$1" --clear-groups curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}' "http://$2/" || true; }

ship() {
  setpriv --reuid "ship-$1" --clear-groups python3 "$tests/stand-in-ship.py" "$2" &
  until [[ -n $(ss --no-header --listening --tcp --numeric "sport = :$2") ]]; do sleep 0.05; done
}

before_the_name_leads_here() {
  export ROADSTEAD_DNS_SECONDS=0
  tell "nowhere: state" "$(web apply $first | jq --raw-output '"\(.state): \(.reason)"')"
  tell "nowhere: expected" "$(expected)"
  echo "$here $name" >>/etc/hosts
  tell "waiting: plain http" "$(get --output /dev/null --write-out '%{http_code}' http://$name/~/login) $(get http://$name/~/login)"
  tell "waiting: https" "$(get https://$name/ | grep --only-matching 'alert.*\|curl 35' | head --lines=1)"
  sed --in-place "/$name/d" /etc/hosts
  echo "198.51.100.9 $name" >>/etc/hosts
  ip address del 198.51.100.9/32 dev lo
  tell "elsewhere: state" "$(web apply $first | jq --raw-output '"\(.state): \(.reason)"')"
  sed --in-place "/$name/d" /etc/hosts
  tell "asked in vain" "$(grep --count 'order-plz' /run/stand-in/pebble.log || true)"
}

certified() {
  printf '%s %s\n%s %s\n' $here $name $here $other >>/etc/hosts
  tell "certified: state" "$(web apply $first | jq --raw-output '.state')"
  tell "second ship: state" "$(web apply $second | jq --raw-output '.state')"
  tell "issued" "$(issued)"
  tell "certified: expected" "$(expected | tail --lines=1)"
  tell "again: issued" "$(web apply $first >/dev/null; roadstead-web renew; issued)"
  # Another machine with the same volume: nothing is left but what lies there.
  rm -rf /var/lib/roadstead/* /run/roadstead/web
  systemctl restart roadstead-web.service
  tell "rebuilt: issued" "$(web apply $first | jq --raw-output '.state') $(issued)"
  tell "readable on the volume" "$(setpriv --reuid ship-$first --clear-groups find /srv/roadstead/web -name '*.pem' 2>/dev/null | wc --lines)"
  tell "readable in memory" "$(setpriv --reuid ship-$first --clear-groups cat /run/roadstead/web/certificates/$first.key 2>/dev/null | wc --lines)"
  tell "server runs as" "$(ps --no-headers -o user:32 -C nginx | sort --unique | tr '\n' ' ')"
}

transport() {
  local version
  for version in tls1 tls1_1 tls1_2 tls1_3; do
    # The client's own limits are lowered, so that it is the server that says no.
    tell "$version" "$(openssl s_client -connect $here:443 -servername $name -"$version" -cipher DEFAULT:@SECLEVEL=0 -brief </dev/null 2>&1 | grep --only-matching --extended-regexp 'CONNECTION ESTABLISHED|alert protocol version|no protocols available' | head --lines=1)"
  done
  tell "unknown name" "$(openssl s_client -connect $here:443 -servername stranger.example.org -brief </dev/null 2>&1 | grep --only-matching 'unrecognized name' | head --lines=1)"
  tell "no name" "$(openssl s_client -connect $here:443 -noservername -brief </dev/null 2>&1 | grep --only-matching --extended-regexp 'unrecognized name|CONNECTION ESTABLISHED' | head --lines=1)"
  tell "unknown name in plain" "$(get --header 'Host: stranger.example.org' http://$here/ | tail --lines=1)"
  tell "another name inside" "$(get --header 'Host: stranger.example.org' --output /dev/null --write-out '%{http_code}' https://$name/ | tail --lines=1)"
  tell "plain http" "$(get --head http://$name/~/login?redirect=/x | tr --delete '\r' | grep --extended-regexp '^(HTTP|Location)' | tr '\n' ' ')"
  tell "challenge folder" "$(for path in "" ../../etc; do get --output /dev/null --write-out '%{http_code} ' --path-as-is "http://$name/.well-known/acme-challenge/$path"; done)"
  tell "version spoken" "$(get --output /dev/null --write-out '%{http_version}' https://$name/)"
}

behaviour() {
  tell "HSTS" "$(get --head https://$name/steering | heading strict-transport-security)"
  tell "HSTS on an error" "$(get --dump-header - --output /dev/null --request PUT --header 'Content-Length: 536870913' https://$name/ | heading strict-transport-security)"
  tell "steering" "$(get https://$name/steering)"
  tell "forged" "$(get --header 'Forwarded: for=127.0.0.1;proto=http' --header 'X-Forwarded-For: 127.0.0.1' --header 'X-Real-IP: 127.0.0.1' "https://$name/~/a%20b//c?d=~e" |
    jq --compact-output '[.path, .headers.forwarded, .headers.host, .headers.connection, ([.headers | keys[] | select(startswith("x-"))] | length)]')"
  tell "forwarded of IPv6" "$(get --resolve "$name:443:[$here6]" https://$name/ | jq --compact-output '.headers.forwarded')"
  tell "events" "$(timeout 60 python3 "$tests/events.py" $name /run/stand-in/roots.pem 2>&1 | tail --lines=1)"
  truncate --size=512M /run/stand-in/largest
  tell "512 MiB" "$(get --upload-file /run/stand-in/largest https://$name/upload)"
  tell "one byte more" "$(truncate --size=+1 /run/stand-in/largest; get --output /dev/null --write-out '%{http_code}' --upload-file /run/stand-in/largest https://$name/upload | tail --lines=1)"
  tell "left on disk" "$(find /run/roadstead-web /var/lib/nginx -type f ! -name pid 2>/dev/null | wc --lines)"
  tell "second ship" "$(get https://$other/ | jq --raw-output .headers.host)"
  tell "silence" "$(nginx -T -q -e stderr -c /run/roadstead/web/nginx.conf 2>/dev/null | grep --extended-regexp --only-matching 'proxy_(read|send)_timeout [^;]+' | sort --unique | tr '\n' ' ')"
}

closed() {
  local user port
  setpriv --reuid ship-$first --clear-groups python3 "$tests/stand-in-ship.py" 12321 &
  until [[ -n $(ss --no-header --listening --tcp --numeric "sport = :12321") ]]; do sleep 0.05; done
  for user in roadstead-web ship-$second root; do
    for port in 8080 8081 12321; do tell "$user on $port" "$(knock $user 127.0.0.1:$port)"; done
  done
  tell "server to the outside" "$(setpriv --reuid roadstead-web --clear-groups curl --silent --max-time 5 --output /dev/null --write-out '%{http_code}' http://$here/ || true)"
  tell "ship to its own address" "$(setpriv --reuid ship-$first --clear-groups curl --silent --max-time 5 --output /dev/null --write-out '%{http_code}' --header "Host: $name" http://$here/static || true)"
}

due_and_refused() {
  # The authority is gone, and the certificate in its last third.
  sed --in-place 's/- (to - from) \/ 3/- (to - from)/' /usr/local/sbin/roadstead-web
  tell "due" "$(roadstead-web renew >/dev/null 2>&1; jq --raw-output '.state + .reason' /run/roadstead/web/{$first,$second}.status | tr '\n' ' ')"
  tell "due: issued" "$(issued)"
  pkill --exact pebble
  rm -f /var/lib/roadstead/done/certificate-$first
  tell "authority gone" "$(roadstead-web renew >/dev/null 2>&1 || echo "ended with $?") $(jq --raw-output '.state' /run/roadstead/web/$first.status)"
  tell "authority gone: asked once" "$(roadstead-web renew 2>&1 | wc --lines)"
  tell "authority gone: expected" "$(expected)"
  tell "authority gone: goes on" "$(get --output /dev/null --write-out '%{http_code}' https://$name/)"
}

# Sends packets to the ship's Ames port from an address, and says how many of them came through.
ames() {
  local from=$1 count=$2 pause=$3
  python3 - "$from" "$count" "$pause" <<'PY'
import socket, sys, time
from_, count, pause = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
heard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
heard.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
heard.bind(("203.0.113.5", 34543))
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.bind((from_, 0))
for _ in range(count):
    sender.sendto(b"ames", ("203.0.113.5", 34543))
    time.sleep(pause)
heard.settimeout(0.5)
came = 0
try:
    while heard.recv(16):
        came += 1
except TimeoutError:
    print(came)
PY
}

ames_limit() {
  ip address add 198.51.100.21/32 dev lo
  ip address add 198.51.100.22/32 dev lo
  tell "flood" "$(ames 198.51.100.21 2000 0)"
  tell "another address meanwhile" "$(ames 198.51.100.22 40 0.01)"
}

taken_away() {
  tell "removed: other" "$(web remove $first) $(get --output /dev/null --write-out '%{http_code}' https://$other/)"
  tell "removed: expected" "$(expected)"
  tell "removed: own" "$(get https://$name/ | grep --only-matching 'curl 35' | head --lines=1)"
  tell "removed: certificate kept" "$(find /srv/roadstead/web -path '*live*' -name fullchain.pem | grep --count "$name")"
  web remove $second
  tell "last one gone" "$(ss --no-header --listening --tcp --numeric 'sport = :443' | wc --lines) $(find /etc/roadstead/web /etc/roadstead/firewall.d/web* /etc/systemd/system/nginx.service.d 2>/dev/null | wc --lines)"
  python3 -m http.server 80 --bind $here >/dev/null 2>&1 &
  until [[ -n $(ss --no-header --listening --tcp --numeric "sport = :80") ]]; do sleep 0.05; done
  # Delivered again: the last one took the tools with it.
  cp -a "$files/etc/." /etc/
  cp -a "$files/usr/." /usr/
  tell "port taken" "$(roadstead-web apply $first 2>&1 | grep --only-matching 'in use already, by "python3"' | tr '\n' ' '; test -e /etc/systemd/system/nginx.service.d/60-roadstead.conf || echo and left alone)"
}

main() {
  lay_out "$files"
  printf 'ship-%s:x:61001:61001::/nonexistent:/usr/sbin/nologin\nship-%s:x:61002:61002::/nonexistent:/usr/sbin/nologin\n' $first $second >>/etc/passwd
  : >/run/stand-in/said
  trap '{ cat /run/stand-in/said; grep --invert-match syslog /run/stand-in/nginx.log; } >&2' EXIT
  network
  authority
  ship $first 8080
  ship $second 8081
  before_the_name_leads_here
  certified
  transport
  behaviour
  closed
  ames_limit
  due_and_refused
  taken_away
}

main "$@"
