// `lessonbook release`: source/<assignment> → release/<assignment>, all of it or nothing. The rules are those of
// src/lesson/release.ts; this reads, writes and tells.
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { releaseNotebook } from "../lesson/release.ts";
import { NotebookFormatError, parseNotebookText } from "../nbformat/parse.ts";
import { serialiseNotebook } from "../nbformat/serialise.ts";
import { isFolder } from "./files.ts";
import { UsageError, type ExitCode, type Terminal } from "./terminal.ts";

export const releaseHelp = `Usage: lessonbook release ASSIGNMENT [--course DIR]

Makes release/ASSIGNMENT from source/ASSIGNMENT without answers, feedback and outputs.
Refuses, and writes nothing, when a question is malformed or anything of a key would be left.

  --course DIR   the folder with source/ and release/ (default: notebooks/, else here)
`;

export async function release(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { course: { type: "string" } },
  });
  const [assignment, ...more] = positionals;
  if (assignment === undefined || more.length > 0) {
    throw new UsageError("Name one assignment: lessonbook release ASSIGNMENT.");
  }
  if (!/^[^./\\][^/\\]*$/.test(assignment)) {
    throw new UsageError(`"${assignment}" is not the name of an assignment's folder.`);
  }
  const course = values.course ?? ((await isFolder("notebooks")) ? "notebooks" : ".");
  const source = join(course, "source", assignment);
  if (!(await isFolder(source))) throw new UsageError(`There is no folder "${source}".`);

  const target = join(course, "release", assignment);
  const next = join(course, "release", `.${assignment}.next`);
  await rm(next, { recursive: true, force: true });
  await mkdir(join(course, "release"), { recursive: true });
  // Not the notebooks: with answers in them they must not be there for a moment.
  await cp(source, next, {
    recursive: true,
    filter: (path) => !isLeftOut(relative(source, path)) && !path.endsWith(".ipynb"),
  });
  let problems = 0;
  const notebooks = (await readdir(source, { recursive: true }))
    .filter((name) => name.endsWith(".ipynb") && !isLeftOut(name))
    .sort();
  for (const name of notebooks) {
    problems += await releaseFile(join(source, name), join(next, name), terminal);
  }
  if (problems > 0 || notebooks.length === 0) {
    await rm(next, { recursive: true, force: true });
    terminal.say(
      notebooks.length === 0
        ? `Nothing released: there is no notebook in ${source}.`
        : `Nothing released: ${problems} ${problems === 1 ? "problem" : "problems"} to mend first.`,
    );
    return 1;
  }
  await replaceFolder(next, target);
  terminal.out(target);
  return 0;
}

/** Releases one file; returns the number of problems, each of which has been told. */
async function releaseFile(from: string, to: string, terminal: Terminal): Promise<number> {
  let parsed;
  try {
    parsed = parseNotebookText(await readFile(from, "utf8"));
  } catch (error) {
    if (!(error instanceof NotebookFormatError)) throw error;
    terminal.say(`${from}: ${error.message}`);
    return 1;
  }
  const { notebook, problems } = releaseNotebook(parsed.notebook);
  for (const { cellId, line, message } of problems) {
    const number = parsed.notebook.cells.findIndex(({ id }) => id === cellId) + 1;
    const place = number === 0 ? "" : ` cell ${number} (${cellId}), line ${line}:`;
    terminal.say(`${from}:${place} ${message}`);
  }
  if (notebook !== undefined) await writeFile(to, serialiseNotebook(notebook));
  return problems.length;
}

/** Puts a folder in the place of another, which stays whole until then. */
async function replaceFolder(next: string, target: string): Promise<void> {
  const old = `${next}.old`;
  await rm(old, { recursive: true, force: true });
  if (await isFolder(target)) await rename(target, old);
  await rename(next, target);
  await rm(old, { recursive: true, force: true });
}

/** Editors' and Jupyter's own folders are nobody's assignment. */
function isLeftOut(path: string): boolean {
  return path.split(/[/\\]/).some((part) => part.startsWith(".") || part === "__pycache__");
}
