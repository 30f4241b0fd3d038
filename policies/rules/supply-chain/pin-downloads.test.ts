import { describe, expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying, verdicts } from "../rule-trial";
import { hetznerServer, remoteCommand } from "../vendor-types";
import { rule } from "./pin-downloads";
import { cases } from "./pin-downloads.cases";

judgesAsRecorded(rule, cases);

const judged = (script: unknown) => saying(rule, { type: hetznerServer, props: { userData: script } }).split(" ")[0];

describe("a script", () => {
  it.each([
    ["curl -fsSL https://example.org/install.sh | sh"],
    ["wget -qO- https://example.org/install.sh | sudo bash -s -- --yes"],
    ["curl https://example.org/a.tgz | tar xz | bash"],
    ["bash <(curl -s https://example.org/x)"],
    ['sh -c "$(curl -fsSL https://example.org/x)"'],
    [". <(curl -s https://example.org/x)"],
    ["curl -fsSL \\\n  https://example.org/install.sh \\\n  | sh"],
    ["curl -LO https://example.org/v1/vere.tgz && tar xf vere.tgz"],
    ["curl -L https://example.org/v1/vere -o /usr/local/bin/vere"],
    ["curl -L https://example.org/v1/vere > /usr/local/bin/vere"],
    ["wget https://example.org/v1/vere"],
    ['wget "$URL"'],
    ["curl -L https://urbit.org/install/linux-x86_64/latest | tar xzk"],
    ["curl -sL https://example.org/x/releases/latest/download/vere -o v; sha256sum -c v.sums"],
    ["curl -o x https://raw.githubusercontent.com/a/b/master/x.sh; sha256sum -c x.sums"],
    ["docker run -d tloncorp/vere:latest"],
    ["docker pull nginx:1.27"],
    ["image: nginx:latest"],
  ])("that says %j fails", (line) => {
    expect(judged(`#!/bin/sh\nset -e\n${line}\n`)).toBe("fail");
  });

  it.each([
    ["apt-get install -y curl wget"],
    ["# curl https://example.org/install.sh | sh"],
    ['curl -L https://example.org/v1/vere -o v\necho "$SUM  v" | sha256sum -c -'],
    ["curl -fsS http://127.0.0.1:8080/~/healthz -o /tmp/health"],
    ["curl -fsS https://example.org/healthz"],
    ["curl -s -o /dev/null https://example.org/"],
    ["wget -qO- https://example.org/healthz"],
    [`docker pull nginx@sha256:${"0a1b".repeat(16)}`],
    ["cat x | sh"],
    ["echo latest news at https://example.org/news"],
  ])("that says %j passes", (line) => {
    expect(judged(`#!/bin/sh\nset -e\n${line}\n`)).toBe("pass");
  });

  it("is told by its line, and by the line of what is encoded inside", () => {
    const script = "#!/bin/sh\ncurl https://example.org/x | sh\n";
    const message = (create: string) => verdicts(rule, [{ type: remoteCommand, props: { create } }])[0]?.message;
    expect(message(script)).toContain("(line 2)");
    expect(message(`base64 -d <<E\n${Buffer.from(script).toString("base64")}\nE`)).toContain(
      "(line 2 of what is encoded",
    );
  });

  it("is not judged in a form that no script has", () => {
    expect(saying(rule, { type: remoteCommand, props: { create: { odd: true } } })).toBe("unknown create");
  });

  it("is found inside an encoded file, and in commands", () => {
    const encoded = Buffer.from("#!/bin/sh\ncurl https://example.org/x | sh\n").toString("base64");
    expect(judged(`#cloud-config\nwrite_files:\n  - content: ${encoded}\n    encoding: b64\n`)).toBe("fail");
    const undo = "curl https://example.org/x | sh";
    expect(saying(rule, { type: remoteCommand, props: { create: notKnown, delete: undo } })).toBe("fail delete");
  });
});
