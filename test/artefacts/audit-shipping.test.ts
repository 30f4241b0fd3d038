import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { argumentsOf } from "../../components/core/arguments";
import { secret } from "../../components/core/secret";
import { auditShippingArgs } from "../../components/machine/audit-shipping";
import { auditShippingFiles } from "../../components/machine/audit-shipping-command";

// The audit log on its way off the machine, as it is rendered: the real journald, and a collector that speaks RFC 5425,
// which ends without a word, as does what ships.

const scratch = mkdtempSync(join(tmpdir(), "roadstead-shipping-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const folder = join(__dirname, "audit-shipping");

function openssl(...args: readonly string[]): void {
  const { status, stderr } = spawnSync("openssl", args, { cwd: scratch, encoding: "utf8", timeout: 20_000 });
  if (status !== 0) throw new Error(stderr);
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

function authority(file: string): void {
  const extensions = ["-addext", "basicConstraints=critical,CA:TRUE"];
  openssl(
    "req",
    "-x509",
    ...newKey,
    "-keyout",
    `${file}.key`,
    "-out",
    `${file}.pem`,
    "-subj",
    `/CN=${file}`,
    ...extensions,
  );
}

function signed(file: string, by: string, name: string, usage: string): void {
  openssl("req", ...newKey, "-keyout", `${file}.key`, "-out", `${file}.csr`, "-subj", `/CN=${name}`);
  writeFileSync(join(scratch, `${file}.ext`), `subjectAltName=DNS:${name}\nextendedKeyUsage=${usage}\n`);
  const signer = ["-CA", `${by}.pem`, "-CAkey", `${by}.key`, "-CAcreateserial", "-extfile", `${file}.ext`];
  openssl("x509", "-req", "-in", `${file}.csr`, ...signer, "-out", `${file}.pem`);
}

let said: readonly string[] = [];

beforeAll(() => {
  authority("authority");
  authority("elsewhere");
  signed("logs.example.org", "authority", "logs.example.org", "serverAuth");
  signed("other", "authority", "other.example.org", "serverAuth");
  signed("stranger", "elsewhere", "logs.example.org", "serverAuth");
  signed("client", "authority", "harbour.example.org", "clientAuth");
  const pem = (file: string) => readFileSync(join(scratch, `${file}.pem`), "utf8");
  const check = argumentsOf("auditShipping");
  const given = {
    to: "logs.example.org",
    authority: pem("authority"),
    client: { certificate: pem("client"), key: secret("in a file") },
  };
  const resolved = auditShippingArgs(check, given);
  if (resolved === undefined) throw new Error("nothing to ship");
  for (const { path, content } of auditShippingFiles(resolved)) {
    mkdirSync(dirname(join(scratch, "machine", path)), { recursive: true });
    writeFileSync(join(scratch, "machine", path), content);
  }
  const { status, stdout, stderr } = spawnSync(
    "unshare",
    ["--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "--", join(folder, "shipping.sh"), scratch],
    {
      encoding: "utf8",
      timeout: 170_000,
      env: { PATH: `${folder}:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin`, LC_ALL: "C.UTF-8" },
    },
  );
  expect({ status, stderr, stdout }).toMatchObject({ status: 0 });
  said = stdout.trim().split("\n");
}, 180_000);

/** What was said of each of these. */
const of = (...what: readonly string[]) => what.map((each) => said.find((line) => line.startsWith(each)));
const setUp = "roadstead-audit-shipping: shipping is set up and goes on trying, but not to logs.example.org, port 6514";
const mend = "Mend that, then deploy again.";

it("tells whoever deploys why a collector is not believed, or does not believe, and sends it nothing", () => {
  expect(said.slice(0, 5)).toEqual([
    expect.stringContaining(`other name 75 ${setUp}: its certificate is not believed: Hostname mismatch`),
    `other authority 75 ${setUp}: its certificate is not believed: unable to get local issuer certificate. ${mend}`,
    `client not known 75 ${setUp}: TLS fails: tlsv1 alert unknown ca. ${mend}`,
    `nobody there 75 ${setUp}: connection refused. ${mend}`,
    "nothing was sent",
  ]);
});

it("a key that is none, or another one's, is refused and not repeated", () => {
  expect(of("key of another", "no key")).toEqual([
    "key of another 64 roadstead-audit-shipping: client.key is not the key of client.certificate. It is not repeated here.",
    "no key 64 roadstead-audit-shipping: client.key is no private key in PEM form, or has a password. It is not repeated here.",
  ]);
});

it("a log of auditd that it could not read is told, with what to do", () => {
  expect(of("auditd for root")).toEqual([
    "auditd for root alone 70 roadstead-audit-shipping: /var/log/audit/audit.log cannot be read by the group adm. Set log_group = adm in /etc/audit/auditd.conf, restart auditd, and deploy again.",
  ]);
});

it("ships what the journal had before, in the form of RFC 5424, on one line each, and only what is of audit", () => {
  const from = said.indexOf("apply 0 roadstead-audit-shipping: ships to logs.example.org, port 6514");
  expect(said.slice(from + 1, said.indexOf("auditd"))).toEqual([
    "before-the-first came",
    "from harbour.example.org ",
    "form harbour.example.org <38>1 TIME HOST sshd PID - - before-the-first",
    "#012lines came",
    "not-of-audit 0",
    "check 0 ",
    "done audit-shipping",
  ]);
});

it("loses nothing of what is kept, though the collector and its own process end in the middle, and auditd rotates", () => {
  expect(
    of("of auditd's 40 ", "while-away", "while-stopped", "of auditd's 405 ", "of auditd's 406 ", "sent again"),
  ).toEqual([
    "of auditd's 40 missing 0",
    "while-away came",
    "while-stopped came",
    "of auditd's 405 missing 0",
    "of auditd's 406 missing 0",
    "sent again after a restart 0",
  ]);
});

it("what does not arrive is not marked as done, and the journal says why", () => {
  const from = said.indexOf("check away 0 ");
  const nothing = "nothing arrived at logs.example.org, port 6514 in 1 seconds";
  expect(said.slice(from, from + 5)).toEqual([
    "check away 0 ",
    "done ",
    `${nothing}: connection refused`,
    expect.stringContaining("check stopped 0 "),
    `${nothing}: roadstead-audit-shipping.service does not run`,
  ]);
});

it("what was no longer kept is missing, and the collector is told so", () => {
  expect(said.slice(said.indexOf("lost") + 1, said.indexOf("end"))).toEqual([
    "records of auditd may be missing: the file up to which they were shipped was rotated away came",
    "entries of the journal may be missing: the one up to which they were shipped is no longer kept came",
    "first-that-is-left came",
    "second-that-is-left came",
    "kept-too-short did not come",
    "of auditd's 412 missing 1",
  ]);
});

it("the client's key lies in one file for root, goes with the client, and nothing is left in the end", () => {
  expect(said.slice(said.indexOf("end") + 1)).toEqual([
    // The second is what systemd would hand to the unit, in memory.
    "key 600 root /etc/roadstead/audit-shipping/client.key /run/credentials/client.key ",
    `without client 75 ${setUp}: TLS fails: tlsv13 alert certificate required. ${mend}`,
    "key gone",
    "remove 0 ",
    "stopped",
  ]);
});
