// `lessonbook release`: source/<assignment> → release/<assignment>, all of it or nothing. The rules are those of
// src/grading/release.ts; this reads, writes and tells.
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { findLeakInText, type Secret } from "../grading/exercise-leaks.ts";
import type { CourseConfig } from "../grading/nbgrader-config.ts";
import { releaseAssignment } from "../grading/release.ts";
import { readSourceNotebook } from "../grading/source-notebook.ts";
import { lintNotebook } from "../lesson/lint/lint.ts";
import { isObject, NotebookFormatError } from "../nbformat/parse.ts";
import { serialiseNotebook } from "../nbformat/serialise.ts";
import { checkAssignmentName, findCourse, isLeftOut, readCourse } from "./course.ts";
import { isFolder } from "./files.ts";
import { UsageError, type ExitCode, type Terminal } from "./terminal.ts";

export const releaseHelp = `Usage: lessonbook release ASSIGNMENT [--course DIR]

Makes release/ASSIGNMENT from source/ASSIGNMENT without answers, solutions, hidden tests, mark
schemes, feedback and outputs. Refuses, and writes nothing, when a question or an exercise is
malformed or anything of these would be left. Advice on questions stops nothing.

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
  checkAssignmentName(assignment);
  const course = await findCourse(values.course);
  const source = join(course, "source", assignment);
  if (!(await isFolder(source))) throw new UsageError(`There is no folder "${source}".`);

  const target = join(course, "release", assignment);
  const next = join(course, "release", `.${assignment}.next`);
  await rm(next, { recursive: true, force: true });
  await mkdir(join(course, "release"), { recursive: true });
  const { problems, notebooks } = await fillFolder(source, next, course, terminal);
  if (problems > 0 || notebooks === 0) {
    await rm(next, { recursive: true, force: true });
    terminal.say(
      notebooks === 0
        ? `Nothing released: there is no notebook in ${source}.`
        : `Nothing released: ${problems} ${problems === 1 ? "problem" : "problems"} to mend first.`,
    );
    return 1;
  }
  await writeRules(course, assignment, next);
  await replaceFolder(next, target);
  terminal.out(target);
  return 0;
}

/** Tells learners when the assignment is due: `assignment.json` holds its part of `course.json`, and nothing else of it. */
async function writeRules(course: string, assignment: string, folder: string): Promise<void> {
  const text = await readFile(join(course, "course.json"), "utf8").catch(() => "{}");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return; // Grading tells the teacher.
  }
  const assignments = isObject(json) && isObject(json.assignments) ? json.assignments : {};
  const own = assignments[assignment];
  if (own === undefined) return;
  const rules = { assignments: { [assignment]: own } };
  await writeFile(join(folder, "assignment.json"), `${JSON.stringify(rules, undefined, 2)}\n`);
}

/** Fills a folder with what learners get; tells each problem. */
async function fillFolder(
  source: string,
  next: string,
  course: string,
  terminal: Terminal,
): Promise<{ readonly problems: number; readonly notebooks: number }> {
  const config = await readCourse(course);
  for (const setting of config.unread) {
    terminal.say(
      `${join(course, "nbgrader_config.py")}: "${setting}" is not a plain text, so it cannot be read. Write it out, or release with nbgrader.`,
    );
  }
  // Not the notebooks: with answers in them they must not be there for a moment.
  await cp(source, next, {
    recursive: true,
    filter: (path) => !isLeftOut(relative(source, path)) && !path.endsWith(".ipynb"),
  });
  const names = (await readdir(source, { recursive: true }))
    .filter((name) => !isLeftOut(name))
    .sort();
  const notebooks = names.filter((name) => name.endsWith(".ipynb"));
  const secrets: Secret[] = [];
  let problems = config.unread.length;
  for (const name of notebooks) {
    const done = await releaseFile(join(source, name), join(next, name), config, terminal);
    problems += done.problems;
    secrets.push(...done.secrets);
  }
  for (const name of names.filter((one) => !one.endsWith(".ipynb"))) {
    const leak = await findLeakInFile(join(source, name), secrets, config);
    if (leak === undefined) continue;
    problems += 1;
    terminal.say(`${join(source, name)}: learners would get ${leak}. Take it out of this file.`);
  }
  return { problems, notebooks: notebooks.length };
}

/** Releases one file; returns the number of problems, each of which has been told. */
async function releaseFile(
  from: string,
  to: string,
  { words }: CourseConfig,
  terminal: Terminal,
): Promise<{ readonly problems: number; readonly secrets: readonly Secret[] }> {
  let source;
  try {
    source = readSourceNotebook(await readFile(from, "utf8"));
  } catch (error) {
    if (!(error instanceof NotebookFormatError)) throw error;
    terminal.say(`${from}: ${error.message}`);
    return { problems: 1, secrets: [] };
  }
  const { released, secrets, problems } = releaseAssignment(source, words);
  const advice = lintNotebook(source)
    .filter(({ severity }) => severity === "advice")
    .map((finding) => ({ ...finding, message: `Advice: ${finding.message}` }));
  for (const { cellId, line, message } of [...problems, ...advice]) {
    const number = source.cells.findIndex(({ id }) => id === cellId) + 1;
    const place = number === 0 ? "" : ` cell ${number} (${cellId}), line ${line}:`;
    terminal.say(`${from}:${place} ${message}`);
  }
  if (released !== undefined) await writeFile(to, serialiseNotebook(released));
  return { problems: problems.length, secrets };
}

/** Bigger files are data, not something that a person wrote. */
const LARGEST_TEXT = 1_000_000;

async function findLeakInFile(
  path: string,
  secrets: readonly Secret[],
  { words }: CourseConfig,
): Promise<string | undefined> {
  const { size, isFile } = await stat(path).then((info) => ({
    size: info.size,
    isFile: info.isFile(),
  }));
  if (secrets.length === 0 || !isFile || size > LARGEST_TEXT) return undefined;
  return findLeakInText(await readFile(path, "utf8"), secrets, words);
}

/** Puts a folder in the place of another, which stays whole until then. */
async function replaceFolder(next: string, target: string): Promise<void> {
  const old = `${next}.old`;
  await rm(old, { recursive: true, force: true });
  if (await isFolder(target)) await rename(target, old);
  await rename(next, target);
  await rm(old, { recursive: true, force: true });
}
