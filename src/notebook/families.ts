// Commands by family, in the order of the table: the menu, the keys and the settings are arranged by it. Pure.
import type { Command } from "../extension.ts";

export interface Family<C> {
  /** The part of the ids before the dot. */
  readonly name: string;
  /** As people read it. */
  readonly title: string;
  readonly commands: readonly C[];
}

export function familiesOf<C extends Pick<Command, "id">>(
  commands: readonly C[],
): readonly Family<C>[] {
  const families = new Map<string, C[]>();
  for (const command of commands) {
    const name = command.id.slice(0, command.id.indexOf("."));
    const members = families.get(name);
    if (members === undefined) families.set(name, [command]);
    else members.push(command);
  }
  return [...families].map(([name, members]) => ({
    name,
    title: name.charAt(0).toUpperCase() + name.slice(1),
    commands: members,
  }));
}
