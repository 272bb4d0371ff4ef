// The terminal program: finds the command, runs it, and turns what it throws into one line and an exit code.
import { check, checkHelp } from "./check.ts";
import { exportCommand, exportHelp } from "./export.ts";
import { grade, gradeHelp } from "./grade.ts";
import { gradebook, gradebookHelp } from "./gradebook.ts";
import { importQuiz, importQuizHelp } from "./import-quiz.ts";
import { release, releaseHelp } from "./release.ts";
import { start, startHelp } from "./start.ts";
import { verify, verifyHelp } from "./verify.ts";
import { CommandError, EndedByUser, UsageError, type ExitCode, type Terminal } from "./terminal.ts";

declare const __VERSION__: string; // Put in by the build, from package.json.

interface Command {
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>;
  readonly summary: string;
  readonly help: string;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  start: { run: start, summary: "open the lesson in the browser", help: startHelp },
  check: {
    run: check,
    summary: "run a notebook's cells and questions in a fresh kernel",
    help: checkHelp,
  },
  release: {
    run: release,
    summary: "make what learners get from the teacher's notebooks",
    help: releaseHelp,
  },
  grade: {
    run: grade,
    summary: "run and score what learners handed in",
    help: gradeHelp,
  },
  gradebook: {
    run: gradebook,
    summary: "export grades to Canvas, Moodle, Gradescope, nbgrader; import from nbgrader",
    help: gradebookHelp,
  },
  verify: {
    run: verify,
    summary: "tell whether a notebook is the one that a receipt is for",
    help: verifyHelp,
  },
  export: {
    run: exportCommand,
    summary: "write a notebook as a web page, Markdown, a script, or without outputs",
    help: exportHelp,
  },
  "import-quiz": {
    run: importQuiz,
    summary: "make a teacher's notebook of questions for jupyterquiz",
    help: importQuizHelp,
  },
};

process.exitCode = await main(process.argv.slice(2));
// Libraries leave timers behind that would keep the program alive; what was written has to be out first.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))),
);
process.exit();

async function main([name, ...args]: readonly string[]): Promise<ExitCode> {
  const terminal = openTerminal();
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    terminal[name === undefined ? "say" : "out"](overview());
    return name === undefined ? 2 : 0;
  }
  if (name === "--version") {
    terminal.out(__VERSION__);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    terminal.say(`lessonbook: there is no command "${name}".\n\n${overview()}`);
    return 2;
  }
  if (args.includes("--help") || args.includes("-h")) {
    terminal.out(command.help.trimEnd());
    return 0;
  }
  try {
    return await command.run(args, terminal);
  } catch (error) {
    return explain(error, name, terminal);
  }
}

function explain(error: unknown, command: string, terminal: Terminal): ExitCode {
  if (error instanceof EndedByUser) {
    terminal.say("Ended; nothing is left running.");
    return 0;
  }
  if (error instanceof CommandError) {
    terminal.say(`lessonbook: ${error.message}`);
    return 1;
  }
  if (error instanceof UsageError || isParseError(error)) {
    terminal.say(`lessonbook: ${error.message}\nSee: lessonbook ${command} --help`);
    return 2;
  }
  terminal.say(
    `lessonbook: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return 1;
}

/** What `parseArgs` throws for options that do not exist. */
function isParseError(error: unknown): error is TypeError {
  return (
    error instanceof TypeError &&
    "code" in error &&
    typeof error.code === "string" &&
    error.code.startsWith("ERR_PARSE_ARGS")
  );
}

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}   ${summary}`,
  );
  return [
    "Usage: lessonbook COMMAND [OPTIONS]",
    "",
    ...lines,
    "",
    "lessonbook COMMAND --help tells more.",
  ].join("\n");
}

function openTerminal(): Terminal {
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => ending.abort());
  }
  // @jupyterlab/services talks to the console, on stdout too, where results stand.
  for (const method of ["debug", "log", "warn", "error"] as const)
    console[method] = () => undefined;
  // A reader of our output that goes away (`| head`) is no reason to leave a server running.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => ending.abort());
  let shown = "";
  const show = (text: string): void => {
    if (text !== shown) process.stderr.write(`\r\x1b[K${text}`);
    shown = text;
  };
  /** A line that was shown gives way to one that stays, and comes back below it. */
  const above = (write: () => void): void => {
    const below = shown;
    if (below !== "") show("");
    write();
    if (below !== "") show(below);
  };
  return {
    out: (text) => above(() => void process.stdout.write(`${text}\n`)),
    say: (text) => above(() => void process.stderr.write(`${text}\n`)),
    ...(process.stderr.isTTY && { show }),
    ending: ending.signal,
  };
}
