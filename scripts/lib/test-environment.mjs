// The tests' own Python environment, `.venv-test`: what the program needs and what pyproject.toml lists for tests.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./prepare.mjs";
import { runTool } from "./tool.mjs";

const home = join(root, ".venv-test");

/** @type {Promise<string> | undefined} */
let made;

/**
 * Makes the environment once, or again when what it should hold has changed.
 * @returns {Promise<string>} the path of its Python; rejects with pip's last lines
 */
export function makeTestEnvironment() {
  made ??= make();
  return made;
}

async function make() {
  const { findBasePython, pythonIn, REQUIREMENTS } = await loadPythonFinder();
  const python = pythonIn(home);
  const needed = [...REQUIREMENTS, ...(await readTestExtra())];
  const stamp = join(home, "lessonbook-test.txt");
  const stamped = await readFile(stamp, "utf8").catch(() => "");
  if (existsSync(python) && stamped === needed.join("\n")) return python;

  const { usable } = await findBasePython();
  if (usable === undefined) throw new Error("No Python 3.10 or newer with venv found.");
  console.log(`Making .venv-test with ${usable.command}`);
  await rm(home, { recursive: true, force: true });
  await must(usable.command, ["-m", "venv", home]);
  await must(python, [
    ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check"],
    ...needed,
  ]);
  await writeFile(stamp, needed.join("\n"));
  return python;
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
async function must(command, args) {
  const { code, output } = await runTool(command, args);
  if (code !== 0) {
    throw new Error(
      `Could not make .venv-test:\n${output.trim().split("\n").slice(-15).join("\n")}`,
    );
  }
}

/** The list `test` of pyproject.toml's optional dependencies. */
async function readTestExtra() {
  const text = await readFile(join(root, "pyproject.toml"), "utf8");
  const list = /^test *= *\[([^\]]*)\]/m.exec(text)?.[1] ?? "";
  return Array.from(list.matchAll(/"([^"]+)"/g), (match) => String(match[1]));
}

/**
 * The program's own way to find a Python, which is TypeScript.
 * @returns {Promise<typeof import("../../src/cli/python.ts")>}
 */
async function loadPythonFinder() {
  const { build } = await import("esbuild");
  const folder = await mkdtemp(join(root, "dist", "finder-"));
  const outfile = join(folder, "python.mjs");
  try {
    await build({
      entryPoints: [join(root, "src", "cli", "python.ts")],
      bundle: true,
      platform: "node",
      format: "esm",
      outfile,
      logLevel: "warning",
    });
    /** @type {unknown} */
    const finder = await import(pathToFileURL(outfile).href);
    return /** @type {typeof import("../../src/cli/python.ts")} */ (finder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
