import type { VirtualMachine } from "./virtual-machine";

/** One line of the machine's own shell; nothing of it may stop the others. */
const questions = [
  "echo '--- failed units'; systemctl --failed --plain --no-legend",
  "echo '--- cloud-init'; sudo cloud-init status --long; sudo tail -n 15 /var/log/cloud-init-output.log",
  "echo '--- journal'; sudo journalctl --boot --priority warning --no-pager --output short-iso | tail -n 30",
  "echo '--- ships'; sudo journalctl --boot --no-pager --output short-iso --unit 'roadstead-*' | tail -n 30",
  "echo '--- load, memory, disk'; uptime; free -m; df -h / /srv/roadstead",
].join("; ");

/** Why a machine may fail: what it said on its serial line, and what it tells of itself if it still answers. */
export async function diagnosis(vm: VirtualMachine): Promise<string> {
  const asked = await vm.run(`{ ${questions}; } 2>&1`, { seconds: 120 }).catch((error: unknown) => ({
    out: error instanceof Error ? error.message : String(error),
    err: "",
  }));
  return [
    `serial line of ${vm.parts.name}`,
    vm.tail(),
    `${vm.parts.name} of itself`,
    `${asked.out}${asked.err}`.trimEnd(),
  ].join("\n");
}
