// Builds the Python wheel into dist/: the server extension with the page and the terminal program in it.
// Run by `npm run wheel` and by tests/server. Takes its Python from LESSONBOOK_PYTHON, else .venv, else python3.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const version = readField(join(root, "package.json"), "version");

if (isBuildCurrent()) {
  say("the page in dist/ is current");
} else {
  say("building the page");
  run(process.execPath, [join("scripts", "build.mjs")], "the page could not be built");
}
const python = findPython();
say(`building the wheel with ${python}`);
// A backend that is there already saves pip a download, and works without a network.
const isolation = succeeds(python, ["-c", "import hatchling.build"])
  ? ["--no-build-isolation"]
  : [];
run(
  python,
  ["-m", "pip", "wheel", "--quiet", "--no-deps", ...isolation, "--wheel-dir", "dist", "."],
  "pip could not build the wheel (it needs a network once, for hatchling)",
);
say(`built dist/lessonbook-${version}-py3-none-any.whl`);

/**
 * The first text field of that name in a JSON file that this repository makes.
 * @param {string} path
 * @param {string} field
 * @returns {string}
 */
function readField(path, field) {
  const found = new RegExp(`"${field}": *"([^"]+)"`).exec(readFileSync(path, "utf8"));
  return found?.[1] ?? fail(`there is no "${field}" in ${path}`);
}

/** Whether dist/ holds a whole, compressed build that is newer than everything it was made from. */
function isBuildCurrent() {
  const manifest = join(root, "dist", "static", "manifest.json");
  const cli = join(root, "dist", "cli", "lessonbook.mjs");
  if (!existsSync(manifest) || !existsSync(cli)) return false;
  const entry = readField(manifest, "entry");
  if (!existsSync(join(root, "dist", "static", `${entry}.br`))) return false;
  const sources = ["src", "style", "package.json", "package-lock.json", "scripts"];
  const newest = Math.max(...sources.map((path) => newestChange(join(root, path))));
  return Math.min(statSync(manifest).mtimeMs, statSync(cli).mtimeMs) > newest;
}

/**
 * The time of the latest change in a file or folder, in milliseconds; 0 where there is none.
 * @param {string} path
 * @returns {number}
 */
function newestChange(path) {
  if (!existsSync(path)) return 0;
  if (path.endsWith("__pycache__")) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

/** The first Python that is there, can run pip, and is new enough. */
function findPython() {
  const given = process.env.LESSONBOOK_PYTHON;
  const windows = process.platform === "win32";
  const venv = join(root, ".venv", windows ? "Scripts/python.exe" : "bin/python");
  const candidates = given ? [given] : [venv, "python3", "python"];
  const check = "import sys, pip; sys.exit(sys.version_info < (3, 10))";
  const found = candidates.find((candidate) => succeeds(candidate, ["-c", check]));
  if (found !== undefined) return found;
  const where = given ? `LESSONBOOK_PYTHON is ${given}` : "no .venv, python3 or python fits";
  return fail(`a Python 3.10 or newer with pip is needed; ${where}`);
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
function succeeds(program, args) {
  return spawnSync(program, args, { cwd: root, stdio: "ignore" }).status === 0;
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} problem
 */
function run(program, args, problem) {
  const { status } = spawnSync(program, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) fail(problem);
}

/** @param {string} text */
function say(text) {
  process.stdout.write(`wheel: ${text}\n`);
}

/**
 * @param {string} problem
 * @returns {never}
 */
function fail(problem) {
  process.stderr.write(`wheel: ${problem}\n`);
  process.exit(1);
}
