#!/bin/bash
# Looks at a machine before anything on it is changed. Reads only. Says everything that stands in the way, each with what to do,
# and ends with 1; or prints one line of JSON: what the deployment needs to know of this machine.
set -euo pipefail

readonly owner="@@OWNER@@"
readonly systems="@@SYSTEMS@@"
readonly image="@@IMAGE@@"
readonly architecture="@@ARCHITECTURE@@"
readonly memory_mib=@@MEMORY_MIB@@
readonly swap_mib=@@SWAP_MIB@@
readonly free_mib=@@FREE_MIB@@
readonly data_mib=@@DATA_MIB@@
readonly data_device="@@DATA_DEVICE@@"
readonly data_uuid="@@DATA_UUID@@"
readonly ports="@@PORTS@@"
readonly ssh_port=@@SSH_PORT@@
# A clock before 2026 was never set.
readonly not_before=1767225600

findings=0
ours=0

finding() {
  findings=$((findings + 1))
  echo "  $*" >&2
}

word_of() { "$@" 2>/dev/null || true; }

has() { command -v "$1" >/dev/null 2>&1; }

check_system() {
  local id version
  # shellcheck source=/dev/null
  id=$(. /etc/os-release 2>/dev/null && echo "${ID:-}-${VERSION_ID:-}") || id=""
  version=${id:-unknown}
  if [[ " $systems " != *" $version "* ]]; then
    finding "system: this is $version. Have your vendor install one of: $systems."
  elif [[ $version != "$image" ]]; then
    finding "system: this is $version, but image says $image. Set image: $version."
  fi
  [[ -d /run/systemd/system ]] || finding "systemd: it does not run this machine. Have your vendor install one of: $systems."
  local found
  found=$(word_of dpkg --print-architecture)
  [[ $found == "$architecture" ]] || finding "architecture: this is ${found:-unknown}, but vendor.architecture says $architecture."
}

check_kind() {
  local kind
  kind=$(word_of systemd-detect-virt --container)
  case $kind in
    none | "") ;;
    openvz) finding "virtualisation: this is OpenVZ, whose guests share the vendor's kernel: no nftables, no swap, no settings of the kernel. Order a plan with KVM." ;;
    *) finding "virtualisation: this is a container ($kind), which shares its host's kernel: firewall, swap, clock and settings of the kernel are not its own. Order a plan with KVM." ;;
  esac
}

check_room() {
  local found
  found=$(($(awk '$1 == "MemTotal:" { print $2 }' /proc/meminfo) / 1024))
  # A kernel keeps some of it for itself.
  ((found >= memory_mib * 85 / 100)) || finding "memory: there are $found MiB, but vendor.memoryGib promises $memory_mib MiB. Set it to what there is."
  found=$(($(df --output=avail --block-size=1M / | tail -n 1)))
  ((ours)) || ((found >= free_mib)) || finding "disk: $found MiB are free on /, but $free_mib MiB are needed (system, swap, data). Free some, or ask for less."
  local type
  type=$(findmnt --noheadings --output FSTYPE --target /)
  case $type in
    ext4 | xfs) ;;
    *) [[ -n $data_device && $swap_mib -eq 0 ]] || finding "disk: / is $type, on which neither a ship's data nor swap may lie. Name a disk in vendor.dataDevice and set swap: 0 MiB, or reinstall on ext4." ;;
  esac
}

check_owner() {
  local known=/var/lib/roadstead/host/owner
  [[ -e $known ]] || return 0
  if [[ $(cat "$known") == "$owner" ]]; then
    ours=1
  else
    finding "owner: this machine belongs to $(cat "$known"). One machine, one deployment. If that one is gone for good: rm $known"
  fi
}

check_data() {
  local each type uuid size
  if ((!ours)); then
    for each in /srv/roadstead /srv/roadstead-data; do
      [[ -z $(ls -A "$each" 2>/dev/null) ]] || finding "data: $each holds files that no deployment of this name put there. Move them away: a ship would be found among them."
    done
    while read -r each; do
      finding "data: there is a pier at ${each%/.urb}. A ship that runs twice is damaged for ever: stop it, move it away, and take this machine only then."
    done < <(find / -xdev -maxdepth 6 -type d -name .urb -not -path '/proc/*' 2>/dev/null | head -n 5)
    while read -r each; do
      finding "software: $each runs here, which manages ships of its own. Use it, or a machine without it, never both."
    done < <(pgrep --list-name --exact 'vere|urbit|groundseg' 2>/dev/null | cut -d' ' -f2 | sort -u || true)
  fi
  [[ -n $data_device ]] || return 0
  if [[ ! -b $data_device ]]; then
    finding "data: $data_device is no disk of this machine. It has: $(cd /dev/disk/by-id 2>/dev/null && echo ./* || echo none by id)"
    return 0
  fi
  size=$(($(blockdev --getsize64 "$data_device") / 1048576))
  ((size >= data_mib)) || finding "data: $data_device has $size MiB, but volume.size asks for $data_mib MiB. Set it to what there is."
  type=$(word_of blkid --probe --match-tag TYPE --output value "$data_device")
  uuid=$(word_of blkid --probe --match-tag UUID --output value "$data_device")
  if [[ -n $type && $uuid != "$data_uuid" ]]; then
    finding "data: $data_device holds $type ($uuid), which is not of this deployment. If it may be lost: wipefs --all $data_device. If it holds this ship's pier: @@GIVE_UUID@@ $data_uuid $data_device"
  fi
  if [[ -n $(lsblk --noheadings --output MOUNTPOINTS "$data_device" 2>/dev/null | grep -v '^/srv/roadstead$' | tr -d '\n') ]]; then
    finding "data: $data_device, or a part of it, is in use. Name a disk of its own."
  fi
}

# Only what answers from outside stands in the way.
check_ports() {
  local each
  for each in $ports; do
    while read -r found; do
      ((ours)) && [[ $found == *roadstead* || $found == *vere* || $found == *nginx* ]] && continue
      finding "port: $each is taken: $found. Stop that, or use another port."
    done < <(ss --no-header --listening --processes "--${each%/*}" "sport = :${each#*/}" 2>/dev/null | grep -vE '(127\.[0-9.]+|\[::1\]):' | awk '{ print $4, $NF }' || true)
  done
  ((ours)) || while read -r each; do
    [[ $each == *sshd* || $each == *systemd* ]] || finding "port: $ssh_port is to be sshd's and is taken: $each. Stop that, or use another ssh.port."
  done < <(ss --no-header --listening --processes --tcp "sport = :$ssh_port" 2>/dev/null | awk '{ print $4, $NF }' || true)
}

# A second firewall would go on refusing what ours lets in.
check_firewall() {
  local each
  ! systemctl is-active --quiet ufw 2>/dev/null || ! grep --quiet '^ENABLED=yes' /etc/ufw/ufw.conf 2>/dev/null || finding "firewall: ufw is on. Put what it lets in into openPorts, then: ufw disable"
  ! systemctl is-active --quiet firewalld 2>/dev/null || finding "firewall: firewalld is on. Put what it lets in into openPorts, then: systemctl disable --now firewalld"
  if has nft; then
    while read -r each; do
      finding "firewall: the nftables table $each refuses what comes in. Put what it lets in into openPorts, then take it away: nft delete table $each"
    done < <(nft list ruleset 2>/dev/null | awk '
      $1 == "table" { table = $2 " " $3; next }
      /hook input/ { input = 1; if (/policy drop/) bad[table] = 1 }
      /^\t}/ { input = 0 }
      input && /(drop|reject)/ { bad[table] = 1 }
      END { for (each in bad) if (each != "inet roadstead" && each != "inet f2b-table") print each }')
  fi
  if has iptables-legacy-save && iptables-legacy-save 2>/dev/null | grep --quiet -E '^:INPUT DROP|^-A INPUT .*-j (DROP|REJECT)'; then
    finding "firewall: iptables (legacy) refuses what comes in. Put what it lets in into openPorts, then: iptables-legacy -P INPUT ACCEPT; iptables-legacy -F INPUT"
  fi
}

check_clock() {
  local each
  for each in chrony ntpsec ntp openntpd; do
    ! systemctl is-active --quiet "$each" 2>/dev/null || finding "clock: $each keeps it, and systemd-timesyncd would take its place: apt-get remove $each"
  done
  ((ours)) || [[ $(word_of timedatectl show --property=NTPSynchronized --value) != no ]] || (($(date +%s) > not_before)) ||
    finding "clock: it stands at $(date --utc +%FT%TZ), and nothing sets it. Set it: date --set ..."
}

check_access() {
  local each
  ((EUID == 0)) || finding "login: this user is not root and has no sudo without a password. Use root, or add: $(id -un) ALL=(ALL) NOPASSWD:ALL"
  for each in awk cmp find flock sed sshd useradd apt-get findmnt; do
    has "$each" || [[ -x /usr/sbin/$each ]] || finding "system: $each is missing, which a whole installation has. Have your vendor install it again."
  done
  [[ -s /etc/ssh/ssh_host_ed25519_key.pub ]] || finding "ssh: there is no ed25519 host key, by which deployments know this machine: ssh-keygen -A"
  grep --quiet -iE '^[[:space:]]*Include[[:space:]]+/etc/ssh/sshd_config\.d/\*\.conf' /etc/ssh/sshd_config ||
    finding "ssh: /etc/ssh/sshd_config does not read /etc/ssh/sshd_config.d. Put this line first: Include /etc/ssh/sshd_config.d/*.conf"
  [[ -z $(word_of dpkg --audit) ]] || finding "packages: some are half installed: dpkg --configure --pending"
}

machine_id() { word_of cat /sys/class/dmi/id/product_uuid | grep . || word_of cat /etc/machine-id; }

facts() {
  local id key uuid
  id=$(machine_id)
  key=$(cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub)
  uuid=$(findmnt --noheadings --output UUID --target /srv)
  [[ $id =~ ^[A-Za-z0-9-]+$ ]] || { echo "roadstead: this machine cannot tell which one it is: /etc/machine-id is empty. Run systemd-machine-id-setup." >&2; exit 1; }
  printf '{"machine":"%s","hostKey":"%s","rootUuid":"%s"}\n' "$id" "$key" "$uuid"
}

@@MORE_CHECKS@@main() {
  local check
  export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
  for check in access owner system kind room data ports firewall clock@@MORE_NAMES@@; do "check_$check"; done
  if ((findings > 0)); then
    echo "roadstead: nothing was changed. $findings of what this machine is stand in the way; mend them, then deploy again." >&2
    exit 1
  fi
  facts
}

main "$@"
