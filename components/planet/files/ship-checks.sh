# shellcheck shell=bash
# What a ship's licence is checked against. Sourced by roadstead-ship; changes nothing on the machine.
# Every check ends in silence or in `refuse CODE REASON`; the codes stand at the head of roadstead-ship.

refuse() {
  local code=$1
  shift
  echo "roadstead-ship: ~${ship_name:-?}: refused ($code): $*" >&2
  exit "$code"
}

load_ship() {
  ship_name=${1#\~}
  [[ $ship_name =~ ^[a-z]{3}([a-z]{3})?(--?[a-z]{6})*$ ]] || { ship_name="?"; refuse 64 "the first argument is not the name of a ship."; }
  config="$root/etc/roadstead/ships/$ship_name.json"
  [[ -f $config ]] || refuse 86 "this machine knows no such ship ($config is missing). Deploy it first."
  local fields
  fields=$(jq --raw-output --exit-status '
    .user, .pierId, .mountPoint, .unit, .creationUnit, .runtime.name, .runtime.url, .runtime.sha256, .runtime.member, .httpPort, .loomExponent
    ' "$config") || refuse 81 "$config cannot be read. Deploy it again."
  { read -r user; read -r pier_id; read -r mount_point; read -r unit; read -r creation_unit; read -r runtime; read -r runtime_url
    read -r runtime_sha256; read -r runtime_member; read -r http_port; read -r loom; } <<<"$fields"
  : "$user" "$unit" "$creation_unit" "$runtime_url" "$runtime_sha256" "$runtime_member" "$http_port" "$loom"
  licence_file="$root/etc/roadstead/licences/$ship_name.json"
  folder="$root$mount_point/ships/$pier_id"
  pier="$folder/pier"
  staging="$folder/pier.creating"
  migrating="$folder/pier.migrating"
  spent_here="$root/var/lib/roadstead/creation-attempts/$pier_id"
  key_folder="$root/run/roadstead/keys"
  key_file="$key_folder/$ship_name"
  status_file="$root/run/roadstead/ships/$ship_name.status"
  permit_file="$root/run/roadstead/permits/$ship_name"
  binary="$root/opt/roadstead/vere/$runtime/vere"
  maintenance_unit="roadstead-maintain-$ship_name.service"
  maintenance_file="$folder/maintenance"
  maintenance_request="$root/run/roadstead/maintenance/$ship_name"
  # Each script uses what it needs of these.
  : "$migrating" "$status_file" "$permit_file" "$maintenance_unit" "$maintenance_file" "$maintenance_request"
}

# The form of a licence: exactly these fields, nothing that a shell or a path could misread.
licence_form='
  length == 1 and (.[0] | type == "object" and (keys == ["creation", "machineId", "pierId", "ship", "volumeUuid"])
  and (.ship | type == "string" and test("^~[a-z-]{3,60}$"))
  and (.pierId | type == "string" and test("^[a-z0-9.-]{3,80}$"))
  and (.volumeUuid | type == "string" and test("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"))
  and (.machineId | type == "string" and test("^[a-z]+:[A-Za-z0-9-]{1,80}$"))
  and (.creation == null or (.creation | type == "object" and keys == ["attempt"]
    and (.attempt | type == "number" and . >= 1 and . == floor))))'

# Reads the licence from a file; tells apart what is missing, what is damaged and what belongs to something else.
load_licence() {
  local file=$1 fields
  [[ -f $file ]] || refuse 80 "there is no licence. Only a deployment writes one: run it for this machine."
  jq --slurp --exit-status "$licence_form" "$file" >/dev/null 2>&1 || refuse 81 "the licence is damaged or not of the known form. Deploy it again."
  fields=$(jq --raw-output '.ship, .pierId, .volumeUuid, .machineId, (.creation.attempt // 0)' "$file")
  { read -r licensed_ship; read -r licensed_pier; read -r licensed_volume; read -r licensed_machine; read -r attempt; } <<<"$fields"
  [[ $licensed_ship == "~$ship_name" ]] || refuse 81 "the licence is for $licensed_ship."
  [[ $licensed_pier == "$pier_id" ]] || refuse 81 "the licence is for the pier $licensed_pier, but this machine is set up for $pier_id."
}

# What this machine is, from where a copy of its disk cannot carry it: this boot's vendor metadata, or the firmware.
machine_id() {
  local vendor=$1 data="$root/run/cloud-init/instance-data.json" dmi="$root/sys/class/dmi/id" id=""
  if [[ $vendor == existing ]]; then
    id=$(cat "$dmi/product_uuid" 2>/dev/null || cat "$root/etc/machine-id" 2>/dev/null || true)
  else
    id=$(jq --raw-output '.v1.instance_id // empty' "$data" 2>/dev/null || true)
    [[ -n $id ]] || id=$(cat "$dmi/product_serial" 2>/dev/null || true)
  fi
  echo "$id"
}

check_machine() {
  local vendor=${licensed_machine%%:*} id
  id=$(machine_id "$vendor")
  [[ -n $id ]] || refuse 93 "this machine cannot tell which one it is: neither /run/cloud-init/instance-data.json nor the firmware says. A ship starts only on the machine in its licence."
  [[ "$vendor:$id" == "$licensed_machine" ]] || refuse 84 "this machine is $vendor:$id, but the licence is for $licensed_machine. A copied or restored disk must never start the ship a second time."
}

# Of the file system that holds the pier. Where a unit sees no devices, findmnt knows none of an encrypted volume; the kernel's number of it leads there.
volume_uuid() {
  local uuid number
  uuid=$(findmnt --noheadings --output UUID --mountpoint "$root$mount_point" 2>/dev/null || true)
  if [[ -z $uuid ]]; then
    number=$(findmnt --noheadings --output MAJ:MIN --mountpoint "$root$mount_point" 2>/dev/null || true)
    uuid=$(udevadm info --query=property --property=ID_FS_UUID --value --path="/sys/dev/block/${number// /}" 2>/dev/null || true)
  fi
  echo "$uuid"
}

check_volume() {
  local uuid
  findmnt --mountpoint "$root$mount_point" >/dev/null 2>&1 || refuse 82 "nothing is mounted at $mount_point, so the pier cannot be there. See: systemctl status '$(systemd-escape --path --suffix=mount "$mount_point" 2>/dev/null || echo "$mount_point")'"
  uuid=$(volume_uuid)
  [[ $uuid == "$licensed_volume" ]] || refuse 83 "the volume at $mount_point is ${uuid:-without a UUID}, but the licence is for $licensed_volume."
}

check_runtime() { [[ -x $binary ]] || refuse 94 "the runtime $runtime is not installed. Deploy it again."; }

check_licence() {
  load_licence "$licence_file"
  check_machine
  check_volume
}

content_of() { cat "$1" 2>/dev/null || true; }

# One word: complete, completing (only the rename is missing), incomplete or absent.
pier_state() {
  local mark
  if [[ -e $pier ]]; then
    mark=$(content_of "$pier/.roadstead-complete")
    if [[ $mark == "$pier_id" && -d $pier/.urb ]]; then echo complete; else echo incomplete; fi
  elif [[ -e $staging ]]; then
    if [[ $(content_of "$staging/.roadstead-complete") == "$pier_id" ]]; then echo completing; else echo incomplete; fi
  else
    echo absent
  fi
}

incomplete="its creation was interrupted. What it left stays where it is and is neither resumed nor deleted. To create again, raise boot.attempt by one and deploy; the incomplete pier is then kept under another name."

check_pier_marker() {
  local mark
  mark=$(content_of "$folder/pier-id")
  [[ $mark == "$pier_id" ]] || refuse 85 "the folder $folder belongs to the pier ${mark:-of nobody}, but the licence is for $pier_id."
}

# May the existing pier run, on what it is on?
check_run() {
  check_licence
  case $(pier_state) in
    complete) check_pier_marker ;;
    incomplete | completing) refuse 87 "the pier $pier_id is incomplete: $incomplete" ;;
    *) refuse 86 "there is no pier at $pier. Nothing is ever created in its place by starting." ;;
  esac
  local last
  last=$(content_of "$folder/runtime")
  [[ $last =~ ^[0-9A-Za-z.-]+$ ]] || refuse 95 "which runtime the pier is on was not written down ($folder/runtime)."
  [[ -x $root/opt/roadstead/vere/$last/vere ]] || refuse 94 "the pier is on vere $last, which this machine does not have. Deploy with that version first."
  ! at_maintenance || refuse 98 "it is under maintenance, and comes back by itself when that has ended: journalctl --unit $maintenance_unit"
  check_history
}

last_attempt() {
  local there here
  there=$(content_of "$folder/creation-attempt")
  here=$(content_of "$spent_here")
  [[ $there =~ ^[0-9]+$ ]] || there=0
  [[ $here =~ ^[0-9]+$ ]] || here=0
  echo $((there > here ? there : here))
}

# Is a creation licensed, and not yet used up? The key is not part of the question.
check_creation_allowed() {
  check_licence
  local state
  state=$(pier_state)
  [[ $state != complete && $state != completing ]] || refuse 90 "the pier $pier_id is complete. It is never created again."
  [[ ! -e $pier ]] || refuse 87 "the folder $pier exists but is not a complete pier. Nothing is created over it."
  ((attempt > 0)) || refuse 88 "there is no pier, and the licence does not allow to create one."
  if ((attempt <= $(last_attempt))); then
    [[ $state != incomplete ]] || refuse 87 "the pier $pier_id is incomplete: $incomplete"
    refuse 88 "creation attempt $attempt was already used. Raise boot.attempt by one to allow another."
  fi
}

check_create() {
  check_creation_allowed
  check_runtime
  [[ -s $key_file ]] || refuse 89 "the key has not been delivered. It lives in memory only, and must be delivered again after a restart."
}
