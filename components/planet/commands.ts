import { whileThere } from "../machine/commands";

/** What the deployment runs for a ship, over SSH. Text without secrets; those go by standard input. */
export interface PlanetCommands {
  /** Standard input: the install bundle. */
  readonly install: string;
  /** Takes the files off the machine; pier, user and backups stay. */
  readonly remove: string;
  /** Standard input: the licence. */
  readonly licence: string;
  readonly revoke: string;
  /** Standard input: the key, or nothing where none is needed. */
  readonly key: string;
  readonly start: string;
  readonly stop: string;
  /** Prints a line of JSON as proof that nothing of the ship runs on the machine, nor may. */
  readonly proveStopped: string;
}

/** The exact commands for one ship. `shipName` is an @p without its sig, so it needs no quoting. */
export function planetCommands(shipName: string): PlanetCommands {
  const onMachine = (verb: string, option = "") =>
    `sudo -n /usr/local/sbin/roadstead-ship ${verb} ${shipName}${option}`;
  return {
    install: `sudo -n /usr/local/sbin/roadstead-install-files && ${onMachine("install")}`,
    remove: whileThere("roadstead-ship", `remove ${shipName}`),
    licence: onMachine("licence"),
    revoke: onMachine("revoke"),
    // A key that comes again for a complete pier is thrown away, not an error: a rebuilt machine asks for it again.
    key: onMachine("key", " --if-needed"),
    start: onMachine("start"),
    stop: onMachine("stop"),
    proveStopped: onMachine("prove-stopped"),
  };
}

/** The ship that a command starts, with its sig; undefined where it starts none. */
export function shipStartedBy(command: string): string | undefined {
  const name = /\broadstead-ship start ([a-z-]+)$/.exec(command)?.[1];
  return name === undefined ? undefined : `~${name}`;
}
