#!/bin/bash
# Prints every place of a running machine that holds the text on standard input: arguments and environment of each process, the
# journal, and the files of all folders in which anything is kept. Run as root; the text itself is never an argument.
pattern=$(mktemp -p /dev/shm)
trap 'rm -f "$pattern"' EXIT
tr -d '\n' >"$pattern"

search() { grep --quiet --text --fixed-strings --file="$pattern" "$@" 2>/dev/null; }

for process in /proc/[0-9]*; do
  for part in cmdline environ; do
    if search "$process/$part"; then echo "$process/$part"; fi
  done
done
if journalctl --output=export --no-pager | search -; then echo journal; fi
grep --recursive --files-with-matches --text --fixed-strings --devices=skip --file="$pattern" \
  /etc /var /srv /opt /root /home /tmp /run/cloud-init /run/roadstead /run/systemd /usr/local 2>/dev/null
exit 0
