// `lessonbook start`: from a built checkout to the lesson in the browser. Runs until Ctrl-C.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makeEnvironment } from "./environment.ts";
import { findFreePort, isPortFree, startJupyter, type JupyterProcess } from "./jupyter-process.ts";
import { runProgram } from "./process.ts";
import { findReadyPython } from "./python.ts";
import { CommandError, UsageError, type ExitCode, type Terminal } from "./terminal.ts";
import { fillWorkspace } from "./workspace.ts";

export const startHelp = `Usage: npm start [-- OPTIONS]

Opens the asyncio lesson in the browser and names the others. Copies the lessons into
workspace/ first; a file that is there already stays as it is. Ctrl-C ends everything.

  --notebook PATH   open this notebook instead
  --port N          listen on this port of 127.0.0.1
  --no-browser      only print the address
`;

/** Where the lesson's browser storage is looked for again, if the port is free. */
const USUAL_PORT = 8890;
const LESSON = "asyncio/asyncio.ipynb";

export async function start(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const options = readOptions(args);
  const checkout = findCheckout();
  if (options.port !== undefined && !(await isPortFree(options.port))) {
    throw new CommandError(
      `Port ${options.port} is in use. Choose another one with --port, or leave --port out.`,
    );
  }
  const python =
    (await findReadyPython(checkout, process.env)) ?? (await makeEnvironment(checkout, terminal));
  terminal.say(`Using Python ${python.version.join(".")} (${python.command})`);

  const workspace = join(checkout, "workspace");
  const copied = await fillWorkspace(join(checkout, "notebooks", "release"), workspace);
  if (copied.length > 0) terminal.say(`Copied into ${workspace}: ${copied.join(", ")}`);
  const { root, path } = placeOf(
    options.notebook ?? join(workspace, ...LESSON.split("/")),
    workspace,
  );

  const log = join(checkout, "dist", "server.log");
  await mkdir(dirname(log), { recursive: true });
  terminal.say("Starting Jupyter Server");
  const server = await startJupyter({
    python: python.command,
    module: "lessonbook",
    root,
    port: options.port ?? (await findFreePort(USUAL_PORT)),
    env: { PYTHONPATH: prepend(join(checkout, "src", "server"), process.env.PYTHONPATH) },
    log,
    signal: terminal.ending,
  });
  const url = `${server.url}lessonbook/notebooks/${encodePath(path)}?token=${server.token}`;
  terminal.out(`Lessonbook is ready: ${url}`);
  if (root === workspace)
    terminal.say(`All lessons: ${server.url}lessonbook/tree?token=${server.token}`);
  terminal.say("Press Ctrl-C to end it.");
  if (options.browser) void openBrowser(url);
  return waitForEnd(server, log, terminal);
}

interface StartOptions {
  readonly notebook: string | undefined;
  readonly port: number | undefined;
  readonly browser: boolean;
}

function readOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      notebook: { type: "string" },
      port: { type: "string" },
      "no-browser": { type: "boolean", default: false },
    },
  });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65535)) {
    throw new UsageError(`--port must be a number from 1 to 65535, not "${values.port ?? ""}".`);
  }
  const notebook = values.notebook === undefined ? undefined : resolve(values.notebook);
  if (notebook !== undefined && !existsSync(notebook)) {
    throw new UsageError(`There is no notebook "${values.notebook ?? ""}".`);
  }
  if (notebook !== undefined && !notebook.endsWith(".ipynb")) {
    throw new UsageError(
      `"${values.notebook ?? ""}" is not a notebook (its name does not end in .ipynb).`,
    );
  }
  return { notebook, port, browser: !values["no-browser"] };
}

/** The checkout that this program was built in. */
function findCheckout(): string {
  const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  if (existsSync(join(checkout, "src", "server", "lessonbook"))) return checkout;
  throw new CommandError(
    'This command works in a checkout of the project. Installed with pip, it is "jupyter lessonbook".',
  );
}

/** A notebook's root folder and its path below: the workspace, or the notebook's own folder when it lies outside. */
function placeOf(
  notebook: string,
  workspace: string,
): { readonly root: string; readonly path: string } {
  const inside = relative(workspace, notebook);
  const isInside = !isAbsolute(inside) && inside !== ".." && !inside.startsWith(`..${sep}`);
  return isInside
    ? { root: workspace, path: inside.split(sep).join("/") }
    : { root: dirname(notebook), path: basename(notebook) };
}

async function waitForEnd(
  server: JupyterProcess,
  log: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const { ending } = terminal;
  const asked = new Promise<"asked">((resolve) => {
    if (ending.aborted) resolve("asked");
    ending.addEventListener("abort", () => resolve("asked"), { once: true });
  });
  const outcome = await Promise.race([asked, server.ended]);
  if (outcome === "asked") {
    await server.stop();
    terminal.say("Lessonbook has ended; server and kernels are closed.");
    return 0;
  }
  throw new CommandError(
    `Jupyter Server ended by itself (all it said is in ${log}):\n${outcome.lastLines}`,
  );
}

/** Failing to open a browser is no error: the address stands in the terminal. */
async function openBrowser(url: string): Promise<void> {
  switch (process.platform) {
    case "darwin":
      await runProgram("open", [url]);
      return;
    case "win32":
      await runProgram("cmd", ["/c", "start", "", url.replaceAll("&", "^&")]);
      return;
    default:
      await runProgram("xdg-open", [url]);
  }
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

function prepend(folder: string, path: string | undefined): string {
  const separator = process.platform === "win32" ? ";" : ":";
  return path === undefined || path === "" ? folder : `${folder}${separator}${path}`;
}
