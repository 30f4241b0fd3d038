# shellcheck shell=bash
# What is written down about a ship: files that are whole or not there, and the journal of its starts and stops, which lies beside
# its pier. A start is written before it happens, so the last line tells whether a copy can still be the ship. After ship-checks.sh.

# Written whole or not at all, and on disk before this returns.
write_file() {
  local path=$1 mode=$2 draft="$1.draft"
  mkdir -p "${path%/*}"
  (umask 077 && cat >"$draft")
  chmod "$mode" "$draft"
  sync "$draft"
  mv "$draft" "$path"
  sync "${path%/*}"
}

journal_file() { echo "$folder/journal"; }

# One JSON object, or null: the last record, or the last of the kinds that are named as a list in jq.
last_record() {
  local kinds=${1:-}
  # A line that was cut is none; what follows it counts.
  content_of "$(journal_file)" | jq --raw-input --null-input --compact-output --argjson kinds "${kinds:-null}" \
    '[inputs | fromjson? | select($kinds == null or IN(.kind; $kinds[]))] | last'
}

field_of() { jq --raw-output --arg name "$2" '.[$name] // empty' <<<"$1"; }

position_of() { roadstead-pier position "$1" 2>/dev/null || echo null; }

# One line more: KIND, then what else is to be said as a JSON object.
add_record() {
  local kind=$1 more=${2:-"{}"} machine
  machine=$(jq --raw-output '.machineId // empty' "$licence_file" 2>/dev/null || true)
  {
    if [[ -f $(journal_file) ]]; then tail --lines=500 "$(journal_file)"; fi
    jq --null-input --compact-output --argjson last "$(last_record)" --arg id "$(cat /proc/sys/kernel/random/uuid)" --arg kind "$kind" \
      --arg at "$(date --utc +%FT%TZ)" --arg machine "$machine" --argjson more "$more" \
      '{n: (($last.n // 0) + 1), id: $id, kind: $kind, at: $at, machine: $machine} + $more'
  } | write_file "$(journal_file)" 0644
}

# Before the runtime starts. Where it cannot be written the ship does not start.
record_start() { add_record start; }

# After the runtime has ended. A start that was refused ends too; it changes nothing.
record_stop() {
  local clean=$1
  # Where there is no pier nothing has run, and nothing is made in its place.
  [[ -e $pier ]] || return 0
  case $(field_of "$(last_record)" kind) in stop | final | restored) return ;; esac
  add_record stop "{\"clean\": $clean, \"position\": $(position_of "$pier")}"
}

# Is the pier the one that was last stopped here? Anything older would repeat to the network what was said already.
check_history() {
  local last ends stopped_at
  mkdir -p "$root/run/roadstead"
  exec 8>"$root/run/roadstead/$ship_name.copying"
  flock --nonblock --shared 8 || refuse 98 "its pier is being copied. It starts again as soon as the copy is made."
  exec 8>&-
  [[ ! -e $pier/.roadstead-archive ]] || refuse 99 "the pier is an archive, restored from a backup that the ship has outlived. $breach"
  last=$(last_record)
  if [[ $(field_of "$last" kind) == final ]]; then
    refuse 99 "it was handed over at $(field_of "$last" at): from then on it may run elsewhere. Start it here with: roadstead-ship start $ship_name, which first asks the backups whether it does."
  fi
  stopped_at=$(jq '.position.event // empty' <<<"$(last_record '["stop", "final", "restored"]')")
  [[ -n $stopped_at ]] || return 0
  ends=$(position_of "$pier" | jq '.event // empty')
  [[ -z $ends ]] || ((ends >= stopped_at)) || refuse 99 "the pier ends with event $ends, but it was last stopped at event $stopped_at: an older copy stands in its place. $breach"
}

breach="On the live network it would contradict what the ship has said since. The way on is a breach: reset the networking keys, raise pier by one and create from the new key."
