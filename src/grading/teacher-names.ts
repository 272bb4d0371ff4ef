// Which names of Python the teacher's notebook uses: tests run on Python's own meaning of a name, unless the teacher gave it
// another one. Read from the text, line by line; it is no parser, and need not be one.
import type { Notebook } from "../nbformat/types.ts";
import { isLocked, readGradeInfo } from "./cell-metadata.ts";

export interface TeacherNames {
  /** Names that the teacher's code binds, solutions included. */
  readonly bound: readonly string[];
  /** Names that cells which students cannot change import. */
  readonly imports: readonly ImportedName[];
  /** All of the teacher's code. */
  readonly code: string;
}

export interface ImportedName {
  readonly name: string;
  readonly module: string;
  /** Empty for the module itself. */
  readonly attribute: string;
}

/** @param master the same notebook with the hidden tests, of which only locked cells are looked at for imports */
export function readTeacherNames(source: Notebook, master: Notebook): TeacherNames {
  const codeOf = ({ cells }: Notebook, isWanted?: (index: number) => boolean): string =>
    cells
      .filter((cell, index) => cell.cell_type === "code" && isWanted?.(index) !== false)
      .map((cell) => cell.source)
      .join("\n");
  const isClosed = (index: number): boolean => {
    const cell = master.cells[index];
    const info = cell && readGradeInfo(cell);
    return info !== undefined && isLocked(info);
  };
  const code = codeOf(source);
  return { bound: findBoundNames(code), imports: findImports(codeOf(master, isClosed)), code };
}

function findBoundNames(code: string): readonly string[] {
  const patterns = [
    /^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)/gm,
    /^[ \t]*class[ \t]+(\w+)/gm,
    /^[ \t]*(\w+)[ \t]*(?::[^=\n]+)?=(?!=)/gm,
    /\bas[ \t]+(\w+)/g,
    /\bfor[ \t]+(\w+)[ \t]+in\b/g,
  ];
  const names = patterns.flatMap((pattern) =>
    Array.from(code.matchAll(pattern), ([, name = ""]) => name),
  );
  return [...new Set(names)];
}

function findImports(code: string): readonly ImportedName[] {
  const plain = Array.from(code.matchAll(/^import[ \t]+(.+)$/gm), ([, list = ""]) =>
    splitNames(list).map(({ what, name }) => ({
      // `import a.b` binds `a`.
      name: name ?? what.split(".")[0] ?? "",
      module: name === undefined ? (what.split(".")[0] ?? "") : what,
      attribute: "",
    })),
  );
  const from = Array.from(
    code.matchAll(/^from[ \t]+([\w.]+)[ \t]+import[ \t]+\(?([^)\n]+)\)?/gm),
    ([, module = "", list = ""]) =>
      splitNames(list).map(({ what, name }) => ({ name: name ?? what, module, attribute: what })),
  );
  return [...plain.flat(), ...from.flat()].filter(
    ({ name, module }) => /^\w+$/.test(name) && /^[A-Za-z_][\w.]*$/.test(module),
  );
}

function splitNames(
  list: string,
): readonly { readonly what: string; readonly name: string | undefined }[] {
  return list
    .replace(/#.*$/, "")
    .split(",")
    .map((part) => {
      const [what = "", , name] = part.trim().split(/[ \t]+/);
      return { what, name };
    });
}
