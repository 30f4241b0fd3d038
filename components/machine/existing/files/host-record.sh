# shellcheck shell=bash
# shellcheck disable=SC2034
# What was added to this machine, written down before it is added, and the guard over what could lock out. Sourced as root.

readonly record=/var/lib/roadstead/host
readonly added=$record/added
readonly guard=$record/guard
readonly set_up_mark=/var/lib/roadstead/machine-is-set-up
readonly sshd_settings=/etc/ssh/sshd_config.d/10-roadstead.conf
readonly socket_settings=/etc/systemd/system/ssh.service.d/00-socket.conf
readonly firewall_rules=/etc/roadstead/firewall.nft
# Units whose state the set-up changes: they go back to what they were.
readonly touched_units=(ssh.socket ssh.service nftables.service tmp.mount)
readonly confirm_seconds=@@CONFIRM_SECONDS@@

say() { echo "roadstead-host: $*"; }

refuse() {
  local code=$1
  shift
  echo "roadstead-host: $*" >&2
  exit "$code"
}

# One at a time, its own timer included. The file lies in memory, so no crash leaves it locked.
lock() {
  exec 9>/run/roadstead-host.lock
  flock --wait 120 9 || refuse 75 "another run is at work on this machine. Try again when it is done."
}

noted() { grep --quiet --fixed-strings --line-regexp -- "$1" "$added" 2>/dev/null; }

# Writes a line into the record once; it is on disk before this returns.
note() {
  noted "$1" && return
  mkdir -p "$record"
  # A line that a crash cut short must not take this one along.
  [[ ! -s $added || -z $(tail --bytes=1 "$added") ]] || echo >>"$added"
  echo "$1" >>"$added"
  sync "$added"
}

there() { [[ -e $1 || -L $1 ]]; }

copy_to() {
  local from=$1 to=$2
  mkdir -p "${to%/*}"
  rm -rf -- "$to.draft"
  cp --no-dereference --preserve=all -- "$from" "$to.draft"
  [[ -L $to.draft ]] || sync "$to.draft"
  mv --no-target-directory -- "$to.draft" "$to"
}

# Writes down that a path is about to be ours, and keeps what was there before.
keep_former() {
  local path=$1
  if noted "file $path" || noted "former $path"; then return; fi
  if there "$path"; then
    copy_to "$path" "$record/former$path"
    note "former $path"
  else
    note "file $path"
  fi
}

make_folders() {
  [[ ! -d $1 ]] || return 0
  make_folders "${1%/*}"
  note "folder $1"
  mkdir "$1"
}

put_back_former() {
  local path=$1
  if noted "former $path"; then
    mkdir -p "${path%/*}"
    rm -f -- "$path.roadstead"
    cp --no-dereference --preserve=all -- "$record/former$path" "$path.roadstead"
    mv --no-target-directory -- "$path.roadstead" "$path"
  elif noted "file $path"; then
    rm -f -- "$path"
  fi
}

is_same() {
  [[ -f $2 && ! -L $2 ]] && cmp --silent -- "$1" "$2" && [[ $(stat --format=%a:%u:%g "$2") == "$(stat --format=%a "$1"):0:0" ]]
}

# Replaces a file whole or not at all.
put() {
  local from=$1 path=$2 draft="${2%/*}/.${2##*/}.roadstead"
  is_same "$from" "$path" && return
  keep_former "$path"
  make_folders "${path%/*}"
  rm -f -- "$draft"
  cp --no-preserve=ownership --preserve=mode -- "$from" "$draft"
  chown root:root "$draft"
  sync "$draft"
  mv --no-target-directory -- "$draft" "$path"
  say "changed $path"
}

word_of() { "$@" 2>/dev/null || true; }

unit_states() {
  local unit
  for unit in "${touched_units[@]}"; do
    echo "unit $unit $(word_of systemctl is-enabled "$unit") $(word_of systemctl is-active "$unit")"
  done
  echo "root-password $(word_of passwd --status root | cut -d' ' -f2)"
}

put_back_states() {
  local kind name enabled active
  systemctl daemon-reload
  while read -r kind name enabled active; do
    case $kind in
      unit)
        case $enabled in
          enabled) systemctl enable --quiet "$name" ;;
          # Where its file was ours, it is gone by now.
          disabled) systemctl disable --quiet "$name" 2>/dev/null || true ;;
        esac
        # The two cannot listen at once; sessions that are open outlive both. nftables.service would flush every table.
        case $name:$active in
          ssh.socket:active) systemctl stop ssh.service && systemctl start ssh.socket ;;
          ssh.socket:*) systemctl stop ssh.socket 2>/dev/null || true ;;
        esac
        ;;
      root-password)
        case $name in
          P) passwd --quiet --unlock root ;;
          L) passwd --quiet --lock root ;;
        esac
        ;;
    esac
  done
}

# The former rules, or none: other tables were never touched.
put_back_firewall() {
  if [[ -e $firewall_rules ]]; then
    nft --file "$firewall_rules"
    systemctl enable --quiet roadstead-firewall.service
  else
    systemctl disable --quiet roadstead-firewall.service 2>/dev/null || true
    ! nft list table inet roadstead >/dev/null 2>&1 || nft delete table inet roadstead
  fi
}

# From here on everything goes back by itself, on this boot and after it, unless a new login confirms.
arm() {
  local print=$1 session=$2 path
  shift 2
  # Without `pending` nothing was changed yet: an older guard is a leftover.
  [[ -e $guard/pending ]] || rm -rf "$guard"
  mkdir -p "$guard"
  for path in "$@"; do
    if [[ -e $guard/kept$path || -L $guard/kept$path ]] || grep -qFx -- "$path" "$guard/absent" 2>/dev/null; then continue; fi
    if there "$path"; then copy_to "$path" "$guard/kept$path"; else echo "$path" >>"$guard/absent"; fi
  done
  [[ -e $guard/states ]] || { unit_states >"$guard/states.draft" && mv "$guard/states.draft" "$guard/states"; }
  printf '%s\n%s\n' "$print" "$session" >"$guard/pending.draft"
  sync --file-system "$guard"
  systemctl enable --quiet roadstead-take-back.service
  systemctl stop roadstead-take-back.timer 2>/dev/null || true
  systemctl reset-failed roadstead-take-back.timer roadstead-take-back.service 2>/dev/null || true
  systemd-run --quiet --on-active="$confirm_seconds" --timer-property=AccuracySec=1s --unit=roadstead-take-back.service
  systemctl is-active --quiet roadstead-take-back.timer || refuse 70 "the timer that would undo a lock-out could not be armed. Nothing was changed."
  mv "$guard/pending.draft" "$guard/pending"
  sync "$guard"
}

disarm() {
  rm -f "$guard/pending"
  sync "$guard"
  systemctl stop roadstead-take-back.timer 2>/dev/null || true
  systemctl disable --quiet roadstead-take-back.service 2>/dev/null || true
  rm -rf "$guard"
}

take_back() {
  local path print
  [[ -e $guard/pending ]] || return 0
  { read -r print; } <"$guard/pending"
  while read -r path; do
    rm -f -- "$path"
  done < <(cat "$guard/absent" 2>/dev/null || true)
  while read -r path; do
    mkdir -p "${path%/*}"
    cp --no-dereference --preserve=all -- "$guard/kept$path" "$path.roadstead"
    mv --no-target-directory -- "$path.roadstead" "$path"
  done < <(find "$guard/kept" ! -type d -printf '/%P\n' 2>/dev/null || true)
  # Each on its own: what fails must not keep the others from going back.
  put_back_firewall || say "the firewall could not be put back"
  put_back_states <"$guard/states" || say "some units could not be put back"
  mkdir -p /run/sshd
  systemctl restart ssh.service || say "sshd could not be restarted"
  echo "$print" >"$record/taken-back"
  sync "$record/taken-back"
  disarm
  say "nobody confirmed, so everything is as it was before"
}
