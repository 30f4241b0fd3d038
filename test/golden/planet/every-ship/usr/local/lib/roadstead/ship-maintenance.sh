# shellcheck shell=bash
# Maintenance of a pier: pack, meld, chop or roll, each once for each request, in a unit of its own, while the ship is stopped. The ship
# comes back whatever becomes of it. Beside the pier: `maintenance`, the last request and its result as JSON. After ship-runtime.sh.

mebibytes_of() { echo $((($(du --summarize --block-size=1 "$1" 2>/dev/null | cut --fields=1) + 1048575) / 1048576)); }
meminfo() { sed -nE "s/^$1: +([0-9]+) kB$/\1/p" "$root/proc/meminfo"; }

# What the ship itself holds in memory comes free when it stops.
available_mib() {
  local own
  own=$(systemctl show --property=MemoryCurrent --value "$unit" 2>/dev/null || true)
  is_number "$own" || own=0
  # A number that means "no limit is counted" is none.
  ((${#own} < 15)) || own=0
  echo $((($(meminfo MemAvailable) + $(meminfo SwapFree)) / 1024 + own / 1048576))
}

# May this operation begin? Asked before the ship is stopped, and again after. Changes nothing.
check_maintenance() {
  local operation=$1 state memory disk free snapshot
  check_licence
  state=$(pier_state)
  [[ $state == complete ]] || refuse 87 "its pier is $state: there is nothing to maintain."
  [[ -x $(runtime_folder "$(content_of "$folder/runtime")")/vere ]] || refuse 94 "the runtime that the pier is on is not on this machine."
  snapshot=$(mebibytes_of "$pier/.urb/chk")
  # Each builds the state anew in memory and saves it beside the old one; meld keeps a copy of every part until all are compared.
  case $operation in
    meld) memory=$((4 * snapshot + 256)) disk=$((snapshot + snapshot / 10 + 256)) ;;
    pack | roll) memory=$((2 * snapshot + 256)) disk=$((snapshot + snapshot / 10 + 256)) ;;
    chop) memory=$((2 * snapshot + 256)) disk=256 ;;
  esac
  free=$(available_mib)
  ((free >= memory)) || refuse 79 "$operation may need $memory MiB of memory for a state of $snapshot MiB, but $free MiB of memory and swap are free. Nothing was begun: use a larger plan or more swap."
  free=$(($(free_bytes "$folder") / 1048576))
  ((free >= disk)) || refuse 79 "$operation may need $disk MiB on the volume for a state of $snapshot MiB, but $free MiB are free. Nothing was begun: enlarge the volume."
}

record_maintenance() {
  local result=$1 reason=$2 before=${3:-null} after=${4:-null} seconds=${5:-null}
  jq --null-input --compact-output --argjson request "$request" --arg operation "$operation" --arg result "$result" --arg reason "$reason" \
    --argjson before "$before" --argjson after "$after" --argjson seconds "$seconds" --arg at "$(date --utc +%FT%TZ)" \
    '{request: $request, operation: $operation, result: $result, reason: $reason, mebibytesBefore: $before, mebibytesAfter: $after, seconds: $seconds, at: $at}' |
    write_file "$maintenance_file" 0644
}

recorded() { jq --raw-output ".$1 // empty" "$maintenance_file" 2>/dev/null || true; }
at_maintenance() { [[ $(systemctl show --property=ActiveState --value "$maintenance_unit") == activating ]]; }

# What a deployment calls. Prints the result as a line of JSON and nothing else; a request that was answered before is answered the same.
maintain() {
  local operation=$1 request=$2 last was
  [[ $operation =~ ^(pack|meld|chop|roll)$ && $request =~ ^[1-9][0-9]{0,8}$ ]] || refuse 64 "maintain SHIP pack|meld|chop|roll REQUEST"
  check_licence
  last=$(recorded request)
  last=${last:-0}
  if ((request < last)); then refuse 64 "request $request was made before: the last one was $last. Use $((last + 1))."; fi
  if ((request == last)); then
    was=$(recorded operation)
    [[ $was == "$operation" ]] || refuse 64 "request $request was for $was. Use $((last + 1)) for $operation."
    if ! at_maintenance; then
      settle_maintenance
      cat "$maintenance_file"
      return
    fi
  else
    local reason verdict
    verdict_of maintenance "$operation"
    if ((verdict != 0)); then
      echo "$reason" >&2
      exit "$verdict"
    fi
    echo "$operation $request" | write_file "$maintenance_request" 0600
  fi
  # The unit takes the lock itself, so that it goes on when this connection is lost.
  exec 9>&-
  systemctl start "$maintenance_unit" >&2 || true
  if systemctl is-enabled --quiet "$unit"; then wait_for_answer >&2; fi
  [[ $(recorded request) == "$request" ]] || refuse 70 "$operation did not begin: journalctl --unit $maintenance_unit"
  cat "$maintenance_file"
  [[ $(recorded result) == done ]] || refuse 70 "$operation: $(recorded reason) The ship goes on with what it had. To try again, raise maintenance.request by one."
}

# The unit itself.
maintenance_step() {
  local operation request last before began code=0
  read -r operation request <"$maintenance_request"
  rm -f "$maintenance_request"
  check_maintenance "$operation"
  record_maintenance begun "it was cut off before it ended."
  end_ship
  # What was free while the ship ran may be gone.
  (check_maintenance "$operation") || { record_maintenance failed "memory or disk were not free any more when the ship had stopped: see its journal."; return 70; }
  last=$(content_of "$folder/runtime")
  prepare_pier "$last" || { record_maintenance failed "vere $last could not prepare the pier."; return 70; }
  before=$(mebibytes_of "$pier")
  began=$(date +%s)
  runuser --user "$user" -- "$(runtime_folder "$last")/vere" "$operation" --loom "$(needed_loom)" "$pier" </dev/null || code=$?
  sync --file-system "$pier"
  if ((code == 0)); then
    record_maintenance done "it ended well." "$before" "$(mebibytes_of "$pier")" $(($(date +%s) - began))
  else
    record_maintenance failed "vere $last ended with $code: journalctl --unit $maintenance_unit." "$before" "$(mebibytes_of "$pier")" $(($(date +%s) - began))
    return 70
  fi
}

# A request that began and has no unit any more was cut off; the machine's own start has brought the ship back.
settle_maintenance() {
  if [[ $(recorded result) == begun ]]; then
    operation=$(recorded operation) request=$(recorded request) record_maintenance interrupted "it was cut off before it ended."
  fi
}

# After the step, however it ended: the ship comes back, unless somebody wanted it stopped.
maintenance_ended() {
  settle_maintenance
  if systemctl is-enabled --quiet "$unit"; then
    systemctl reset-failed "$unit" 2>/dev/null || true
    systemctl start --no-block "$unit"
  fi
}
