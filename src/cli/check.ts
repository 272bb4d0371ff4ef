// `lessonbook check`: a notebook's cells, in order, in a fresh kernel, run by the page's own queue; and its questions.
// Starts a server of its own unless it is given one. Changes no file.
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Server } from "../execution/ports.ts";
import { ServerError } from "../execution/ports.ts";
import { installModules } from "../execution/python-modules.ts";
import { connectServer } from "../jupyter/server.ts";
import { NotebookFormatError, parseNotebookText } from "../nbformat/parse.ts";
import type { Notebook } from "../nbformat/types.ts";
import { PYTHON_MODULES } from "../python/modules.ts";
import { checkQuestions } from "./check-questions.ts";
import { isGood, makeReport, printReport } from "./check-report.ts";
import { runNotebook } from "../check/run.ts";
import { startJupyter, type JupyterProcess } from "./jupyter-process.ts";
import { findReadyPython } from "./python.ts";
import { CommandError, EndedByUser, UsageError, type ExitCode, type Terminal } from "./terminal.ts";

export const checkHelp = `Usage: lessonbook check NOTEBOOK [OPTIONS]

Runs the notebook's cells in order in a fresh kernel and looks at its questions.
Exit code 0 when nothing is wrong, 1 when something is (named), 2 when used wrongly.

  --cell-timeout S   end a cell that runs longer than S seconds (default 30)
  --json             the report as JSON
  --server URL       run on this Jupyter Server instead of one of its own
  --token T          the token of that server
`;

interface CheckOptions {
  readonly file: string;
  /** Seconds. */
  readonly cellTimeout: number;
  readonly json: boolean;
  readonly server: string | undefined;
  readonly token: string | undefined;
}

export async function check(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const options = readOptions(args);
  const notebook = await readNotebook(options.file);
  const started =
    options.server === undefined ? await startOwnServer(options, terminal) : undefined;
  try {
    const server = connectServer(
      started === undefined
        ? { baseUrl: options.server ?? "", token: options.token ?? "" }
        : { baseUrl: started.url, token: started.token },
    );
    const run = await runOn(server, notebook, options, terminal);
    const report = makeReport({
      notebook,
      name: options.file,
      run,
      questions: checkQuestions(notebook),
    });
    if (options.json) terminal.out(JSON.stringify(report, null, 1));
    else printReport(report, terminal);
    return isGood(report) ? 0 : 1;
  } finally {
    await started?.stop();
  }
}

function readOptions(args: readonly string[]): CheckOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      "cell-timeout": { type: "string", default: "30" },
      json: { type: "boolean", default: false },
      server: { type: "string" },
      token: { type: "string" },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new UsageError("Name one notebook: lessonbook check NOTEBOOK.");
  }
  const cellTimeout = Number(values["cell-timeout"]);
  if (!(cellTimeout > 0 && cellTimeout <= 86_400)) {
    throw new UsageError(
      `--cell-timeout must be a number of seconds above 0 and at most 86400, not "${values["cell-timeout"]}".`,
    );
  }
  if (values.server !== undefined && !/^https?:\/\/./.test(values.server)) {
    throw new UsageError(
      `--server must be an address like http://127.0.0.1:8888/, not "${values.server}".`,
    );
  }
  return { file, cellTimeout, json: values.json, server: values.server, token: values.token };
}

async function readNotebook(file: string): Promise<Notebook> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    throw new UsageError(
      code === "ENOENT"
        ? `There is no notebook "${file}".`
        : `The notebook "${file}" cannot be read.`,
      { cause: error },
    );
  }
  try {
    return parseNotebookText(text).notebook;
  } catch (error) {
    if (error instanceof NotebookFormatError) throw new CommandError(`${file}: ${error.message}`);
    throw error;
  }
}

async function startOwnServer({ file }: CheckOptions, terminal: Terminal): Promise<JupyterProcess> {
  const python = await findReadyPython(process.cwd(), process.env);
  if (python === undefined) {
    throw new CommandError(
      'No Python with Jupyter Server and ipykernel found. Run "npm start" once, set LESSONBOOK_PYTHON, or name a server with --server.',
    );
  }
  terminal.say("Starting a kernel");
  return startJupyter({
    python: python.command,
    module: "jupyter_server",
    root: dirname(resolve(file)),
    args: ["--ServerApp.terminals_enabled=False"],
    signal: terminal.ending,
  });
}

async function runOn(
  server: Server,
  notebook: Notebook,
  options: CheckOptions,
  terminal: Terminal,
): ReturnType<typeof runNotebook> {
  const stop = new Promise<never>((_, reject) => {
    terminal.ending.addEventListener("abort", () => reject(new EndedByUser("Ended.")), {
      once: true,
    });
  });
  stop.catch(() => undefined); // Nobody may be racing it any more.
  try {
    return await runNotebook({
      server,
      notebook,
      path: basename(options.file),
      // Tests of exercises import `lessonbook.check`, also where the kernel's Python has no Lessonbook.
      setup: () => Promise.resolve(installModules(PYTHON_MODULES)),
      cellTimeout: options.cellTimeout * 1000,
      stop,
      onTurn: (turn, of) => terminal.say(`Running code cell ${turn} of ${of}`),
    });
  } catch (error) {
    if (error instanceof ServerError) throw new CommandError(error.message, { cause: error });
    throw error;
  } finally {
    server.dispose();
  }
}
