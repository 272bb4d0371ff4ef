// The command line of `lessonbook grade`.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { Rules } from "../../grading/grades.ts";
import { checkAssignmentName, findCourse } from "../course.ts";
import { UsageError } from "../terminal.ts";

export const gradeHelp = `Usage: lessonbook grade ASSIGNMENT [OPTIONS]

Runs and scores submitted/*/ASSIGNMENT by source/ASSIGNMENT. Writes autograded/, feedback/,
grades.csv and grades.json. Every submission gets a verdict; what was wrong with one is named
in a line with student, file and cell.

  --course DIR         the folder with source/ and submitted/ (default: notebooks/, else here)
  --student ID         only this student; may be given more than once
  --jobs N             submissions at the same time (default: one per processor)
  --cell-timeout S     end a cell that runs longer than S seconds (default 30)
  --submission-timeout S   end a submission that runs longer than S seconds (default 600)
  --rules RULES        fair (default): only an error fails a test
                       nbgrader: as nbgrader scores, where any text on stderr fails it too
  --resume             go on where grading was broken off; what is graded already is kept
  --hidden-tests       show students hidden tests and mark schemes in their feedback
  --json               print grades.json

Where submissions run:
  --isolation WALLS    user: own account, own root folder, no network (default, where the system allows)
                       process: limits only; none: nothing
  --require-isolation  grade nothing when these walls cannot be had
  --runner COMMAND     start each kernel by this command, such as
                       "podman run --rm --network=none -v {dir}:{dir} -v {kernel}:{kernel} -w {dir}
                       IMAGE python -m ipykernel_launcher -f {connection_file}";
                       {command} stands for the kernel's own command
  --kernel NAME        use this kernelspec
  --server URL         run on this Jupyter Server or Kernel Gateway; may be given more than once
  --token T            its token; one for each --server, or one for all
`;

export interface GradeCommand {
  readonly assignment: string;
  readonly course: string;
  readonly students: readonly string[];
  readonly jobs: number;
  /** Seconds. */
  readonly cellTimeout: number;
  readonly submissionTimeout: number;
  readonly rules: Rules;
  readonly resume: boolean;
  readonly json: boolean;
  /** Feedback shows hidden tests and mark schemes. */
  readonly hiddenTests: boolean;
  readonly walls: "user" | "process" | "none";
  readonly requireIsolation: boolean;
  readonly runner: readonly string[] | undefined;
  readonly kernel: string | undefined;
  readonly servers: readonly { readonly url: string; readonly token: string }[];
}

/** @throws UsageError for a line that means nothing */
export async function readGradeCommand(args: readonly string[]): Promise<GradeCommand> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      course: { type: "string" },
      student: { type: "string", multiple: true, default: [] },
      jobs: { type: "string" },
      "cell-timeout": { type: "string", default: "30" },
      "submission-timeout": { type: "string", default: "600" },
      rules: { type: "string", default: "fair" },
      resume: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      "hidden-tests": { type: "boolean", default: false },
      isolation: { type: "string", default: "user" },
      "require-isolation": { type: "boolean", default: false },
      runner: { type: "string" },
      kernel: { type: "string" },
      server: { type: "string", multiple: true, default: [] },
      token: { type: "string", multiple: true, default: [] },
    },
  });
  const [assignment, ...more] = positionals;
  if (assignment === undefined || more.length > 0) {
    throw new UsageError("Name one assignment: lessonbook grade ASSIGNMENT.");
  }
  checkAssignmentName(assignment);
  const elsewhere = values.runner ?? values.kernel;
  if (values.server.length > 0 && elsewhere !== undefined) {
    throw new UsageError(
      "--server runs kernels elsewhere, so --runner and --kernel mean nothing with it.",
    );
  }
  return {
    assignment,
    course: await findCourse(values.course),
    students: values.student,
    jobs: readNumber("--jobs", values.jobs ?? String(availableParallelism()), 1, 1000, true),
    cellTimeout: readNumber("--cell-timeout", values["cell-timeout"], 0.1, 86_400),
    submissionTimeout: readNumber("--submission-timeout", values["submission-timeout"], 1, 86_400),
    rules: readChoice("--rules", values.rules, ["fair", "nbgrader"]),
    resume: values.resume,
    json: values.json,
    hiddenTests: values["hidden-tests"],
    walls: readChoice("--isolation", values.isolation, ["user", "process", "none"]),
    requireIsolation: values["require-isolation"],
    runner: values.runner === undefined ? undefined : splitCommand(values.runner),
    kernel: values.kernel,
    servers: readServers(values.server, values.token),
  };
}

function readNumber(
  name: string,
  text: string,
  least: number,
  most: number,
  isWhole = false,
): number {
  const value = Number(text);
  if (!(value >= least && value <= most) || (isWhole && !Number.isInteger(value))) {
    throw new UsageError(
      `${name} must be a ${isWhole ? "whole number" : "number"} from ${least} to ${most}, not "${text}".`,
    );
  }
  return value;
}

function readChoice<T extends string>(name: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === text);
  if (choice === undefined) {
    throw new UsageError(`${name} must be one of ${choices.join(", ")}, not "${text}".`);
  }
  return choice;
}

function readServers(urls: readonly string[], tokens: readonly string[]): GradeCommand["servers"] {
  if (tokens.length > 1 && tokens.length !== urls.length) {
    throw new UsageError("Give one --token for each --server, in their order, or one for all.");
  }
  if (urls.length === 0 && tokens.length > 0) {
    throw new UsageError("--token is the token of a --server, and none is named.");
  }
  return urls.map((url, index) => {
    if (!/^https?:\/\/./.test(url)) {
      throw new UsageError(`--server must be an address like https://host:8888/, not "${url}".`);
    }
    return { url, token: tokens[index] ?? tokens[0] ?? "" };
  });
}

/** Splits a command as a shell does with quotes; nothing else of a shell is known. */
export function splitCommand(text: string): readonly string[] {
  const words = Array.from(
    text.matchAll(/(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+))/g),
    ([, double, single, bare]) => double?.replace(/\\(.)/g, "$1") ?? single ?? bare ?? "",
  );
  if (words.length === 0) throw new UsageError("--runner must be a command.");
  return words;
}
