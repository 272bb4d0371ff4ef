// Submissions for tests, made of plain folders: `tests/fixtures/grading/cases/<name>/`. Each is the released assignment with
// the teacher's answers written in, changed by what the folder holds:
// - `case.json`: `about`, `edits` (see `Edit`), `links` (symbolic links: name to target; a checkout may not keep real ones),
//   and what is expected (see `Expected`);
// - `<notebook>.<grade id>.py` or `.md`: the text of that answer;
// - `files/`: what else is handed in, also whole notebooks.
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readGradeInfo } from "../../src/grading/cell-metadata.ts";
import { releaseAssignment } from "../../src/grading/release.ts";
import { readSourceNotebook } from "../../src/grading/source-notebook.ts";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import type { Cell, JsonObject, Notebook } from "../../src/nbformat/types.ts";
import { CHECKOUT } from "./server.ts";

export const GRADING = join(CHECKOUT, "tests", "fixtures", "grading");
export const ASSIGNMENT = "async1";

/** A change to a notebook; `cell` is a grade id, or a cell id. */
export interface Edit {
  readonly notebook: string;
  readonly cell?: string;
  readonly act:
    | "delete" // the cell, or the notebook when no cell is named
    | "copy" // with an id of its own, as JupyterLab does
    | "first" // to the top
    | "retype" // code to text and back
    | "strip" // the cell's metadata, or that of all cells
    | "metadata" // sets keys of metadata.nbgrader
    | "kernelspec"
    | "rename"
    | "add"; // a code cell before `cell`, or last
  readonly value?: unknown;
}

export interface Expected {
  /** Points by machine under the default rules; of 17. */
  readonly fair?: number;
  /** Most points by machine that the work deserves: of a cheat. */
  readonly most?: number;
  /** What nbgrader gives; `null` where it fails the submission; left out where that is a matter of luck. */
  readonly nbgrader?: number | null;
  /** Status by grade id, for those that are told. */
  readonly cells?: Readonly<Record<string, string>>;
  /** By grade id: texts that are found in what is said of the event loop. */
  readonly advice?: Readonly<Record<string, readonly string[]>>;
  /** Each is found in a problem line of the student. */
  readonly problems?: readonly string[];
}

export interface Case {
  readonly name: string;
  readonly folder: string;
  readonly about: string;
  readonly edits?: readonly Edit[];
  readonly links?: Readonly<Record<string, string>>;
  readonly expect: Expected;
}

/** The cases of a folder below tests/fixtures/grading, by name. */
export function readCases(folder: string): readonly Case[] {
  const root = join(GRADING, folder);
  return readdirSync(root)
    .sort()
    .map((name) => {
      const text = readFileSync(join(root, name, "case.json"), "utf8");
      return { ...(JSON.parse(text) as Case), name, folder: join(root, name) };
    });
}

/** A course folder with its source and release. */
export async function makeCourse(course: string): Promise<void> {
  await cp(join(GRADING, "course"), course, { recursive: true });
  const source = join(course, "source", ASSIGNMENT);
  const release = join(course, "release", ASSIGNMENT);
  await mkdir(release, { recursive: true });
  for (const name of await readdir(source)) {
    if (!name.endsWith(".ipynb")) await cp(join(source, name), join(release, name));
    else
      await writeFile(
        join(release, name),
        serialiseNotebook(releasedOf(await readSource(join(source, name)))),
      );
  }
}

/** Hands a case in, as the student of its name. */
export async function handIn(course: string, one: Case, student = one.name): Promise<void> {
  const target = join(course, "submitted", student, ASSIGNMENT);
  await mkdir(target, { recursive: true });
  const names = await readdir(one.folder);
  for (const name of await readdir(join(course, "source", ASSIGNMENT))) {
    if (!name.endsWith(".ipynb")) continue;
    const stem = name.slice(0, -".ipynb".length);
    const source = await readSource(join(course, "source", ASSIGNMENT, name));
    let notebook = answered(source);
    for (const file of names) {
      const [, gradeId] = new RegExp(`^${stem}\\.(.+)\\.(?:py|md)$`).exec(file) ?? [];
      if (gradeId === undefined) continue;
      const text = (await readFile(join(one.folder, file), "utf8")).replace(/\n$/, "");
      notebook = withCell(notebook, gradeId, (cell) => [{ ...cell, source: text }]);
    }
    const edits = (one.edits ?? []).filter((edit) => edit.notebook === stem);
    if (edits.some(({ act, cell }) => act === "delete" && cell === undefined)) continue;
    for (const edit of edits) notebook = applyEdit(notebook, edit);
    const renamed = edits.find(({ act }) => act === "rename")?.value;
    await writeFile(
      join(target, typeof renamed === "string" ? renamed : name),
      serialiseNotebook(notebook),
    );
  }
  const files = join(one.folder, "files");
  if (existsSync(files)) await cp(files, target, { recursive: true, force: true });
  for (const [name, to] of Object.entries(one.links ?? {})) await symlink(to, join(target, name));
}

async function readSource(file: string): Promise<Notebook> {
  return readSourceNotebook(await readFile(file, "utf8"));
}

function releasedOf(source: Notebook): Notebook {
  const { released, problems } = releaseAssignment(source);
  if (released === undefined) throw new Error(JSON.stringify(problems));
  return released;
}

/** The release with the teacher's own answers in it. */
function answered(source: Notebook): Notebook {
  const released = releasedOf(source);
  return {
    ...released,
    cells: released.cells.map((cell, index) => {
      const teachers = source.cells[index];
      return readGradeInfo(cell)?.solution === true && teachers !== undefined
        ? {
            ...cell,
            source: teachers.source.replaceAll(/^.*(?:BEGIN|END) SOLUTION.*\n?/gm, "").trimEnd(),
          }
        : cell;
    }),
  };
}

function withCell(
  notebook: Notebook,
  name: string,
  change: (cell: Cell) => readonly Cell[],
): Notebook {
  const isMeant = (cell: Cell): boolean =>
    readGradeInfo(cell)?.gradeId === name || cell.id === name;
  if (!notebook.cells.some(isMeant)) throw new Error(`no cell "${name}"`);
  return {
    ...notebook,
    cells: notebook.cells.flatMap((cell) => (isMeant(cell) ? change(cell) : cell)),
  };
}

function applyEdit(notebook: Notebook, { cell: name, act, value }: Edit): Notebook {
  switch (act) {
    case "delete":
      return withCell(notebook, name ?? "", () => []);
    case "copy":
      return withCell(notebook, name ?? "", (cell) => [cell, { ...cell, id: `${cell.id}-copy` }]);
    case "first": {
      const moved = notebook.cells.filter((cell) => readGradeInfo(cell)?.gradeId === name);
      return {
        ...notebook,
        cells: [...moved, ...notebook.cells.filter((cell) => !moved.includes(cell))],
      };
    }
    case "retype":
      return withCell(notebook, name ?? "", ({ id, source, metadata, cell_type: type }) => [
        type === "code"
          ? { cell_type: "markdown", id, source, metadata }
          : { cell_type: "code", id, source, metadata, outputs: [], execution_count: null },
      ]);
    case "strip":
      return name === undefined
        ? { ...notebook, cells: notebook.cells.map((cell) => ({ ...cell, metadata: {} })) }
        : withCell(notebook, name, (cell) => [{ ...cell, metadata: {} }]);
    case "metadata":
      return withCell(notebook, name ?? "", (cell) => [
        {
          ...cell,
          metadata: {
            ...cell.metadata,
            nbgrader: { ...(cell.metadata.nbgrader as JsonObject), ...(value as JsonObject) },
          },
        },
      ]);
    case "kernelspec":
      return { ...notebook, metadata: { ...notebook.metadata, kernelspec: value as JsonObject } };
    case "rename":
      return notebook;
    case "add": {
      const added: Cell = {
        cell_type: "code",
        id: `added-${notebook.cells.length}`,
        metadata: {},
        source: String(value),
        outputs: [],
        execution_count: null,
      };
      return name === undefined
        ? { ...notebook, cells: [...notebook.cells, added] }
        : withCell(notebook, name, (cell) => [added, cell]);
    }
  }
}
