import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { installModules } from "../../../src/execution/python-modules.ts";

/** Runs code in a bare Python and gives what it prints. `-S -I`: nothing installed, nothing from the environment. */
function python(code: string): string {
  return execFileSync("python3", ["-I", "-S", "-c", code], { encoding: "utf8" });
}

describe("installModules", () => {
  it("makes modules importable and leaves no name behind", () => {
    const code = installModules({ greet: 'def hello():\n    return "hi \\"there\\" ✓ 🐍"\n' });
    const printed = python(`${code}
from lessonbook import greet
import lessonbook.greet
print(greet.hello())
print([name for name in dir() if name.startswith("_lessonbook")])`);
    expect(printed).toBe('hi "there" ✓ 🐍\n[]\n');
  });

  it("does not replace a module that can be imported already", () => {
    const printed = python(`
import sys, types
sys.modules["lessonbook"] = package = types.ModuleType("lessonbook")
package.__path__ = []
sys.modules["lessonbook.greet"] = package.greet = types.ModuleType("lessonbook.greet")
package.greet.who = "first"
${installModules({ greet: 'who = "second"' })}
import lessonbook.greet
print(lessonbook.greet.who)`);
    expect(printed).toBe("first\n");
  });
});
