# shellcheck shell=bash
# Updates over the air: whom a ship follows is kept inside the ship, so it is told on request and asked what it says (+vats). By its
# own loopback port, which asks root for no password. Beside the pier: `updates-request`, the last one that was told. After ship-maintenance.sh.

# One line of the dojo; prints what it says.
dojo() {
  local line=$1 sink=$2 port
  port=$(content_of "$pier/.http.ports" | sed -nE 's/^([0-9]+) insecure loopback$/\1/p' | head --lines=1)
  is_number "$port" || refuse 96 "it does not say where its control port is ($pier/.http.ports). It may still be starting."
  jq --null-input --compact-output --arg line "$line" --argjson sink "$sink" '{source: {dojo: $line}, sink: $sink}' |
    curl --silent --show-error --fail --max-time 120 --header 'Content-Type: application/json' --data-binary @- "http://127.0.0.1:$port/" ||
    refuse 96 "it did not answer on its control port, $port."
}

# What the ship says of %base, as JSON: +vats in words. Kernels say it differently (test/artefacts/ship-updates.test.ts): a value may go
# on in the next lines, and a desk that waits for permissions names the kelvin that it has in place of one that is pending.
vats() {
  local said
  said=$(dojo "+vats %base, =verb %.y" '{"stdout": null}')
  jq --null-input --compact-output --exit-status --arg said "$said" --arg ours "$(fact .runtime.zuse)" '
    (($said | fromjson?) // $said | if type == "array" then map(tostring) | join("\n") else tostring end | gsub("\r"; "")) as $text
    | def value($name):
        $text | capture("(^|\n) *" + $name + ": *(?<value>[^\n]*(\n(?! *(::|%[a-z-]+ *(\n|$)|[/%]?[a-z][a-z/ ]*:( |\n|$)))[^\n]+)*)").value // ""
        | gsub("\\s+"; " ") | sub(" $"; "");
      def kelvins: [scan("%zuse ([0-9]+)")[0] | tonumber] | unique;
      (value("/sys/kelvin") | kelvins | min) as $kernel
    | value("pending( updates)?") as $waits
    | ($waits | startswith("[%awaiting-perms")) as $asks
    | (if $asks then [] else $waits | kelvins | reverse end) as $pending
    | ($pending | min) as $needed
    | if $kernel == null then null else
        {kernel: $kernel, updates: value("updates"), source: value("source ship"), pending: $pending, awaitsPermissions: $asks,
         runtime: (if $needed == null then "new enough" elif $ours == "" then "unknown" elif ($ours | tonumber) <= $needed then "new enough" else "too old" end)}
      end' || refuse 96 "its dojo does not say what %base is, so nothing is known of its updates: ${said:0:200}"
}

# Tells the ship once for each request whom to follow, and prints what it says afterwards as a line of JSON.
follow_updates() {
  local mode=$1 source=$2 request=$3 told says applied=false waited=0 agrees
  [[ $mode =~ ^(follow|hold)$ && $source =~ ^(~[a-z-]{3,60}|-)$ && $request =~ ^[0-9]{1,9}$ ]] || refuse 64 "ota SHIP follow|hold SOURCE|- REQUEST"
  check_licence
  told=$(content_of "$folder/updates-request")
  is_number "$told" || told=0
  if ((request > told)); then
    if [[ $mode == follow ]]; then dojo "+hood/ota $source" '{"app": "hood"}' >&2; else dojo "+hood/pause %base" '{"app": "hood"}' >&2; fi
    applied=true
  fi
  while true; do
    says=$(vats)
    agrees=$(jq --arg mode "$mode" --arg source "$source" \
      'if $mode == "hold" then (.updates | IN("paused", "local")) else (.updates | IN("remote", "tracking")) and .source == $source end' <<<"$says")
    if [[ $agrees == true || $applied == false ]] || ((waited++ >= ${ROADSTEAD_ANSWER_SECONDS:-60})); then break; fi
    sleep 1
  done
  if [[ $applied == true && $agrees != true ]]; then
    refuse 70 "it was told to $mode ${source#-}, but says: updates $(jq --raw-output .updates <<<"$says"), source $(jq --raw-output .source <<<"$says"). Nothing else was changed; the next deployment tells it again."
  fi
  if [[ $applied == true ]]; then echo "$request" | write_file "$folder/updates-request" 0644; fi
  jq --compact-output --arg mode "$mode" --arg source "${source#-}" --argjson request "$request" --argjson agrees "$agrees" \
    '{mode: $mode, source: $source, request: $request, agrees: $agrees, says: .}' <<<"$says"
}

# The daily look: fails only where a kernel waits for a runtime that is newer than this one, or may be.
updates() {
  local says
  [[ $(systemctl show --property=ActiveState --value "$unit") == active ]] || { say "does not run, so it was not asked"; roadstead-overdue was-done "updates-$ship_name"; return; }
  says=$(vats)
  roadstead-overdue was-done "updates-$ship_name"
  echo "$says"
  case $(jq --raw-output .runtime <<<"$says") in
    "too old") refuse 70 "the kernel zuse $(jq '.pending | min' <<<"$says") waits for a newer runtime than vere $(content_of "$folder/runtime"). Raise runtime, then the update comes by itself." ;;
    unknown) refuse 70 "the kernel zuse $(jq '.pending | min' <<<"$says") is pending, and whether vere $(content_of "$folder/runtime") supports it is not known. Compare its release notes; raise runtime if it does not." ;;
  esac
}

watch_updates() {
  local timer="roadstead-updates-$ship_name.timer"
  if [[ $(fact .watchesUpdates) == true ]]; then
    systemctl enable --quiet --now "$timer"
    roadstead-overdue expect "updates-$ship_name" "$timer" 3240 "the daily look for updates of ~$ship_name"
  else
    systemctl disable --quiet --now "$timer" 2>/dev/null || true
    roadstead-overdue forget "updates-$ship_name"
  fi
}
