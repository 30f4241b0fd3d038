# shellcheck shell=bash
# Takes what a deployment put on the machine for a ship away again, and with the last ship what they share. What stays is the ship's own:
# pier and backups on the volume, the user to whom they belong, and the record of attempts to create it that were used up.
# Sourced by roadstead-ship. Everything may be repeated, and cut off anywhere.

remove_ship() {
  local kind
  if systemctl is-active --quiet "$unit" "$creation_unit"; then refuse 92 "it still runs. Stop it first."; fi
  [[ ! -e $licence_file ]] || refuse 92 "it is still licensed to run here. Take its licence away first: roadstead-ship revoke $ship_name"
  systemctl disable --quiet --now "roadstead-updates-$ship_name.timer" 2>/dev/null || true
  systemctl disable --quiet "$unit" 2>/dev/null || true
  roadstead-overdue forget "updates-$ship_name"
  for kind in ship create maintain updates; do
    rm -f "$root/etc/systemd/system/roadstead-$kind-$ship_name".{service,timer}
  done
  rm -f "$root/etc/sysusers.d/roadstead-ship-$ship_name.conf" "$root/etc/roadstead/ships/$ship_name.nft"
  if [[ -e $root/etc/roadstead/firewall.d/ship-$ship_name.nft ]]; then
    rm -f "$root/etc/roadstead/firewall.d/ship-$ship_name.nft"
    systemctl reload-or-restart roadstead-firewall
  fi
  rm -f "$key_file" "$status_file" "$permit_file" "$maintenance_request"
  systemctl daemon-reload
  # Last: without it the machine knows no such ship.
  rm -f "$config"
}

# The tools go in the end and at once, this one first: where it is still there it still works, and whoever was cut off may ask again.
remove_shared() {
  local folder
  ! compgen -G "$root/etc/roadstead/ships/*.json" >/dev/null || return 0
  systemctl stop run-roadstead-keys.mount 2>/dev/null || true
  rm -f "$root/etc/systemd/system/run-roadstead-keys.mount"
  systemctl daemon-reload
  rm -rf "$root/opt/roadstead/vere"
  for folder in /opt/roadstead /etc/roadstead/ships /etc/roadstead/licences /etc/roadstead/backups; do
    rmdir "$root$folder" 2>/dev/null || true
  done
  rm -f "$root"/usr/local/sbin/roadstead-{ship,storage,pier,runtime,backup,restore} "$library"/ship-*.sh
  rmdir "$library" 2>/dev/null || true
  roadstead-overdue leave
}
