/** Where a setting shows: a line of a rendered file. `user-data` is the file around them all. */
type Proof = readonly [path: string, line: string];

/** One way in which a machine is closed, and why. */
export interface HardeningSetting {
  readonly what: string;
  readonly standard: string;
  readonly strict: string;
  /** Where it comes from, or what it prevents. */
  readonly why: string;
  readonly proof: Readonly<Record<"both" | "standard" | "strict", readonly Proof[]>>;
}

const sshd = "/etc/ssh/sshd_config.d/10-roadstead.conf";
const sysctl = "/etc/sysctl.d/99-roadstead-base.conf";
const strictSysctl = "/etc/sysctl.d/99-roadstead-strict.conf";
const modprobe = "/etc/modprobe.d/60-roadstead.conf";
const setup = "/usr/local/sbin/roadstead-machine-setup";
const strictSetup = "/usr/local/sbin/roadstead-strict-setup";
const upgrades = "/etc/apt/apt.conf.d/60roadstead-upgrades";
const auditRules = "/etc/audit/rules.d/60-roadstead.rules";

/** The same at both degrees. */
function always(what: string, how: string, why: string, ...both: readonly Proof[]): HardeningSetting {
  return { what, standard: how, strict: "the same", why, proof: { both, standard: [], strict: [] } };
}

/** Only where hardening is strict. */
function onlyStrict(what: string, how: string, why: string, ...strict: readonly Proof[]): HardeningSetting {
  return { what, standard: "not set", strict: how, why, proof: { both: [], standard: [], strict } };
}

/** Every setting of both degrees: the README's table, checked against what is rendered. */
export const hardeningSettings: readonly HardeningSetting[] = [
  always(
    "login",
    "one operator with sudo; root locked, no passwords",
    "a password can be guessed, a key cannot (CIS 5.2)",
    ["user-data", "disable_root: true"],
    ["user-data", "lock_passwd: true"],
    [sshd, "PermitRootLogin no"],
    [sshd, "AuthenticationMethods publickey"],
    [setup, "  passwd --quiet --lock root"],
  ),
  {
    what: "passwords",
    standard: "one that an operator sets, for sudo, is hashed slowly",
    strict: "besides: a weak one is refused",
    why: "lynis AUTH-9230, AUTH-9262; none of them lets anybody in",
    proof: {
      both: [[setup, "  printf 'SHA_CRYPT_%s_ROUNDS 65536\\n' MIN MAX >>/etc/login.defs"]],
      standard: [],
      strict: [],
    },
  },
  always(
    "SSH algorithms",
    "AEAD or encrypt-then-MAC only, hybrid key exchange, one Ed25519 host key",
    "ssh-audit: no weak cipher, MAC or key exchange, on each image's OpenSSH",
    [sshd, "MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com,umac-128-etm@openssh.com"],
    [sshd, "HostKey /etc/ssh/ssh_host_ed25519_key"],
  ),
  {
    what: "SSH sessions",
    standard: "6 tries, 4 sessions a connection, silent peers dropped after 4 minutes",
    strict: "3 tries, 2 sessions",
    why: "lynis SSH-7408; a deployment opens connections, not sessions",
    proof: {
      both: [
        [sshd, "X11Forwarding no"],
        [sshd, "AllowAgentForwarding no"],
        [sshd, "Compression no"],
        [sshd, "LogLevel VERBOSE"],
        [sshd, "ClientAliveCountMax 2"],
        [sshd, "TCPKeepAlive no"],
      ],
      standard: [
        [sshd, "MaxAuthTries 6"],
        [sshd, "MaxSessions 4"],
      ],
      strict: [
        [sshd, "MaxAuthTries 3"],
        [sshd, "MaxSessions 2"],
      ],
    },
  },
  always(
    "login banner",
    "on the console and before SSH logins",
    "lynis BANN-7126, BANN-7130: what a court may ask for",
    [sshd, "Banner /etc/issue.net"],
    [
      "/etc/issue",
      "Private system: access is for its owner and whoever is authorized, and restricted to that. All activity is monitored and recorded; who goes on consents. Unauthorized use is prohibited and prosecuted by law.",
    ],
  ),
  always(
    "firewall",
    "nftables, in force before the network; nothing but what is declared",
    "the vendor's firewall may be missing on private networks, or be changed by hand",
    ["/etc/roadstead/firewall.nft", "		type filter hook input priority filter; policy drop;"],
    ["/etc/systemd/system/roadstead-firewall.service", "Before=network-pre.target shutdown.target"],
  ),
  always(
    "guessing",
    "fail2ban bans an address for an hour after five failures, longer each time",
    "keys cannot be guessed, but the noise fills logs",
    ["/etc/fail2ban/jail.d/60-roadstead.local", "maxretry = 5"],
    ["/etc/fail2ban/jail.d/60-roadstead.local", "bantime.increment = true"],
  ),
  always(
    "updates",
    "security updates by themselves; restarts as `unattendedReboot` says",
    "most break-ins use what has long been mended",
    [upgrades, 'APT::Periodic::Unattended-Upgrade "1";'],
    [upgrades, 'Unattended-Upgrade::Remove-Unused-Kernel-Packages "true";'],
  ),
  {
    what: "kernel",
    standard:
      "addresses and messages hidden, no BPF or tracing by users, links protected, no redirects or source routes",
    strict: "besides: no kexec, no ptrace at all, no io_uring, no user namespaces by users",
    why: "lynis KRNL-6000, kernel.org admin-guide/sysctl; the strict ones lock out debuggers and rootless containers",
    proof: {
      both: [
        [sysctl, "kernel.dmesg_restrict = 1"],
        [sysctl, "kernel.kptr_restrict = 2"],
        [sysctl, "kernel.perf_event_paranoid = 3"],
        [sysctl, "kernel.unprivileged_bpf_disabled = 1"],
        [sysctl, "kernel.yama.ptrace_scope = 2"],
        [sysctl, "fs.protected_regular = 2"],
        [sysctl, "net.ipv4.conf.all.accept_redirects = 0"],
      ],
      standard: [],
      strict: [
        [strictSysctl, "kernel.kexec_load_disabled = 1"],
        [strictSysctl, "kernel.yama.ptrace_scope = 3"],
        [strictSysctl, "-kernel.io_uring_disabled = 2"],
        [strictSysctl, "-kernel.unprivileged_userns_clone = 0"],
      ],
    },
  },
  {
    what: "kernel modules",
    standard:
      "no DCCP, SCTP, RDS, TIPC, nor file systems of other ages; on machines of a vendor no USB, FireWire or Thunderbolt storage",
    strict: "the same, and no such storage on an `existing` machine either",
    why: "lynis NETW-3200, USB-1000, STRG-1846; a rented server has no such ports",
    proof: {
      both: [
        [modprobe, "install dccp /bin/false"],
        [modprobe, "install usb-storage /bin/false"],
        [modprobe, "install firewire-core /bin/false"],
      ],
      standard: [],
      strict: [],
    },
  },
  always(
    "core dumps",
    "none, of any process",
    "a dump of a ship holds its keys (lynis KRNL-5820)",
    [sysctl, "kernel.core_pattern = |/bin/false"],
    [sysctl, "fs.suid_dumpable = 0"],
    ["/etc/security/limits.d/60-roadstead.conf", "* hard core 0"],
    ["/etc/systemd/system.conf.d/60-roadstead.conf", "DefaultLimitCORE=0"],
  ),
  {
    what: "umask",
    standard: "027 for whoever logs in",
    strict: "077",
    why: "lynis AUTH-9328; deployments keep 022, or services could not read what they put in place",
    proof: {
      both: [
        ["/etc/sudoers.d/60-roadstead", "Defaults!/usr/local/sbin/roadstead-* umask=0022, umask_override"],
        [setup, '  sed --in-place "s/^UMASK[[:space:]].*/UMASK $umask/" /etc/login.defs'],
      ],
      standard: [["/etc/profile.d/60-roadstead-umask.sh", "umask 027"]],
      strict: [["/etc/profile.d/60-roadstead-umask.sh", "umask 077"]],
    },
  },
  {
    what: "/tmp, /dev/shm",
    standard:
      "/tmp in memory, at most a quarter of it, without devices or set-uid programs; where something uses it at set-up, from the next start on",
    strict: "besides: nothing on /tmp or /dev/shm can be executed",
    why: "lynis FILE-6310; apt unpacks its scripts elsewhere then",
    proof: {
      both: [],
      standard: [
        ["/etc/systemd/system/tmp.mount", "Options=mode=1777,strictatime,nosuid,nodev,size=25%%,nr_inodes=1m"],
      ],
      strict: [
        ["/etc/systemd/system/tmp.mount", "Options=mode=1777,strictatime,nosuid,nodev,noexec,size=25%%,nr_inodes=1m"],
        ["/etc/apt/apt.conf.d/60roadstead-scripts", 'APT::ExtractTemplates::TempDir "/var/lib/roadstead/apt";'],
        [strictSetup, "  mount --options remount,nosuid,nodev,noexec /dev/shm"],
      ],
    },
  },
  always("permissions", "cron, sudoers, sshd and boot loader configuration readable by root only", "lynis FILE-7524", [
    setup,
    "  chmod --quiet 0600 /etc/crontab /etc/ssh/sshd_config /boot/grub/grub.cfg || true",
  ]),
  always(
    "time",
    "systemd-timesyncd: on every image, a client only, no port of its own",
    "certificates and peers need the time; chrony and ntpd can do more than is needed",
    [setup, "  systemctl start systemd-timesyncd.service apt-daily.timer apt-daily-upgrade.timer"],
  ),
  always(
    "journal",
    "kept over restarts: 90 days, 500 MB, 1 GB of the disk left free",
    "a full disk stops a ship",
    ["/etc/systemd/journald.conf.d/60-roadstead.conf", "SystemMaxUse=500M"],
    ["/etc/systemd/journald.conf.d/60-roadstead.conf", "MaxRetentionSec=90day"],
  ),
  always(
    "swap",
    "the size of `swap`; a planet is refused whose loom fits into memory and swap no more",
    "a ship that runs out of memory dies unclean",
    [setup, '  swapon "$swap_file"'],
  ),
  always("metadata", "169.254.169.254 answers root only", "it holds the user data", [
    "/etc/roadstead/firewall.nft",
    "		ip daddr 169.254.169.254 meta skuid != 0 reject",
  ]),
  onlyStrict(
    "audit log",
    "auditd: identities, privileges, SSH, services, packages, modules, time, mounts, every command that a person runs as root; rules locked until a restart",
    "lynis ACCT-9628, PCI DSS 10.2.1; about 40 MB of disk",
    [auditRules, "-w /etc/sudoers.d/ -p wa -k privileges"],
    [
      auditRules,
      "-a always,exit -F arch=b64 -S execve,execveat -F euid=0 -F auid>=1000 -F auid!=unset -k root-commands",
    ],
    [auditRules, "-e 2"],
  ),
  onlyStrict("process accounts", "acct, kept a month", "lynis ACCT-9622: who ran what, when no rule asked", [
    strictSetup,
    "  systemctl start acct.service auditd.service",
  ]),
  onlyStrict(
    "AppArmor",
    "must be in force, or the machine is not ready",
    "lynis MACF-6204; each image's kernel has it",
    [
      setup,
      "  start_at_boot systemd-timesyncd.service apt-daily.timer apt-daily-upgrade.timer unattended-upgrades.service fail2ban.service apparmor.service acct.service auditd.service",
    ],
  ),
  onlyStrict(
    "compilers",
    "removed, and refused by apt",
    "lynis HRDN-7222",
    ["/etc/apt/preferences.d/60-roadstead", "Pin-Priority: -1"],
    [strictSetup, "  remove_compilers"],
  ),
  onlyStrict(
    "recommended packages",
    "not installed, unless `apt-get --install-recommends` asks for them",
    "Debian's cron would bring exim, a mail server that nobody needs (lynis MAIL-8818)",
    ["/etc/apt/apt.conf.d/60roadstead-scripts", 'APT::Install-Recommends "false";'],
  ),
  onlyStrict(
    "units",
    "fail2ban sees no devices, homes or kernel settings, and writes only to its own places",
    "systemd-analyze security: of what runs as root and reads what strangers send",
    ["/etc/systemd/system/fail2ban.service.d/60-roadstead.conf", "ProtectSystem=strict"],
  ),
];

/** The table in Markdown, as the README shows it. */
export function hardeningTable(): string {
  const rows = hardeningSettings.map(
    ({ what, standard, strict, why }) => `| ${what} | ${standard} | ${strict} | ${why} |`,
  );
  return ["| | `standard` | `strict` | why |", "|---|---|---|---|", ...rows].join("\n");
}
