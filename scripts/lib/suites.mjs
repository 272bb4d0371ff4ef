// The suites of `npm test`, in the order they run: what is quick to fail comes first.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser } from "./browser.mjs";
import { root } from "./prepare.mjs";
import { readJunit, readPlaywright, readVitest } from "./results.mjs";
import { runTool } from "./tool.mjs";
import { makeTestEnvironment } from "./test-environment.mjs";

/**
 * @typedef {{ passed: number, failed: number, details: readonly string[] }} Result
 * @typedef {{ name: string, run: () => Promise<Result> }} Suite
 */

/** @type {readonly Suite[]} */
export const suites = [
  { name: "format", run: () => runCheck("prettier/bin/prettier.cjs", ["--check", "."]) },
  { name: "lint", run: () => runCheck("eslint/bin/eslint.js", ["."]) },
  { name: "python lint", run: runRuff },
  { name: "types", run: () => runCheck("typescript/bin/tsc", ["--noEmit"]) },
  { name: "unit", run: () => runVitest([]) },
  { name: "server", run: () => runPytest("tests/server") },
  { name: "python", run: () => runPytest("tests/python") },
  { name: "browser", run: () => runPlaywright([]) },
  { name: "hub", run: () => runPlaywright(["--config", "tests/hub/playwright.config.ts"]) },
  { name: "start", run: () => runVitest(["--config", "tests/start/vitest.config.ts"]) },
];

/**
 * A tool that is content or not: one test.
 * @param {string} script
 * @param {readonly string[]} args
 * @returns {Promise<Result>}
 */
async function runCheck(script, args) {
  const { code, output } = await runTool(process.execPath, [modulePath(script), ...args]);
  return code === 0
    ? { passed: 1, failed: 0, details: [] }
    : { passed: 0, failed: 1, details: [output.trim().split("\n").slice(0, 60).join("\n")] };
}

/**
 * Style and mistakes of the Python side: two tests.
 * @returns {Promise<Result>}
 */
async function runRuff() {
  const python = await makeTestEnvironment();
  const folders = ["src/server", "src/python", "tests/server", "tests/python"];
  const runs = await Promise.all(
    [["check"], ["format", "--check"]].map((args) =>
      runTool(python, ["-m", "ruff", ...args, ...folders]),
    ),
  );
  const bad = runs.filter(({ code }) => code !== 0);
  return {
    passed: runs.length - bad.length,
    failed: bad.length,
    details: bad.map(({ output }) => output.trim().split("\n").slice(0, 60).join("\n")),
  };
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<Result>}
 */
async function runVitest(args) {
  const python = await makeTestEnvironment();
  return withReport("report.json", async (report) => {
    const reporters = ["--reporter=json", `--outputFile=${report}`];
    const tool = await runTool(
      process.execPath,
      [modulePath("vitest/vitest.mjs"), "run", ...args, ...reporters],
      { LESSONBOOK_PYTHON: python },
    );
    return readVitest(await readReport(report, tool.output));
  });
}

/**
 * @param {string} folder
 * @returns {Promise<Result>}
 */
async function runPytest(folder) {
  const python = await makeTestEnvironment();
  return withReport("report.xml", async (report) => {
    const args = ["-m", "pytest", folder, `--junitxml=${report}`];
    const tool = await runTool(python, args, { LESSONBOOK_PYTHON: python });
    return readJunit(await readReport(report, tool.output));
  });
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<Result>}
 */
async function runPlaywright(args) {
  const [python, browser] = [await makeTestEnvironment(), await ensureBrowser()];
  return withReport("report.json", async (report) => {
    const cli = [modulePath("@playwright/test/cli.js"), "test", "--reporter=json", ...args];
    const tool = await runTool(process.execPath, cli, {
      LESSONBOOK_PYTHON: python,
      LESSONBOOK_BROWSER: browser,
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    });
    return readPlaywright(await readReport(report, tool.output));
  });
}

/**
 * @template T
 * @param {string} name
 * @param {(path: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
async function withReport(name, use) {
  const folder = await mkdtemp(join(tmpdir(), "lessonbook-report-"));
  try {
    return await use(join(folder, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} path
 * @param {string} output of the tool, which says why there is no report
 */
async function readReport(path, output) {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) {
    throw new Error(`The suite did not run.\n${output.trim().split("\n").slice(-40).join("\n")}`);
  }
  return text;
}

/** @param {string} script */
function modulePath(script) {
  return join(root, "node_modules", ...script.split("/"));
}
