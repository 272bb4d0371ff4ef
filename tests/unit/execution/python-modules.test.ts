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

  it("lets modules import each other, whatever their order, and compiles none before it is needed", () => {
    const code = installModules({
      first: "from .second import word",
      second: 'word = "found"',
      broken: "this is no Python",
    });
    expect(python(`${code}\nfrom lessonbook import first\nprint(first.word)`)).toBe("found\n");
  });

  it("shows a module's own lines in a traceback", () => {
    const code = installModules({ fails: "def go():\n    raise ValueError(5)\n" });
    const printed = python(`${code}
import traceback
from lessonbook import fails
try:
    fails.go()
except ValueError:
    print(traceback.format_exc())`);
    expect(printed).toContain('File "lessonbook/fails.py", line 2, in go\n    raise ValueError(5)');
  });

  it("may run again in the same kernel, with newer modules", () => {
    const printed = python(`${installModules({ greet: 'who = "old"' })}
${installModules({ greet: 'who = "new"' })}
import sys
from lessonbook import greet
print(greet.who, sum(type(f).__name__ == "Modules" for f in sys.meta_path))`);
    expect(printed).toBe("new 1\n");
  });
});
