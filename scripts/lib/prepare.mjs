// Makes a checkout ready to run: npm packages as package-lock.json says, and a build of the present sources.
// Used by scripts/start.mjs and scripts/test.mjs. What was broken off half-way is never taken for done:
// npm writes its own list last, and the build's stamp is written after the build.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Something that the person can mend, in one line; or they ended it, and then the exit code is 0. */
export class PrepareError extends Error {
  /** @override */
  name = "PrepareError";

  /**
   * @param {string} message
   * @param {number} exitCode
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Installs and builds where needed, saying what it does.
 * @param {{ dev: boolean }} options `dev`: with the packages that only tests need
 */
export async function prepare({ dev }) {
  const ending = new AbortController();
  const end = () => ending.abort();
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const signal of signals) process.on(signal, end);
  try {
    if (!(await hasPackages(dev))) await installPackages(dev, ending.signal);
    const digest = await digestSources();
    if (!(await isBuilt(digest))) await buildAll(digest, ending.signal);
  } finally {
    for (const signal of signals) process.off(signal, end);
  }
}

/** @param {boolean} dev */
async function hasPackages(dev) {
  const modules = join(root, "node_modules");
  const [installed, wanted] = await Promise.all([
    modifiedAt(join(modules, ".package-lock.json")),
    modifiedAt(join(root, "package-lock.json")),
  ]);
  return installed >= wanted && installed > 0 && (!dev || existsSync(join(modules, "vitest")));
}

/**
 * @param {boolean} dev
 * @param {AbortSignal} ending
 */
async function installPackages(dev, ending) {
  say("Installing npm packages (once; a minute or two)");
  // Who develops here has the tests' packages and keeps them.
  const all = dev || existsSync(join(root, "node_modules", "vitest"));
  const quick = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--no-audit", "--no-fund"];
  const { code, output } = await run(npm("ci", ...(all ? [] : ["--omit=dev"]), ...quick), ending);
  if (code === 0) return;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET/.test(output)) {
    throw new PrepareError(
      "Could not install the npm packages: the npm registry cannot be reached. Go online for the first start, then start again.",
    );
  }
  throw new PrepareError(`Could not install the npm packages. npm said:\n${tail(output)}`);
}

/** @param {string} digest */
async function isBuilt(digest) {
  const parts = ["static/manifest.json", "cli/lessonbook.mjs"];
  if (!parts.every((part) => existsSync(join(root, "dist", part)))) return false;
  return (await readFile(stampFile(), "utf8").catch(() => "")) === digest;
}

/**
 * @param {string} digest
 * @param {AbortSignal} ending
 */
async function buildAll(digest, ending) {
  say("Building");
  await rm(stampFile(), { force: true });
  const { code, output } = await run(
    [process.execPath, join(root, "scripts", "build.mjs")],
    ending,
  );
  if (code !== 0) throw new PrepareError(`Could not build. The build said:\n${tail(output)}`);
  await writeFile(stampFile(), digest);
}

function stampFile() {
  return join(root, "dist", ".built");
}

/** One digest of all that the build reads. */
async function digestSources() {
  const hash = createHash("sha256");
  const single = [
    "package-lock.json",
    join("scripts", "build.mjs"),
    join("scripts", "lib", "page-build.mjs"),
  ];
  const folders = await Promise.all(["src", "style"].map(listFiles));
  for (const name of [...single, ...folders.flat().sort()]) {
    hash.update(name).update(await readFile(join(root, name)));
  }
  return hash.digest("hex");
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>} relative to the root; without the server's Python, which no build reads
 */
async function listFiles(folder) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((name) => !/^src[/\\]server[/\\]|__pycache__/.test(name));
}

/**
 * Runs a program quietly and gives what it printed.
 * @param {readonly string[]} command
 * @param {AbortSignal} ending ends the program, and then us
 * @returns {Promise<{ code: number | null, output: string }>}
 */
async function run([program = "", ...args], ending) {
  const child = spawn(program, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    signal: ending,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (/** @type {string} */ text) => (output += text));
  }
  child.on("error", (error) => (output += error.message));
  /** @type {number | null} */
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (ending.aborted) throw new PrepareError("Ended; nothing is left running.", 0);
  return { code, output };
}

/**
 * The command for npm: the very one that runs us, where one does.
 * @param {...string} args
 * @returns {readonly string[]}
 */
function npm(...args) {
  const path = process.env.npm_execpath;
  return path !== undefined && /npm-cli\.c?js$/.test(path)
    ? [process.execPath, path, ...args]
    : [process.platform === "win32" ? "npm.cmd" : "npm", ...args];
}

/** @param {string} path */
async function modifiedAt(path) {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}

/** @param {string} output */
function tail(output) {
  return output.trimEnd().split("\n").slice(-20).join("\n");
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}
