// Users that the images bring along, from base-passwd and the packages that the boot data installs: Debian 12, Debian 13 and
// Ubuntu 24.04. An operator of such a name would take over a service's account, with sudo.
const systemUsers: ReadonlySet<string> = new Set([
  "backup",
  "bin",
  "daemon",
  "dhcpcd",
  "fwupd-refresh",
  "games",
  "gnats",
  "irc",
  "landscape",
  "list",
  "lp",
  "mail",
  "man",
  "messagebus",
  "news",
  "nobody",
  "polkitd",
  "pollinate",
  "proxy",
  "sshd",
  "sync",
  "sys",
  "syslog",
  "tcpdump",
  "tss",
  "usbmux",
  "uucp",
  "uuidd",
  "www-data",
]);

/** Whether a login name belongs to the system or to Roadstead, and not to a person. */
export function isSystemUser(name: string): boolean {
  return systemUsers.has(name) || /^(?:_|systemd-|ship-|roadstead)/.test(name);
}
