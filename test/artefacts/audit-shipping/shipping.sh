#!/bin/bash
# The audit log on its way to a collector, with the real journald, and openssl in the collector, in a network and folders of its own.
# Prints a line for each thing that was tried: what, and how it ended.
#   unshare --net --mount --pid ... -- shipping.sh FILES      (as root; FILES holds machine/, as rendered, keys and certificates)
set -euo pipefail

readonly files=$1 at=203.0.113.9 got=$1/got state=/var/lib/private/roadstead-audit-shipping
readonly tool=/usr/local/sbin/roadstead-audit-shipping log=/var/log/audit/audit.log key=/etc/roadstead/audit-shipping/client.key

# How a command of the tool ended.
ended() {
  local what=$1 code=0
  shift
  "$tool" "$@" >/run/said 2>/run/complaint || code=$?
  echo "$what $code $(tail --lines=1 /run/complaint)"
}

collect() {
  python3 "${0%/*}/collector.py" "$at" 6514 "$files" "$1" "$got" "${2:-}" &
  collector=$!
  until ss --listening --tcp --numeric --no-header | grep -q ":6514 "; do sleep 0.05; done
}

away() {
  kill -9 "$collector"
  wait "$collector" 2>/dev/null || true
}

# Waits for what is to come, and no longer than a minute.
came() {
  local i
  for ((i = 0; i < ${2:-1200}; i++)); do
    if grep --quiet --text --fixed-strings -- "$1" "$got" 2>/dev/null; then
      echo "$1 came"
      return
    fi
    sleep 0.05
  done
  echo "$1 did not come"
}

written=0
write_audit() {
  local i
  for ((i = 0; i < $1; i++)); do
    written=$((written + 1))
    echo "type=TEST msg=audit(1795299143.000:$written): pid=1" >>"$log"
  done
}

# As auditd does it, which keeps five.
rotate() {
  local i
  for i in 3 2 1; do [[ ! -e $log.$i ]] || mv "$log.$i" "$log.$((i + 1))"; done
  mv "$log" "$log.1"
  install --mode=0640 --group=adm /dev/null "$log"
}

numbers() { grep --text --only-matching --perl-regexp '143\.000:\K[0-9]+' "$got" | sort; }

all_came() {
  came "143.000:$written)" >/dev/null
  echo "of auditd's $written missing $(comm -23 <(seq "$written" | sort) <(numbers | uniq) | wc -l)"
}

# All that auditd has written counts as shipped.
settled() {
  local i
  for ((i = 0; i < 600; i++)); do
    if [[ $(jq .auditd.offset "$state/shipped.json" 2>/dev/null) == "$(stat --format=%s "$log")" ]]; then return; fi
    sleep 0.05
  done
  echo "nothing was settled"
}

says() { logger --priority "$1" --tag "$2" -- "$3"; }

last_error() {
  journalctl --sync
  journalctl --quiet --identifier=roadstead-audit-shipping --priority=err --output=cat | tail --lines=1
}

a_world_of_its_own() {
  local each
  mount -t tmpfs tmpfs /run
  mkdir -p "$files/dev" "$files/etc" "$files/sbin" /run/systemd/journal /run/lock
  mount -t tmpfs tmpfs "$files/dev"
  cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom "$files/dev/"
  ln -s /proc/self/fd "$files/dev/fd"
  ln -s /run/systemd/journal/dev-log "$files/dev/log"
  cp -a /etc/. "$files/etc/"
  mount --bind "$files/dev" /dev
  mount --bind "$files/etc" /etc
  mount --bind "$files/sbin" /usr/local/sbin
  for each in /var/log /var/lib; do mount -t tmpfs -o mode=0755 tmpfs "$each"; done
  mkdir -p /var/log/journal
  chgrp systemd-journal /var/log/journal
  chmod 2755 /var/log/journal
  mkdir -p /var/lib/roadstead
  # The journal is on disk from the start on.
  touch /run/systemd/journal/flushed
  [[ -s /etc/machine-id ]] || echo 0123456789abcdef0123456789abcdef >/etc/machine-id
  echo "$at logs.example.org" >>/etc/hosts
  ip link set lo up
  ip address add "$at/32" dev lo
  cp -a "$files/machine/etc/." /etc/
  install -m 0600 "$files/client.key" "$key"
  cp -a "$files/machine/usr/local/sbin/." /usr/local/sbin/
  chmod 0755 /usr/local/sbin/*
  PATH=/lib/systemd:/usr/lib/systemd:$PATH systemd-journald >/dev/null 2>&1 &
  until [[ -S /run/systemd/journal/dev-log ]]; do sleep 0.05; done
}

main() {
  a_world_of_its_own
  trap 'cp /run/shipper.log "$files/shipper.log" 2>/dev/null || true; kill $(jobs -p) 2>/dev/null || true' EXIT
  says auth.info sshd "before-the-first"
  says daemon.info nginx "not-of-audit"

  collect other
  ended "other name" apply client
  away
  collect stranger
  ended "other authority" apply client
  away
  collect logs.example.org elsewhere
  ended "client not known" apply client
  away
  ended "nobody there" apply client
  [[ -e $got ]] || echo "nothing was sent"

  install -m 0600 "$files/stranger.key" "$key"
  ended "key of another" apply client
  echo "CANARY-no-key" >"$key"
  ended "no key" apply client
  install -m 0600 "$files/client.key" "$key"

  mkdir -p "${log%/*}"
  install --mode=0600 /dev/null "$log"
  ended "auditd for root alone" apply client
  rm "$log"

  collect logs.example.org authority
  ended apply apply client
  came before-the-first
  echo "from $(cut -d' ' -f1 "$got" | sort -u | tr '\n' ' ')"
  echo "form $(grep --text before-the-first "$got" | sed -E "s/ [0-9-]{10}T[0-9:.]{15}Z $(uname --nodename) sshd [0-9]+ / TIME HOST sshd PID /")"
  says authpriv.info sudo "$(printf 'two\nlines')"
  came "#012lines"
  echo "not-of-audit $(grep --text --count not-of-audit "$got" || true)"
  ended check check
  echo "done $(ls /var/lib/roadstead/done)"

  echo "auditd"
  install --mode=0640 --group=adm /dev/null "$log"
  write_audit 20
  rotate
  write_audit 20
  all_came
  settled
  # Its kernel acknowledges what it will never read: it ends without a word, as do the machine's own processes.
  kill -STOP "$collector"
  write_audit 300
  until ss --tcp --numeric --no-header state established "sport = :6514" | awk '$1 > 0 { unread = 1 } END { exit !unread }'; do sleep 0.05; done
  sleep 2
  away
  rm /var/lib/roadstead/done/audit-shipping
  says authpriv.notice sudo "while-away"
  write_audit 20
  rotate
  write_audit 20
  ROADSTEAD_SHIPPING_SECONDS=1 ended "check away" check
  echo "done $(ls /var/lib/roadstead/done)"
  last_error
  kill -9 "$(</run/shipper.pid)"
  write_audit 20
  rotate
  rotate
  write_audit 5
  says authpriv.notice su "while-stopped"
  ROADSTEAD_SHIPPING_SECONDS=1 ended "check stopped" check
  last_error
  systemctl restart roadstead-audit-shipping.service
  collect logs.example.org authority
  came while-away
  came while-stopped
  all_came
  settled
  local before
  before=$(numbers | wc -l)
  systemctl restart roadstead-audit-shipping.service
  write_audit 1
  all_came
  echo "sent again after a restart $(($(numbers | wc -l) - before - 1))"

  echo "lost"
  settled
  kill -9 "$(</run/shipper.pid)"
  for _ in 1 2 3 4 5; do write_audit 1; rotate; done
  write_audit 1
  says auth.info sshd "kept-too-short"
  sleep 1.1
  journalctl --quiet --rotate
  journalctl --quiet --vacuum-time=1s 2>/dev/null
  says auth.info sshd "first-that-is-left"
  says auth.info sshd "second-that-is-left"
  systemctl restart roadstead-audit-shipping.service
  came "records of auditd may be missing: the file up to which they were shipped was rotated away"
  came "entries of the journal may be missing: the one up to which they were shipped is no longer kept"
  came first-that-is-left
  came second-that-is-left
  came kept-too-short 1
  all_came

  echo "end"
  echo "key $(stat --format='%a %U' "$key") $(grep --recursive --files-with-matches --fixed-strings "$(sed -n 2p "$files/client.key")" /etc /run /var/lib /var/log/audit | sort | tr '\n' ' ')"
  sed -i '/^LoadCredential=/d' /etc/systemd/system/roadstead-audit-shipping.service
  jq -c '.client = false' "$files/machine/etc/roadstead/audit-shipping/collector.json" >/etc/roadstead/audit-shipping/collector.json
  ended "without client" apply
  [[ -e $key ]] || echo "key gone"
  ended remove remove
  [[ -e /run/shipper.pid ]] || echo "stopped"
  find /etc /usr/local/sbin /var/lib \( -path '*audit-ship*' -o -path '*/expected/*' -o -path '*/done/*' \) -print
}

main "$@"
