# shellcheck shell=bash
# Where the backups of a ship lie, and what is known there about its starts and stops. After ship-checks.sh and ship-journal.sh.
# Snapshots carry what is decided by as tags (KEY=VALUE), so that one list tells everything; a pier is whole once it says so.

load_backups() {
  settings="$root/etc/roadstead/backups/$ship_name.json"
  secrets="$root/etc/roadstead/backups/$ship_name"
  state="$root/var/lib/roadstead/backups/$ship_name"
  copy="$root$mount_point/backups/$pier_id"
  archives="$root$mount_point/archives/$pier_id"
  [[ -f $settings ]] || refuse 64 "this machine has no backups of it. Put backups into its configuration and deploy."
  local fields sftp_host sftp_user sftp_port
  fields=$(jq --raw-output --exit-status '(.sftp.host // ""), (.sftp.user // ""), (.sftp.port // ""), .keep.daily, .keep.weekly, .keep.monthly, .readBackPercent, .unit, .drillUnit, .repository' "$settings") ||
    refuse 64 "$settings cannot be read. Deploy it again."
  { read -r sftp_host; read -r sftp_user; read -r sftp_port; read -r keep_daily; read -r keep_weekly; read -r keep_monthly; read -r read_back
    read -r backup_unit; read -r drill_unit; read -r repository; } <<<"$fields"
  : "$copy" "$archives" "$keep_daily" "$keep_weekly" "$keep_monthly" "$read_back" "$backup_unit" "$drill_unit"
  mkdir -p "$state"
  # Where another Roadstead keeps backups of the same ship, its settings in the environment mean nothing here.
  unset RESTIC_PASSWORD RESTIC_PASSWORD_COMMAND RESTIC_REPOSITORY_FILE AWS_SESSION_TOKEN AWS_PROFILE
  export RESTIC_REPOSITORY=$repository RESTIC_PASSWORD_FILE="$secrets/password" RESTIC_CACHE_DIR="$root/var/cache/roadstead/restic"
  restic_options=()
  if [[ -f $secrets/access-key ]]; then
    AWS_ACCESS_KEY_ID=$(cat "$secrets/access-key")
    AWS_SECRET_ACCESS_KEY=$(cat "$secrets/secret-key")
    export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
  fi
  if [[ -n $sftp_host ]]; then
    restic_options=(--option "sftp.command=ssh -p $sftp_port -i $secrets/ssh-key -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=$secrets/known-hosts -o ServerAliveInterval=30 $sftp_user@$sftp_host -s sftp")
  fi
}

at_repository() { restic --quiet "${restic_options[@]}" "$@"; }

# Opens the repository that was opened before under this name, and no other: an empty disk in its place, after a mount that was
# missed, would otherwise pass for one that is new. `create` allows to make it, once.
open_repository() {
  local create=${1:-} id known said
  known=$(content_of "$state/repository")
  said="$state/said"
  if ! id=$(at_repository cat config --no-lock 2>"$said" | jq --raw-output --exit-status .id); then
    [[ $create == create && ${known%% *} != "$repository" ]] || refuse 71 "its backups at $repository cannot be opened: $(tail --lines=3 "$said" | paste --serial --delimiters=' ')"
    # Another machine of the same ship may have begun it at this moment.
    if at_repository init >"$said" 2>&1; then say "began $repository"; fi
    id=$(at_repository cat config --no-lock 2>>"$said" | jq --raw-output --exit-status .id) ||
      refuse 71 "its backups at $repository can be neither opened nor begun: $(tail --lines=3 "$said" | paste --serial --delimiters=' ')"
  fi
  if [[ ${known%% *} == "$repository" ]]; then
    [[ $known == "$repository $id" ]] || refuse 71 "what lies at $repository is not the repository that was there before (${known##* }, now $id)."
  elif [[ $create == create ]]; then
    echo "$repository $id" | write_file "$state/repository" 0644
  fi
}

# Everything that is known there about this pier, as a JSON list, oldest first.
repository_records() {
  at_repository snapshots --json --no-lock --host "$pier_id" | jq --compact-output '
    [(. // [])[] | (.tags // [] | map(capture("^(?<key>[a-z]+)=(?<value>.*)$")) | from_entries) as $tag
      | select($tag.kind != null)
      | {id, time, kind: $tag.kind, n: (try ($tag.n | tonumber) catch null), stop: ($tag.stop // null), machine: ($tag.machine // null), whole: ($tag.whole == "true"), final: ($tag.final == "true")}]
    | sort_by(.time)'
}

this_machine() { jq --raw-output '.machineId // empty' "$licence_file" 2>/dev/null || true; }

# A line about the ship, kept with its backups: KIND N STOP MACHINE.
record_there() {
  jq --null-input --compact-output --arg kind "$1" --argjson n "$2" --arg stop "$3" --arg machine "$4" --arg at "$(date --utc +%FT%TZ)" \
    '{kind: $kind, n: $n, stop: $stop, machine: $machine, at: $at}' |
    at_repository backup --stdin --stdin-filename record.json --host "$pier_id" --tag "kind=$1,n=$2,stop=$3,machine=$4" >/dev/null
}

# Is there room for so many bytes, and a twentieth of the volume besides? A full disk would stop the ship.
require_room() {
  local needed=$1 what=$2 free size
  { read -r free; read -r size; } < <(df --block-size=1 --output=avail,size "$root$mount_point" | awk 'NR == 2 {print $1; print $2}')
  ((free - needed > size / 20)) ||
    refuse 72 "$what needs $((needed >> 20)) MiB on $mount_point, of which $((free >> 20)) MiB are free and a twentieth must stay free. Grow the volume."
}

one_step_at_a_time() {
  mkdir -p "$root/run/roadstead"
  exec 7>"$root/run/roadstead/$ship_name.backup"
  flock --timeout "${1:-0}" 7 || refuse 98 "a backup or restore of it is at work already."
}

# The ship's own lock: while it is held, no command of roadstead-ship starts or stops it.
hold_ship() {
  mkdir -p "$root/run/roadstead"
  exec 9>"$root/run/roadstead/$ship_name.lock"
  flock --timeout 900 9 || refuse 98 "another command has been at work on it for 15 minutes."
}

let_ship_go() { exec 9>&-; }
