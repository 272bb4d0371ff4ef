// Extensions → one table of kinds, renderers and commands. A name that stands twice is a mistake found at start.
import type { CellKind, Command, Extension, Renderer } from "../extension.ts";
import type { Cell } from "../nbformat/types.ts";

export interface Assembled {
  readonly renderers: readonly Renderer[];
  readonly commands: readonly Command[];
  /** The first kind that claims the cell. */
  readonly kindOf: (cell: Cell) => CellKind;
}

/**
 * Puts extensions together, in their order.
 * @throws Error when two extensions bring a kind, renderer or command of one name; it names both.
 */
export function assemble(extensions: readonly Extension[]): Assembled {
  const kinds = collect(
    extensions,
    "cell kind",
    (extension) => extension.cellKinds ?? [],
    ({ name }) => name,
  );
  const renderers = collect(
    extensions,
    "renderer",
    (extension) => extension.renderers ?? [],
    ({ name }) => name,
  );
  const commands = collect(
    extensions,
    "command",
    (extension) => extension.commands ?? [],
    ({ id }) => id,
  );
  return {
    renderers,
    commands,
    kindOf: (cell) => {
      const kind = kinds.find((candidate) => claims(candidate, cell));
      if (kind === undefined) throw new Error(`no cell kind claims the cell ${cell.id}`);
      return kind;
    },
  };
}

/** A kind that throws while it looks at a cell does not claim it. */
function claims(kind: CellKind, cell: Cell): boolean {
  try {
    return kind.claims(cell);
  } catch {
    return false;
  }
}

function collect<T>(
  extensions: readonly Extension[],
  what: string,
  members: (extension: Extension) => readonly T[],
  nameOf: (member: T) => string,
): readonly T[] {
  const owners = new Map<string, string>();
  return extensions.flatMap((extension) => {
    for (const member of members(extension)) {
      const name = nameOf(member);
      const owner = owners.get(name);
      if (owner !== undefined) {
        throw new Error(
          `the extensions "${owner}" and "${extension.name}" both bring the ${what} "${name}"`,
        );
      }
      owners.set(name, extension.name);
    }
    return members(extension);
  });
}
