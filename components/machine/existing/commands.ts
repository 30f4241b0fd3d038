// What is run on a machine that is there already. Pure text, no secret in it; scripts come by standard input.

/** Where data lies that has no disk of its own. */
export const dataFolder = "/srv/roadstead-data";

/** Tells one login from another: who made a change cannot confirm it. */
const session = '"$SSH_CONNECTION"';

/** As root, whoever logged in. Without sudo it goes on as it is: the preflight then says what is missing. */
function asRoot(words: string): string {
  return `if [ "$(id -u)" != 0 ] && sudo -n true 2>/dev/null; then exec sudo -n ${words}; else exec ${words}; fi`;
}

/** What every preflight begins with, by which a sandbox knows it. */
export const preflightMark = ": roadstead preflight;";

/** Standard input: the preflight. */
export const runPreflight = `${preflightMark} ${asRoot("bash -s")}`;

/** Standard input: the script that delivers. */
export const runSetUp = asRoot(`bash -s -- ${session}`);

export function confirmChange(print: string): string {
  return `sudo -n /usr/local/sbin/roadstead-host confirm ${print} ${session}`;
}

export function bindData(uuid: string, mountPoint: string): string {
  return `sudo -n /usr/local/sbin/roadstead-host bind ${dataFolder} ${uuid} ${mountPoint}`;
}

/** The first step of leaving: over today's login. */
export const restoreAccess = `sudo -n /usr/local/sbin/roadstead-leave restore ${session}`;

/** The second: over the login that was there first, which confirms the first by coming in. */
export function removeAdditions(place: string): string {
  const leave = "/usr/local/sbin/roadstead-leave";
  const gone = "echo nothing of this deployment is on this machine";
  return `: ${place}; if [ ! -x ${leave} ]; then ${gone}; else ${asRoot(`${leave} remove ${session}`)}; fi`;
}
