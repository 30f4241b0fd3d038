#!/bin/bash
# A whole life of an encrypted data volume with the kernel's own device mapper, on a real block device (loop).
# Run as: unshare --mount real-encrypted-device.sh TOOLS SCRATCH CONTAINER UUID; TOOLS is the folder of our scripts, CONTAINER and UUID
# are the volume's. The only stand-in is a systemctl that does nothing, and ends with 3 where there is no device mapper.
set -euo pipefail

readonly tools=$1 scratch=$2 container=$3 uuid=$4 at=/srv/roadstead
readonly key=the-key-of-a-real-volume

unlock() { printf '%s\n' "$key" | roadstead-encrypted-volume unlock "$@"; }

main() {
  local device root="$scratch/root"
  modprobe dm_crypt 2>/dev/null || true
  [[ -e /dev/mapper/control ]] || exit 3
  mkdir -p "$scratch/bin" "$root/etc" "$root/usr/local"
  printf '#!/bin/bash\n' >"$scratch/bin/systemctl"
  chmod +x "$scratch/bin/systemctl"
  ln -s "$tools" "$root/usr/local/sbin"
  # What cryptsetup opens is the kernel's, whatever the root.
  ln -s /dev "$root/dev"
  export PATH="$scratch/bin:$tools:$PATH" ROADSTEAD_ROOT="$root"
  truncate --size=96M "$scratch/disk"
  device=$(losetup --find --show "$scratch/disk")
  # shellcheck disable=SC2064
  trap "umount '$root$at' 2>/dev/null || true; cryptsetup close roadstead-data 2>/dev/null || true; losetup --detach '$device'" EXIT

  unlock --device "$device" --container "$container" --uuid "$uuid" --at "$at"
  echo "a pier" >"$root$at/pier"
  findmnt --noheadings --output UUID,FSTYPE,OPTIONS --mountpoint "$root$at"
  sync --file-system "$root$at"
  if grep --quiet --text "a pier" "$scratch/disk"; then echo "the disk holds it in plain" >&2; exit 1; fi
  # The vendor makes it larger, while it is in use.
  truncate --size=160M "$scratch/disk"
  losetup --set-capacity "$device"
  unlock
  df --block-size=1M --output=size "$root$at" | tail -n 1
  roadstead-encrypted-volume lock
  [[ ! -e /dev/mapper/roadstead-data ]]
  unlock --device "$device" --container "$container" --uuid "$uuid" --at "$at"
  cat "$root$at/pier"
  roadstead-encrypted-volume lock
}

main
