// Finds a Python that can run Jupyter Server, or one that can make an environment for it.
// Used by `start` and `check`, and by the tests. Installs nothing (see environment.ts).
import { existsSync } from "node:fs";
import { join } from "node:path";
import { lastLine, runProgram } from "./process.ts";
import { CommandError } from "./terminal.ts";

/** A Python that was asked what it has. */
export interface Python {
  readonly command: string;
  readonly version: readonly [number, number];
  /** Versions of what Lessonbook needs; `undefined` when it is not installed. */
  readonly jupyterServer: string | undefined;
  readonly ipykernel: string | undefined;
  /** Whether it can make environments with pip in them (Debian ships `venv` apart). */
  readonly canMakeEnvironments: boolean;
}

export const OLDEST_PYTHON = [3, 10] as const;

const PROBE = `
import json, sys
from importlib import metadata, util
def version(name):
    try: return metadata.version(name)
    except Exception: return None
print(json.dumps([list(sys.version_info[:2]), version("jupyter_server"), version("ipykernel"),
    all(util.find_spec(name) for name in ("venv", "ensurepip"))]))
`;

/** Asks a Python what it is; `undefined` when it does not run or is no Python 3. */
export async function probePython(command: string): Promise<Python | undefined> {
  const { code, stdout } = await runProgram(command, ["-c", PROBE], { timeout: 20_000 });
  if (code !== 0) return undefined;
  const answer = parseProbe(lastLine(stdout));
  return answer === undefined ? undefined : { command, ...answer };
}

/** What pip is asked for; the same bounds as pyproject.toml's. */
export const REQUIREMENTS = ["jupyter_server>=2.14,<3", "ipykernel>=7"] as const;

/** Whether the requirements are there, on Python ≥ 3.10. */
export function isReady(python: Python): boolean {
  const [server = 0, serverMinor = 0] = numbersOf(python.jupyterServer);
  const [kernel = 0] = numbersOf(python.ipykernel);
  return isNewEnough(python) && server === 2 && serverMinor >= 14 && kernel >= 7;
}

export function isNewEnough({ version: [major, minor] }: Python): boolean {
  return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
}

/**
 * The first Python that is ready: the one named by LESSONBOOK_PYTHON, the folder's `.venv`, the active environment,
 * then those on PATH.
 * @throws CommandError when LESSONBOOK_PYTHON names one that is not ready.
 */
export async function findReadyPython(
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<Python | undefined> {
  const named = env.LESSONBOOK_PYTHON;
  if (named !== undefined && named !== "") {
    const python = await probePython(named);
    if (python !== undefined && isReady(python)) return python;
    throw new CommandError(
      python === undefined
        ? `LESSONBOOK_PYTHON is "${named}", which does not run. Set it to a Python 3.10 or newer, or unset it.`
        : `LESSONBOOK_PYTHON is "${named}", which lacks what is needed. Run: ${named} -m pip install ${REQUIREMENTS.map((name) => `"${name}"`).join(" ")}`,
    );
  }
  const homes = [join(folder, ".venv"), env.VIRTUAL_ENV, env.CONDA_PREFIX];
  const inHomes = homes
    .filter((home): home is string => home !== undefined && home !== "")
    .map(pythonIn)
    .filter((path) => existsSync(path));
  for (const command of [...inHomes, "python3", "python"]) {
    const python = await probePython(command);
    if (python !== undefined && isReady(python)) return python;
  }
  return undefined;
}

/** The newest Python that can make an environment; and the newest one at all, to say what is wrong with it. */
export async function findBasePython(): Promise<{
  readonly usable: Python | undefined;
  readonly newest: Python | undefined;
}> {
  const names = ["python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
  const probed = await Promise.all([...names, "python3", "python"].map(probePython));
  const found = probed
    .filter((python) => python !== undefined)
    .sort((a, b) => b.version[0] - a.version[0] || b.version[1] - a.version[1]);
  return {
    usable: found.find((python) => isNewEnough(python) && python.canMakeEnvironments),
    newest: found[0],
  };
}

/** The interpreter of an environment's folder. */
export function pythonIn(home: string): string {
  if (process.platform !== "win32") return join(home, "bin", "python");
  const inVenv = join(home, "Scripts", "python.exe");
  return existsSync(inVenv) ? inVenv : join(home, "python.exe"); // conda's place
}

function numbersOf(version: string | undefined): readonly number[] {
  return (version ?? "").split(".").map((part) => Number.parseInt(part, 10) || 0);
}

function parseProbe(text: string): Omit<Python, "command"> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // Some other program by that name.
  }
  const [version, jupyterServer, ipykernel, canMakeEnvironments] = listOf(value);
  const [major, minor] = listOf(version);
  if (typeof major !== "number" || typeof minor !== "number") return undefined;
  return {
    version: [major, minor],
    jupyterServer: typeof jupyterServer === "string" ? jupyterServer : undefined,
    ipykernel: typeof ipykernel === "string" ? ipykernel : undefined,
    canMakeEnvironments: canMakeEnvironments === true,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
