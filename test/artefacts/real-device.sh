#!/bin/bash
# A whole life of a data volume on a real block device (loop) with the real mount, in a mount namespace of its own.
# Growing while mounted needs CAP_SYS_RESOURCE, which containers lack: that is left to the suite on a booted machine.
# Run as: unshare --mount real-device.sh TOOL SCRATCH UUID; the only stand-in is a systemctl that does nothing.
set -euo pipefail

main() {
  local tool=$1 scratch=$2 uuid=$3 device
  mkdir -p "$scratch/bin" "$scratch/root/etc"
  printf '#!/bin/bash\n' >"$scratch/bin/systemctl"
  chmod +x "$scratch/bin/systemctl"
  export PATH="$scratch/bin:$PATH" ROADSTEAD_ROOT="$scratch/root"
  truncate --size=64M "$scratch/disk"
  device=$(losetup --find --show "$scratch/disk")
  # shellcheck disable=SC2064
  trap "umount '$scratch/root/srv/roadstead' 2>/dev/null || true; losetup --detach '$device'" EXIT
  local -a mount=("$tool" mount --device "$device" --uuid "$uuid" --at /srv/roadstead --wait 0)

  "${mount[@]}"
  echo "a pier" >"$scratch/root/srv/roadstead/pier"
  findmnt --noheadings --output UUID,FSTYPE,OPTIONS --mountpoint "$scratch/root/srv/roadstead"
  "${mount[@]}"
  "$tool" unmount --at /srv/roadstead
  findmnt --mountpoint "$scratch/root/srv/roadstead" && exit 1
  "${mount[@]}"
  cat "$scratch/root/srv/roadstead/pier"
}

main "$@"
