import { describe, expect, it } from "vitest";
import { readJunit, readPlaywright, readVitest } from "../../../scripts/lib/results.mjs";

describe("the report of", () => {
  it("Vitest counts tests, and a file that did not load as a failure", () => {
    const result = readVitest(
      JSON.stringify({
        testResults: [
          {
            name: "a.test.ts",
            status: "failed",
            message: "",
            assertionResults: [
              { status: "passed", fullName: "a works", failureMessages: [] },
              { status: "failed", fullName: "b works", failureMessages: ["\u001b[31mno\u001b[0m"] },
              { status: "skipped", fullName: "c works", failureMessages: [] },
            ],
          },
          { name: "b.test.ts", status: "failed", message: "syntax", assertionResults: [] },
        ],
      }),
    );
    expect(result).toEqual({
      passed: 1,
      failed: 2,
      details: ["✗ b works\n  no", "✗ b.test.ts\n  syntax"],
    });
  });

  it("pytest counts failures and errors, and neither skipped tests nor their like", () => {
    const result = readJunit(
      `<testsuites><testsuite tests="4">
        <testcase classname="t" name="good" time="0.1" />
        <testcase classname="t" name="bad"><failure message="m">assert 1 &lt; 0 &amp; more</failure></testcase>
        <testcase classname="t" name="broken"><error message="m">no fixture</error></testcase>
        <testcase classname="t" name="skipped"><skipped message="m">why</skipped></testcase>
      </testsuite></testsuites>`,
    );
    expect(result).toEqual({
      passed: 1,
      failed: 2,
      details: ["✗ t bad\n  assert 1 < 0 & more", "✗ t broken\n  no fixture"],
    });
  });

  it("Playwright counts a test that passed at the second try as failed", () => {
    const spec = (title: string, status: string) => ({
      title,
      tests: [{ status, results: [{ errors: [{ message: status }] }] }],
    });
    const result = readPlaywright(
      JSON.stringify({
        errors: [],
        suites: [
          {
            title: "a.spec.ts",
            specs: [spec("opens", "expected"), spec("runs", "flaky")],
            suites: [
              { title: "inside", specs: [spec("fails", "unexpected"), spec("not", "skipped")] },
            ],
          },
        ],
      }),
    );
    expect(result).toEqual({
      passed: 1,
      failed: 2,
      details: ["✗ a.spec.ts > runs\n  flaky", "✗ a.spec.ts > inside > fails\n  unexpected"],
    });
  });

  it.each([readVitest, readJunit, readPlaywright])("%o is refused when it is none", (read) => {
    expect(() => read("nonsense")).toThrow();
  });
});
