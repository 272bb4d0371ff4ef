// `npm test`: everything that proves the program, on a bare checkout. Ends with the line "N passed, N failed".
// `npm test -- unit browser` runs only those suites.
import { performance } from "node:perf_hooks";
import { prepare, PrepareError } from "./lib/prepare.mjs";
import { suites } from "./lib/suites.mjs";

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`There is no suite "${unknown.join('", "')}".`);
  console.error(`Suites: ${suites.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

try {
  await prepare({ dev: true });
} catch (error) {
  console.error(error instanceof PrepareError ? error.message : error);
  console.log("0 passed, 1 failed");
  process.exit(1);
}

let passed = 0;
let failed = 0;
for (const suite of suites) {
  if (wanted.length > 0 && !wanted.includes(suite.name)) continue;
  const start = performance.now();
  const result = await suite.run().catch((/** @type {unknown} */ error) => ({
    // A suite that did not run is a failure like any other.
    passed: 0,
    failed: 1,
    details: [error instanceof Error ? error.message : String(error)],
  }));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${suite.name.padEnd(8)} ${String(result.passed).padStart(5)} passed, ${result.failed} failed (${seconds} s)`,
  );
  for (const detail of result.details) console.log(indent(detail));
  passed += result.passed;
  failed += result.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

/** @param {string} text */
function indent(text) {
  return text.replaceAll(/^/gm, "    ");
}
