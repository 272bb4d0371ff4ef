// The teacher's side of grading: the assignment's source notebooks as release makes them, and its other files.
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { readGradeInfo, isLocked } from "../../grading/cell-metadata.ts";
import type { ReleaseWords } from "../../grading/exercise-steps.ts";
import { readQuestions, type GradingSource } from "../../grading/grade-notebook.ts";
import { releaseAssignment } from "../../grading/release.ts";
import { readSourceNotebook } from "../../grading/source-notebook.ts";
import { readTeacherNames, type TeacherNames } from "../../grading/teacher-names.ts";
import { NotebookFormatError, parseNotebookText } from "../../nbformat/parse.ts";
import { isLeftOut, readCourse } from "../course.ts";
import { isFolder } from "../files.ts";
import { CommandError, UsageError } from "../terminal.ts";
import type { WorkFile } from "./place.ts";

export interface AssignmentNotebook extends GradingSource {
  /** The file's name without `.ipynb`. */
  readonly name: string;
  readonly names: TeacherNames;
}

export interface Assignment {
  readonly name: string;
  /** By name. */
  readonly notebooks: readonly AssignmentNotebook[];
  /** What is beside the notebooks; it takes the place of what students hand in under the same name. */
  readonly files: readonly WorkFile[];
  /** Changes when anything of the source changes. */
  readonly version: string;
  readonly courseId: string;
  /** The course's markers and stubs. */
  readonly words: ReleaseWords;
}

/**
 * Reads `source/<name>`.
 * @throws UsageError when there is no such folder
 * @throws CommandError when the source cannot be graded by, with each reason in a line
 */
export async function readAssignment(course: string, name: string): Promise<Assignment> {
  const folder = join(course, "source", name);
  if (!(await isFolder(folder))) throw new UsageError(`There is no folder "${folder}".`);
  const config = await readCourse(course);
  const all = (await readdir(folder, { recursive: true }))
    .filter((path) => !isLeftOut(path))
    .sort();
  const notebooks: AssignmentNotebook[] = [];
  const files: WorkFile[] = [];
  const problems: string[] = [];
  const versions: string[] = [];
  for (const path of all) {
    const from = join(folder, path);
    const info = await stat(from);
    if (!info.isFile()) continue;
    if (!path.endsWith(".ipynb")) {
      files.push({ path: path.replaceAll("\\", "/"), from });
      versions.push(`${path} ${info.size} ${info.mtimeMs}`);
      continue;
    }
    const text = await readFile(from, "utf8");
    versions.push(text);
    try {
      const source = readSourceNotebook(text);
      const { released, master, problems: found } = releaseAssignment(source, config.words);
      for (const { cellId, line, message } of found) {
        const number = source.cells.findIndex(({ id }) => id === cellId) + 1;
        problems.push(`${from}: cell ${number}, line ${line}: ${message}`);
      }
      if (released === undefined || master === undefined) continue;
      const stem = path.slice(0, -".ipynb".length);
      notebooks.push({
        name: stem,
        released,
        master,
        questions: readQuestions(source),
        earlier: await readEarlierTexts(join(course, "release", name, path)),
        names: readTeacherNames(source, master),
      });
    } catch (error) {
      if (!(error instanceof NotebookFormatError)) throw error;
      problems.push(`${from}: ${error.message}`);
    }
  }
  if (problems.length > 0) {
    throw new CommandError(
      `The assignment's source has problems, so nothing was graded.\n${problems.join("\n")}`,
    );
  }
  if (notebooks.length === 0) throw new CommandError(`There is no notebook in ${folder}.`);
  const { courseId, words } = config;
  return { name, notebooks, files, version: versions.join("\n"), courseId, words };
}

/** Texts of locked cells in the release that lies there: students may have an older one than today's source makes. */
async function readEarlierTexts(file: string): Promise<ReadonlyMap<string, string>> {
  try {
    const { notebook } = parseNotebookText(await readFile(file, "utf8"));
    const entries = notebook.cells.flatMap((cell) => {
      const info = readGradeInfo(cell);
      return info !== undefined && (isLocked(info) || info.task)
        ? [[info.gradeId, cell.source] as const]
        : [];
    });
    return new Map(entries);
  } catch {
    return new Map(); // Nothing was released here, or by hand.
  }
}
