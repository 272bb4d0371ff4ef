// Makes the checkout's `.venv` with Jupyter Server and ipykernel in it. Used by `start` when no Python has them.
// What it cannot finish it takes away again, so that the next start never trusts half an environment.
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { lastLine, runProgram, type Finished } from "./process.ts";
import {
  findBasePython,
  isReady,
  OLDEST_PYTHON,
  probePython,
  pythonIn,
  REQUIREMENTS,
  type Python,
} from "./python.ts";
import { CommandError, throwIfEnding, type Terminal } from "./terminal.ts";

const WANTED = OLDEST_PYTHON.join(".");

/**
 * Makes `<folder>/.venv`, or fills it where it is there and lacks something.
 * @throws CommandError when there is no Python for it, or no network.
 * @throws EndedByUser when the person ended the program meanwhile.
 */
export async function makeEnvironment(folder: string, terminal: Terminal): Promise<Python> {
  const home = join(folder, ".venv");
  const isTheirs = existsSync(pythonIn(home));
  try {
    if (!isTheirs) await createVenv(home, terminal);
    terminal.say(`Installing Jupyter Server and ipykernel into ${home} (once; a minute or two)`);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    const limits = ["--retries", "1", "--timeout", "15"];
    const installed = await runProgram(pythonIn(home), [...pip, ...limits, ...REQUIREMENTS], {
      signal: terminal.ending,
    });
    throwIfEnding(terminal);
    if (installed.code !== 0) throw installError(installed);
    const python = await probePython(pythonIn(home));
    if (python !== undefined && isReady(python)) return python;
    throw new CommandError(
      `The environment ${home} cannot run Jupyter Server. Delete it and start again.`,
    );
  } catch (error) {
    // One that was there before is the person's own.
    if (!isTheirs) await rm(home, { recursive: true, force: true });
    throw error;
  }
}

async function createVenv(home: string, terminal: Terminal): Promise<void> {
  const { usable, newest } = await findBasePython();
  if (usable === undefined) throw new CommandError(explainMissing(newest));
  terminal.say(`Making a Python environment in ${home} with ${usable.command}`);
  await rm(home, { recursive: true, force: true });
  const made = await runProgram(usable.command, ["-m", "venv", home], { signal: terminal.ending });
  throwIfEnding(terminal);
  if (made.code !== 0) {
    throw new CommandError(
      `Could not make a Python environment: ${lastLine(made.stderr) || lastLine(made.stdout)}`,
    );
  }
}

function explainMissing(newest: Python | undefined): string {
  if (newest === undefined) {
    return `No Python found. Install Python ${WANTED} or newer (python.org, or your system's packages), then start again.`;
  }
  const version = newest.version.join(".");
  const [major, minor] = newest.version;
  return major < OLDEST_PYTHON[0] || minor < OLDEST_PYTHON[1]
    ? `The newest Python found is ${version}, and ${WANTED} or newer is needed. Install one, then start again.`
    : `Python ${version} was found, but without its "venv" module. Install it (on Debian and Ubuntu: apt install python3-venv), then start again.`;
}

function installError({ stdout, stderr }: Finished): CommandError {
  const said = stdout + stderr;
  if (
    /NewConnectionError|NameResolution|Connection(?:Error| refused| aborted)|ProxyError|timed out|Max retries/i.test(
      said,
    )
  ) {
    return new CommandError(
      "Could not install Jupyter Server and ipykernel: the Python package index cannot be reached. Go online for the first start, then start again.",
    );
  }
  const reason = said.split("\n").findLast((line) => line.startsWith("ERROR:")) ?? lastLine(said);
  return new CommandError(
    `Could not install Jupyter Server and ipykernel: ${reason.replace(/^ERROR:\s*/, "")}`,
  );
}
