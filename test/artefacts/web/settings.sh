#!/bin/bash
# Shows nginx its settings as the machine makes them, with a certificate and without, and on other kinds of machine.
#   unshare --net --mount --pid --fork --kill-child --mount-proc -- settings.sh FILES SHIP DOMAIN     (as root)
set -euo pipefail

readonly files=$1 ship=$2 domain=$3
tests=$(cd "$(dirname "$0")" && pwd)
readonly tests
# shellcheck source=in-namespaces.sh
source "$tests/in-namespaces.sh"

good() {
  local said
  roadstead-web prepare
  install --directory --mode=0700 --owner=roadstead-web --group=roadstead-web /run/roadstead-web
  said=$(setpriv --reuid roadstead-web --regid roadstead-web --clear-groups nginx -e stderr -t -q -c /run/roadstead/web/nginx.conf 2>&1) || true
  # A port below 1024 is the unit's to give, and tried in machine.sh.
  said=$(grep --invert-match --extended-regexp 'bind\(\) to|test failed|^$' <<<"$said" || true)
  echo "${said:-good}"
}

main() {
  local mount_point acme
  lay_out "$files"
  ip link set lo up
  systemd-sysusers /etc/sysusers.d/roadstead-web.conf 2>/dev/null
  mount_point=$(jq --raw-output .mountPoint "/etc/roadstead/web/sites/$ship.json")
  mkdir -p "$mount_point"
  mount -t tmpfs none "$mount_point"
  echo "waiting: $(good)"
  acme="$mount_point/web/acme/$(jq --raw-output .directory "/etc/roadstead/web/sites/$ship.json" | sed 's#https://##; s#[^A-Za-z0-9.-]#_#g')/live/$domain"
  mkdir -p "$acme"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$acme/privkey.pem" -out "$acme/fullchain.pem" -days 9 -subj /CN=trial -addext "subjectAltName=DNS:$domain" 2>/dev/null
  echo "certified: $(good)"
  sed --in-place 's#/proc/net/if_inet6#/run/stand-in/no-ipv6#' /usr/local/sbin/roadstead-web
  echo "without IPv6: $(good), $(cat /run/roadstead/web/nginx.conf /run/roadstead/web/sites/* | grep --count --fixed-strings '[::]' || true) listen there"
  printf '#!/bin/sh\necho "nginx version: nginx/1.26.3 (Ubuntu)" >&2\n' >/usr/local/sbin/nginx
  chmod +x /usr/local/sbin/nginx
  roadstead-web prepare
  echo "newer: http2 on $(cat /run/roadstead/web/nginx.conf /run/roadstead/web/sites/* | grep --count '^ *http2 on;$') servers, $(cat /run/roadstead/web/nginx.conf /run/roadstead/web/sites/* | grep --count 'ssl http2' || true) the old way"
}

main "$@"
