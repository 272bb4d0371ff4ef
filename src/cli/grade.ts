// `lessonbook grade`: reads the assignment and who handed in, opens the places where submissions run, has each graded, and
// writes what comes of it. What one submission means is said in cli/grade/grade-submission.ts.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  judgeLateness,
  NO_RULES,
  readCourseRules,
  type AssignmentRules,
} from "../grading/course-rules.ts";
import {
  gradeStudent,
  type Gradebook,
  type Isolation,
  type StudentGrade,
} from "../grading/grades.ts";
import { withMarks, type Marks } from "../grading/marks.ts";
import type { Student } from "../grading/roster.ts";
import { readMarksOf, readStudents } from "./course-grades.ts";
import { readAssignment, type Assignment } from "./grade/assignment.ts";
import { writeFeedback } from "./grade/feedback.ts";
import {
  gradesOfNothing,
  gradeSubmission,
  type GradedSubmission,
} from "./grade/grade-submission.ts";
import { LIMITS } from "./grade/limits.ts";
import { openLocalPlace } from "./grade/local-place.ts";
import { readGradeCommand, type GradeCommand } from "./grade/options.ts";
import type { GradingPlace } from "./grade/place.ts";
import { PlaceLostError } from "./grade/place.ts";
import { runJobs } from "./grade/pool.ts";
import { durationWords, Progress } from "./grade/progress.ts";
import { openRemotePlace } from "./grade/remote-place.ts";
import { Results } from "./grade/results.ts";
import {
  listSubmissions,
  readSubmissionFiles,
  type Submission,
  type SubmissionFiles,
} from "./grade/submissions.ts";
import { findReadyPython } from "./python.ts";
import { CommandError, EndedByUser, UsageError, type ExitCode, type Terminal } from "./terminal.ts";

export { gradeHelp } from "./grade/options.ts";

export async function grade(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const command = await readGradeCommand(args);
  const assignment = await readAssignment(command.course, command.assignment);
  const { rules, course } = await readRules(command, terminal);
  const marks = await readMarksOf(command.course, command.assignment);
  for (const problem of marks.problems) terminal.say(problem);
  const roster = await readStudents(command.course);
  const submissions = chooseSubmissions(
    await listSubmissions(command.course, command.assignment),
    command,
    roster,
  );
  const places = await openPlaces(command, terminal);
  try {
    const run = new GradingRun({
      command,
      assignment,
      course,
      rules,
      marks,
      roster,
      places,
      terminal,
    });
    return await run.grade(submissions);
  } finally {
    await Promise.all(places.map((place) => place.close()));
  }
}

interface GradingRunOptions {
  readonly command: GradeCommand;
  readonly assignment: Assignment;
  /** The course's name; empty when it has none. */
  readonly course: string;
  readonly rules: AssignmentRules;
  readonly marks: Marks;
  readonly roster: readonly Student[];
  /** Grows when a place is opened anew. */
  readonly places: GradingPlace[];
  readonly terminal: Terminal;
}

class GradingRun {
  readonly #options: GradingRunOptions;
  readonly #results: Results;
  readonly #gradedAt = new Date().toISOString();
  #problems = 0;
  #graded = 0;
  #kept = 0;

  constructor(options: GradingRunOptions) {
    this.#options = options;
    const { command, marks, rules } = options;
    this.#results = new Results(command.course, command.assignment, { marks, rules });
  }

  async grade(submissions: readonly Submission[]): Promise<ExitCode> {
    const { command, places, terminal, roster } = this.#options;
    const [first] = places;
    if (first === undefined) throw new CommandError("No server can be reached.");
    terminal.say(
      `Isolation: ${first.isolation}. ${capital(first.isolationWords)}.\nGrading ${command.assignment}: ${submissions.length} ${submissions.length === 1 ? "submission" : "submissions"}, ${places.reduce((sum, { slots }) => sum + slots, 0)} at a time.`,
    );
    const startedAt = Date.now();
    if (!command.resume && command.students.length === 0) await this.#results.clear();
    const progress = new Progress(terminal, submissions.length);
    const left = await runJobs(submissions, {
      places,
      replace: (lost) => this.#replace(lost),
      run: async (submission, place) => {
        await this.#gradeOne(submission, place);
        progress.add();
      },
      giveUp: async (submission, reason) => {
        await this.#keepFailed(submission, reason);
        progress.add();
      },
      say: (text) => terminal.say(text),
      signal: terminal.ending,
    }).catch((error: unknown) => {
      progress.end();
      if (!(error instanceof PlaceLostError)) throw error;
      throw new CommandError(
        `Nothing can be run here: ${error.message} Who is not graded yet has no verdict from this. Mend it, and run the same command with --resume.`,
        { cause: error },
      );
    });
    progress.end();
    if (terminal.ending.aborted) throw new EndedByUser("Ended.");
    if (left.length > 0) {
      throw new CommandError(
        `${left.length} submissions are not graded: no server is left. Run the same command with --resume when there is one.`,
      );
    }
    const missing = await this.#keepMissing(submissions, roster);
    const students = await this.#studentsOfBook(submissions, missing);
    await this.#results.finish(this.#head(first.isolation), students);
    await this.#tell(Date.now() - startedAt);
    return this.#problems > 0 ? 1 : 0;
  }

  async #gradeOne(submission: Submission, place: GradingPlace): Promise<void> {
    const { command, assignment, terminal } = this.#options;
    const files = await readSubmissionFiles(submission);
    const key = this.#keyOf(files);
    const kept = command.resume ? await this.#results.recall(submission.student, key) : undefined;
    if (kept !== undefined) {
      await this.#giveBack(kept);
      this.#kept += 1;
      this.#problems += kept.problems.length;
      return;
    }
    const before = await this.#results.begin(submission.student);
    if (before >= 2) {
      await this.#keepFailed(submission, "Grading ended twice while this submission was run.");
      return;
    }
    try {
      const graded = await gradeSubmission(files, place, {
        assignment,
        rules: command.rules,
        cellTimeout: command.cellTimeout,
        submissionTimeout: command.submissionTimeout,
        signal: terminal.ending,
      });
      if (!terminal.ending.aborted) await this.#keep(submission, files, key, graded);
    } finally {
      // Ended by the teacher, or with its place: the grader itself has not come to grief over it.
      await this.#results.notEnded(submission.student, before);
    }
  }

  async #keep(
    { student }: Submission,
    files: SubmissionFiles,
    key: string,
    graded: GradedSubmission,
  ): Promise<void> {
    const raw = graded.notebooks.reduce((sum, { score }) => sum + score, 0);
    const isUnreadable = graded.executed.size === 0;
    const grade = gradeStudent({
      id: student,
      late: judgeLateness(this.#options.rules, files.submittedAt, raw),
      submittedAt: files.submittedAt?.toISOString() ?? null,
      problems: graded.problems,
      notebooks: graded.notebooks,
      ...(isUnreadable && { status: "failed" }),
    });
    await this.#results.keep(grade, key, graded.executed, files.files);
    await this.#giveBack(grade);
    this.#graded += 1;
    this.#sayProblems(grade);
  }

  async #keepFailed(submission: Submission, reason: string): Promise<void> {
    const files = await readSubmissionFiles(submission);
    const grade = gradeStudent({
      id: submission.student,
      late: null,
      submittedAt: files.submittedAt?.toISOString() ?? null,
      problems: [...files.problems, reason],
      notebooks: gradesOfNothing(this.#options.assignment, "was not graded."),
      status: "failed",
    });
    await this.#results.keep(grade, this.#keyOf(files), new Map(), []);
    await this.#giveBack(grade);
    this.#sayProblems(grade);
  }

  async #giveBack(grade: StudentGrade): Promise<void> {
    const { command, assignment, places, marks, rules } = this.#options;
    const isolation = places[0]?.isolation ?? "none";
    const { course, gradedAt } = this.#head(isolation);
    await writeFeedback(withMarks(grade, marks.students.get(grade.id), rules), {
      folder: command.course,
      assignment,
      showHidden: command.hiddenTests,
      head: { course, gradedAt, isolation },
    });
  }

  /** Students of the roster who handed nothing in. */
  async #keepMissing(
    submissions: readonly Submission[],
    roster: readonly Student[],
  ): Promise<readonly string[]> {
    const { command } = this.#options;
    const there = new Set(submissions.map(({ student }) => student));
    const missing = roster.filter(
      ({ id }) =>
        !there.has(id) && (command.students.length === 0 || command.students.includes(id)),
    );
    for (const { id } of missing) {
      const grade = gradeStudent({
        id,
        late: null,
        submittedAt: null,
        problems: [],
        notebooks: gradesOfNothing(this.#options.assignment, "was not handed in."),
        status: "missing",
      });
      await this.#results.keep(grade, "missing", new Map(), []);
      await this.#giveBack(grade);
    }
    return missing.map(({ id }) => id);
  }

  /** All students of the grade book: those of an earlier grading stay when only some were asked for. */
  async #studentsOfBook(
    submissions: readonly Submission[],
    missing: readonly string[],
  ): Promise<readonly string[]> {
    const { command, assignment, roster } = this.#options;
    const all = await listSubmissions(command.course, assignment.name);
    const handedIn = [...all, ...submissions].map(({ student }) => student);
    return [...new Set([...handedIn, ...missing, ...roster.map(({ id }) => id)])].sort(compareText);
  }

  #keyOf({ fingerprint }: SubmissionFiles): string {
    const { command, assignment } = this.#options;
    return [fingerprint, assignment.version, command.rules].join("\n");
  }

  #head(isolation: Isolation): Omit<Gradebook, "students"> {
    const { command, assignment, course } = this.#options;
    return {
      schema: 1,
      assignment: command.assignment,
      course: course === "" ? assignment.courseId : course,
      gradedAt: this.#gradedAt,
      rules: command.rules,
      isolation,
    };
  }

  #sayProblems({ id, problems }: StudentGrade): void {
    this.#problems += problems.length;
    for (const problem of problems) this.#options.terminal.say(`${id}, ${problem}`);
  }

  async #tell(milliseconds: number): Promise<void> {
    const { command, terminal } = this.#options;
    const kept = this.#kept === 0 ? "" : ` ${this.#kept} were graded before.`;
    terminal.say(
      `Graded ${this.#graded} in ${durationWords(milliseconds)}.${kept}${this.#problems === 0 ? "" : ` ${this.#problems} ${this.#problems === 1 ? "problem" : "problems"}, named above.`}`,
    );
    terminal.out(
      command.json
        ? (await readFile(join(command.course, "grades.json"), "utf8")).trimEnd()
        : join(command.course, "grades.csv"),
    );
  }

  async #replace(lost: GradingPlace): Promise<GradingPlace | undefined> {
    if (lost.isolation === "remote") return undefined;
    await lost.close();
    const place = await openLocal(this.#options.command, this.#options.terminal);
    this.#options.places.push(place);
    return place;
  }
}

async function openPlaces(command: GradeCommand, terminal: Terminal): Promise<GradingPlace[]> {
  if (command.servers.length === 0) return [await openLocal(command, terminal)];
  const opened = await Promise.all(
    command.servers.map(async ({ url, token }) => {
      try {
        return await openRemotePlace({ url, token, slots: command.jobs });
      } catch (error) {
        if (!(error instanceof PlaceLostError)) throw error;
        terminal.say(error.message);
        return undefined;
      }
    }),
  );
  return opened.filter((place) => place !== undefined);
}

async function openLocal(command: GradeCommand, terminal: Terminal): Promise<GradingPlace> {
  const python = await findReadyPython(process.cwd(), process.env);
  if (python === undefined) {
    throw new CommandError(
      'No Python with Jupyter Server and ipykernel found. Run "npm start" once, set LESSONBOOK_PYTHON, or name a server with --server.',
    );
  }
  const place = await openLocalPlace({
    python: python.command,
    slots: command.jobs,
    walls: command.walls,
    ...(command.runner !== undefined && { command: command.runner }),
    ...(command.kernel !== undefined && { kernelName: command.kernel }),
    limits: { ...LIMITS, wall: command.submissionTimeout + 60 },
    hidden: [command.course],
    readable: [],
    signal: terminal.ending,
  });
  if (place.isolation === "process" && command.walls === "user" && process.getuid?.() === 0) {
    await place.close();
    throw new CommandError(
      `Nothing was graded: submissions would run with all rights of this administrator's account. ${capital(place.isolationWords)}. Grade from an account without such rights, or say --isolation process.`,
    );
  }
  if (command.requireIsolation && place.isolation !== command.walls) {
    await place.close();
    throw new CommandError(
      `Nothing was graded: the walls "${command.walls}" cannot be had here. ${capital(place.isolationWords)}.`,
    );
  }
  return place;
}

function chooseSubmissions(
  all: readonly Submission[],
  { students, course, assignment }: GradeCommand,
  roster: readonly Student[],
): readonly Submission[] {
  const unknown = students.find(
    (id) => !all.some(({ student }) => student === id) && !roster.some((one) => one.id === id),
  );
  if (unknown !== undefined) {
    throw new UsageError(`There is no submission of "${unknown}" for ${assignment}.`);
  }
  const chosen =
    students.length === 0 ? all : all.filter(({ student }) => students.includes(student));
  if (all.length === 0 && roster.length === 0) {
    throw new UsageError(`There is nothing in ${join(course, "submitted")}/*/${assignment}.`);
  }
  return chosen;
}

async function readRules(
  { course, assignment }: GradeCommand,
  terminal: Terminal,
): Promise<{ readonly rules: AssignmentRules; readonly course: string }> {
  const text = await readFile(join(course, "course.json"), "utf8").catch(() => "");
  const { assignments, course: name, problems } = readCourseRules(text);
  for (const problem of problems) terminal.say(problem);
  return { rules: assignments.get(assignment) ?? NO_RULES, course: name };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
