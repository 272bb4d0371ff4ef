// The reports of the test runners → counts and the failures' details. Pure; throws where a report is not one.

/**
 * @typedef {{ passed: number, failed: number, details: readonly string[] }} Result
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} VitestCase
 * @typedef {{ name: string, status: string, message: string, assertionResults: VitestCase[] }} VitestFile
 * @typedef {{ message?: string }} PlaywrightError
 * @typedef {{ status: string, results: { errors: PlaywrightError[] }[] }} PlaywrightTest
 * @typedef {{ title: string, specs?: { title: string, tests: PlaywrightTest[] }[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 */

/**
 * Vitest's JSON report (Jest's format). A file that could not be loaded counts as one failure.
 * @param {string} text
 * @returns {Result}
 */
export function readVitest(text) {
  const report = /** @type {{ testResults: VitestFile[] }} */ (parse(text));
  let passed = 0;
  const details = [];
  for (const file of report.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === "passed") passed += 1;
      if (test.status === "failed") {
        details.push(describe(test.fullName, test.failureMessages.join("\n")));
      }
    }
    const hasFailedTest = file.assertionResults.some(({ status }) => status === "failed");
    if (file.status === "failed" && !hasFailedTest) {
      details.push(describe(file.name, file.message));
    }
  }
  return { passed, failed: details.length, details };
}

/**
 * pytest's JUnit report. An error in set-up or collection counts as one failure.
 * @param {string} text
 * @returns {Result}
 */
export function readJunit(text) {
  if (!/<testsuites?\b/.test(text)) throw new Error("pytest wrote no report");
  let passed = 0;
  const details = [];
  for (const [, attributes = "", body = ""] of text.matchAll(
    /<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    const problem = /<(?:failure|error)\b[^>]*>([\s\S]*?)<\/(?:failure|error)>/.exec(body);
    if (problem !== null) {
      const name = `${attribute(attributes, "classname")} ${attribute(attributes, "name")}`;
      details.push(describe(name, unescapeXml(problem[1] ?? "")));
    } else if (!/<skipped\b/.test(body)) passed += 1;
  }
  return { passed, failed: details.length, details };
}

/**
 * Playwright's JSON report. A test that passed only when it was tried again counts as failed.
 * @param {string} text
 * @returns {Result}
 */
export function readPlaywright(text) {
  const report = /** @type {{ errors: PlaywrightError[], suites: PlaywrightSuite[] }} */ (
    parse(text)
  );
  let passed = 0;
  const details = report.errors.map(({ message }) => describe("before the tests", message ?? ""));
  /** @type {(suite: PlaywrightSuite, path: readonly string[]) => void} */
  const visit = (suite, path) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        if (test.status === "expected") passed += 1;
        if (test.status === "unexpected" || test.status === "flaky") {
          const errors = test.results.flatMap(({ errors }) =>
            errors.map(({ message }) => message ?? ""),
          );
          details.push(describe([...path, spec.title].join(" > "), errors.join("\n")));
        }
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, [...path, inner.title]);
  };
  for (const suite of report.suites) visit(suite, [suite.title]);
  return { passed, failed: details.length, details };
}

/**
 * @param {string} text
 * @returns {unknown}
 */
function parse(text) {
  return JSON.parse(text);
}

/**
 * @param {string} name
 * @param {string} message
 */
function describe(name, message) {
  // eslint-disable-next-line no-control-regex -- runners colour their messages
  const plain = message.replaceAll(/\u001b\[[0-9;]*m/g, "").trim();
  const lines = plain.split("\n").slice(0, 30);
  return [`✗ ${name.trim()}`, ...lines.map((line) => `  ${line}`)].join("\n");
}

/**
 * @param {string} attributes
 * @param {string} name
 */
function attribute(attributes, name) {
  return unescapeXml(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "");
}

/** @param {string} text */
function unescapeXml(text) {
  return text
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
