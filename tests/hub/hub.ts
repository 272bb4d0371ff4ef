// A real JupyterHub with its proxy, on loopback and in folders of its own: the configuration is the one that docs/jupyterhub.md
// tells people to copy, with other ports and folders by the command line. Lessonbook is installed from this checkout's wheel.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findFreePort } from "../../src/cli/jupyter-process.ts";
import { runTool } from "../../scripts/lib/tool.mjs";
import { CHECKOUT, findTestPython } from "../support/server.ts";

export interface TestHub {
  /** With a final slash. */
  readonly url: string;
  /** The learners' password. */
  readonly password: string;
  /** nbgrader's exchange folder, empty at first; named to servers as docs/jupyterhub.md says. */
  readonly exchange: string;
  /** Where a learner's files are; made here, as a teacher's script would, before they first log in. */
  folderOf(user: string): Promise<string>;
  stop(): Promise<void>;
}

/** How long the hub may take to answer, and to end with its servers, in milliseconds. */
const LIMITS = { start: 90_000, stop: 30_000 } as const;

/** Starts a hub and waits until it answers. `args` are added to its command line. */
export async function startTestHub(args: readonly string[] = []): Promise<TestHub> {
  const home = await mkdtemp(join(tmpdir(), "lessonbook-hub-"));
  const python = await findTestPython();
  const userPython = await makeUserEnvironment(join(home, "env"), python);
  const config = await readDocumentedConfig();
  await writeFile(join(home, "jupyterhub_config.py"), config);
  const [port, hubPort, apiPort] = [
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
  ];
  const url = `http://127.0.0.1:${port}/`;
  // Servers look every second whether a websocket is alive, instead of every 30.
  const asRoot = process.getuid?.() === 0 ? ["--allow-root"] : [];
  const exchange = join(home, "exchange");
  await mkdir(exchange);
  const spawnerArgs = [
    `--LessonbookApp.exchange_dir=${exchange}`,
    "--ServerApp.websocket_ping_interval=1",
    ...asRoot,
  ];
  const child = spawn(
    python,
    [
      ...["-m", "jupyterhub", "--config=jupyterhub_config.py", "--log-level=WARN"],
      `--JupyterHub.bind_url=${url}`,
      `--JupyterHub.hub_bind_url=http://127.0.0.1:${hubPort}`,
      `--ConfigurableHTTPProxy.api_url=http://127.0.0.1:${apiPort}`,
      `--SimpleLocalProcessSpawner.home_dir_template=${join(home, "class", "{username}")}`,
      `--Spawner.cmd=${JSON.stringify([userPython, "-m", "jupyterhub.singleuser"])}`,
      `--Spawner.args=${JSON.stringify(spawnerArgs)}`,
      ...args,
    ],
    {
      cwd: home,
      env: {
        ...ownEnvironment(),
        PATH: [
          dirname(python),
          join(CHECKOUT, "node_modules", ".bin"),
          dirname(process.execPath),
          process.env.PATH,
        ].join(delimiter),
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    },
  );
  const log = keepLog(child);
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await waitForHub(url, child, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    exchange,
    password: /user_password = "([^"]+)"/.exec(config)?.[1] ?? "",
    folderOf: async (user) => {
      const folder = join(home, "class", user);
      await mkdir(folder, { recursive: true });
      return folder;
    },
    stop,
  };
}

/** The `jupyterhub_config.py` that docs/jupyterhub.md has people write: its one Python block, letter by letter. */
async function readDocumentedConfig(): Promise<string> {
  const page = await readFile(join(CHECKOUT, "docs", "jupyterhub.md"), "utf8");
  const blocks = Array.from(page.matchAll(/^```python\n(.*?)^```$/gms), (match) => match[1] ?? "");
  const [config] = blocks;
  if (config === undefined || blocks.length > 1) {
    throw new Error("docs/jupyterhub.md should have one Python block, the configuration");
  }
  return config;
}

/**
 * The environment that learners' servers run in: Lessonbook's wheel in one of its own, all else from the tests'.
 * Returns its Python.
 */
async function makeUserEnvironment(folder: string, python: string): Promise<string> {
  const must = async (command: string, args: readonly string[]): Promise<string> => {
    const { code, output } = await runTool(command, args, { LESSONBOOK_PYTHON: python });
    if (code !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${output}`);
    return output.trim();
  };
  await must(process.execPath, [join(CHECKOUT, "scripts", "wheel.mjs")]);
  const { version } = JSON.parse(await readFile(join(CHECKOUT, "package.json"), "utf8")) as {
    readonly version: string;
  };
  await must(python, ["-m", "venv", "--without-pip", folder]);
  const own = join(folder, "bin", "python");
  const where = "import sysconfig; print(sysconfig.get_path('purelib'))";
  await writeFile(
    join(await must(own, ["-c", where]), "tests.pth"),
    await must(python, ["-c", where]),
  );
  await symlink(join(dirname(dirname(python)), "share"), join(folder, "share"));
  const wheel = join(CHECKOUT, "dist", `lessonbook-${version}-py3-none-any.whl`);
  await must(python, [
    ...["-m", "pip", "--python", own, "install", "--quiet", "--disable-pip-version-check"],
    ...["--no-deps", "--no-index", wheel],
  ]);
  return own;
}

/** This process's variables without those that would lead Python or Jupyter elsewhere. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const leads = /^(PYTHON|JUPYTER|JPY_|IPYTHON|VIRTUAL_ENV|CONFIGPROXY)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !leads.test(name)));
}

function keepLog(child: ChildProcess): () => string {
  let tail = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (tail = (tail + text).slice(-20_000)));
  }
  return () => tail;
}

async function waitForHub(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + LIMITS.start;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(`${url}hub/health`).catch(() => undefined);
    if (answer?.ok === true) return;
    await delay(100);
  }
  throw new Error(`The hub did not start:\n${log()}`);
}

/** Ends the hub, which ends its proxy, services and servers. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.on("close", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), LIMITS.stop);
  await ended;
  clearTimeout(timer);
}
