#!/bin/bash
# Delivers a machine's artefacts, then has them applied. The one argument tells this login apart from the one that will confirm.
# Whole before anything of it counts: what was delivered last stays until this has arrived.
set -euo pipefail

readonly record=/var/lib/roadstead/host
readonly draft=$record/delivered.draft

# Standard input is the content.
file() {
  local mode=$1 path=$2
  mkdir -p "$draft${path%/*}"
  cat >"$draft$path"
  chmod "$mode" "$draft$path"
}

unpack() {
@@FILES@@
}

main() {
  umask 022
  mkdir -p "$record"
  chmod 0700 "$record"
  exec 8>/run/roadstead-delivery.lock
  flock --wait 120 8 || { echo "roadstead: another delivery is at work on this machine. Try again when it is done." >&2; exit 75; }
  rm -rf "$draft"
  mkdir "$draft"
  unpack
  sync --file-system "$draft"
  rm -rf "$record/delivered"
  mv "$draft" "$record/delivered"
  export ROADSTEAD_LIBRARY=$record/delivered/files/usr/local/lib/roadstead
  bash "$record/delivered/files/usr/local/sbin/roadstead-host" apply "${1:-}" </dev/null
}

main "$@"
