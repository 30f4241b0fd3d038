# shellcheck shell=bash
# Which runtime a pier is on, and how it comes to another one. The unit always starts what the pier is on; only `start` changes that.
# Beside the pier: `runtime` what it is on, `loom` the largest it was ever given, `prepared` by whom it was left with nothing to
# replay, `runtime-change` while a migrated copy takes its place. Sourced by roadstead-ship, after ship-journal.sh.

runtime_folder() { echo "$root/opt/roadstead/vere/$1"; }
fact() { jq --raw-output --exit-status "$1 // empty" "$config" 2>/dev/null || true; }
is_number() { [[ $1 =~ ^[0-9]+$ ]]; }

# What a runtime writes to disk, in one line; nothing where that is not known. What came with it counts first.
format_of() {
  local written
  written=$(content_of "$(runtime_folder "$1")/format")
  if [[ -n $written ]]; then echo "$written"; else jq --raw-output --arg version "${1%%-*}" '.formats[$version] // empty' "$config"; fi
}

same_format() {
  local one other
  [[ ${1%%-*} != "${2%%-*}" ]] || return 0
  one=$(format_of "$1")
  other=$(format_of "$2")
  [[ -n $one && $one == "$other" ]]
}

is_lower() { [[ $(printf '%s\n%s\n' "${1%%-*}" "${2%%-*}" | sort --version-sort | head --lines=1) == "${1%%-*}" ]]; }

# The larger of what is asked for and what the pier was ever given: its state may need it.
needed_loom() {
  local highest
  highest=$(content_of "$folder/loom")
  if is_number "$highest" && ((highest > loom)); then echo "$highest"; else echo "$loom"; fi
}

# May the pier go from what it is on to what the deployment asks for? Changes nothing.
check_change() {
  local last highest missing
  highest=$(content_of "$folder/loom")
  if is_number "$highest" && ((loom < highest)); then
    refuse 95 "its loom was raised to $highest, and its state may need that by now. It is never lowered to $loom: set loom back to $highest."
  fi
  last=$(content_of "$folder/runtime")
  [[ -n $last && $last != "$runtime" ]] || return 0
  check_runtime
  timeout 60 runuser --user "$user" -- "$binary" -R </dev/null >/dev/null 2>&1 || refuse 94 "the runtime $runtime does not run on this machine. The pier stays on vere $last."
  [[ -x $(runtime_folder "$last")/vere || $(content_of "$folder/prepared") == "$last" ]] ||
    refuse 94 "the pier last ran on vere $last, which this machine does not have, and was not prepared for another. Deploy with that version first, then change it."
  if same_format "$last" "$runtime"; then return; fi
  missing="Whether vere $last and $runtime write the same format is not known."
  if [[ -n $(format_of "$last") && -n $(format_of "$runtime") ]]; then missing="Vere $last writes $(format_of "$last"); $runtime writes $(format_of "$runtime")."; fi
  if is_lower "$runtime" "$last"; then
    refuse 95 "the pier last ran on vere $last. A runtime is never lowered to one of another format: $runtime could damage it. $missing"
  fi
  [[ $(fact .runtime.forwardOnly) == true ]] ||
    refuse 95 "$missing No way leads back from such a step, so it is taken only where the configuration says so: runtime.forwardOnly: true. The pier stays on vere $last."
  check_room_for_copy
}

free_bytes() { df --block-size=1 --output=avail "$1" | tail --lines=1 | tr --delete ' '; }

check_room_for_copy() {
  local needed free
  needed=$(roadstead-pier room "$pier" "$migrating")
  free=$(free_bytes "$folder")
  ((free > needed + needed / 10)) || refuse 79 "a step to another format is taken on a copy of the pier: that needs $((needed / 1048576)) MiB and a tenth more, but $((free / 1048576)) MiB are free. Enlarge the volume."
}

# Leaves the pier with nothing to replay: by the runtime it is on, or it was left so before. Nothing may follow where it fails.
prepare_pier() {
  local last=$1 old
  old="$(runtime_folder "$last")/vere"
  if [[ -x $old ]]; then
    runuser --user "$user" -- "$old" prep --loom "$(needed_loom)" "$pier" </dev/null &&
      sync --file-system "$pier" &&
      echo "$last" | write_file "$folder/prepared" 0644
  else
    [[ $(content_of "$folder/prepared") == "$last" ]]
  fi
}

# Brings the stopped pier to the runtime that the deployment asks for. Whatever fails, it goes on with the one it is on.
follow_runtime() {
  local last reason verdict
  last=$(content_of "$folder/runtime")
  verdict_of change
  ((verdict == 0)) || stay_on "$last" "$verdict" "$reason"
  [[ -n $last && $last != "$runtime" ]] || return 0
  end_ship
  say "preparing the pier for vere $runtime with vere $last"
  prepare_pier "$last" || stay_on "$last" 70 "vere $last could not prepare the pier."
  if same_format "$last" "$runtime"; then
    echo "$runtime" | write_file "$folder/runtime" 0644
  else
    migrate "$last"
  fi
  say "the pier is on vere $runtime"
}

stay_on() {
  local last=$1 code=$2 why=$3
  systemctl enable --quiet "$unit"
  systemctl reset-failed "$unit" 2>/dev/null || true
  systemctl start "$unit" || refuse "$code" "$why It stays on vere $last, and did not start: journalctl --unit $unit"
  refuse "$code" "$why It goes on running, on vere $last."
}

# To another format, on a copy: the pier itself is never touched by a runtime that it could not come back from.
migrate() {
  local last=$1
  rm -rf "$migrating"
  [[ ! -e $(kept_pier "$runtime") ]] || stay_on "$last" 70 "a copy from an earlier attempt is in the way: $(kept_pier "$runtime"). Move it off this volume."
  say "copying the pier: vere $runtime gets the copy"
  roadstead-pier copy "$pier" "$migrating" >/dev/null || { rm -rf "$migrating"; stay_on "$last" 70 "the pier could not be copied."; }
  chown --recursive --no-dereference "$user:$user" "$migrating"
  runuser --user "$user" -- "$binary" prep --loom "$(needed_loom)" "$migrating" </dev/null || { rm -rf "$migrating"; stay_on "$last" 70 "vere $runtime could not open a copy of the pier."; }
  sync --file-system "$migrating"
  # From here on it is carried through, whoever comes next.
  printf '%s\n' "$runtime" | write_file "$folder/runtime-change" 0644
  settle_change
}

kept_pier() { echo "$folder/pier.before-$1"; }

# Ends what a migration had begun: the copy takes the pier's place, and what was there stays as an archive that never starts.
settle_change() {
  local to kept
  to=$(content_of "$folder/runtime-change")
  [[ -n $to ]] || return 0
  kept=$(kept_pier "$to")
  if [[ -e $migrating ]]; then
    if [[ -e $pier ]]; then mv --no-target-directory "$pier" "$kept"; fi
    echo "kept as it was before vere $to" | write_file "$kept/.roadstead-archive" 0644
    mv --no-target-directory "$migrating" "$pier"
    sync "$folder"
  fi
  echo "$to" | write_file "$folder/prepared" 0644
  echo "$to" | write_file "$folder/runtime" 0644
  rm -f "$folder/runtime-change"
  sync "$folder"
}

# Before the runtime starts: from now on the pier has something to replay, and its state may grow into the loom.
note_runtime() {
  local needed
  needed=$(needed_loom)
  [[ $(content_of "$folder/loom") == "$needed" ]] || echo "$needed" | write_file "$folder/loom" 0644
  rm -f "$folder/prepared"
  sync "$folder"
}
