# shellcheck shell=bash
# Sourced by the scripts beside it: lays out a machine's files over this namespace's own places.

lay_out() {
  local from=$1 folder
  cp -a /etc "$from/private-etc"
  cp -a "$from/etc/." "$from/private-etc/"
  mount --bind "$from/private-etc" /etc
  mkdir -p /etc/roadstead/firewall.d
  [[ ! -d /etc/roadstead/ships ]] || cp /etc/roadstead/ships/*.nft /etc/roadstead/firewall.d/
  : >/etc/resolv.conf
  mkdir -p /srv/roadstead /mnt /var/lib/roadstead
  for folder in /usr/local/sbin /srv/roadstead /mnt /var/lib/roadstead /run; do mount -t tmpfs none "$folder"; done
  cp -a "$from/usr/local/sbin/." /usr/local/sbin/
  cp "$tests/systemctl" /usr/local/sbin/
  mkdir -p /run/stand-in /run/roadstead
}
