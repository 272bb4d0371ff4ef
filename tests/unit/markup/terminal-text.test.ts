import { describe, expect, test } from "vitest";
import fc from "fast-check";
import {
  createTerminalText,
  plainTerminalText,
  readTerminalText,
} from "../../../src/markup/terminal-text.ts";

const esc = "\u001b";
const plain = (text: string) => ({ text, style: "" });

describe("colours", () => {
  test("a red word keeps its neighbours plain", () => {
    expect(readTerminalText(`one ${esc}[31mtwo${esc}[0m three`)).toEqual([
      plain("one "),
      { text: "two", style: "lb-ansi-red" },
      plain(" three"),
    ]);
  });

  test.each([
    ["1;32", "lb-ansi-green lb-ansi-bold"],
    ["94", "lb-ansi-bright-blue"],
    ["30;43", "lb-ansi-black lb-ansi-on-yellow"],
    ["3;4", "lb-ansi-italic lb-ansi-underline"],
    ["38;5;9", "lb-ansi-bright-red"],
    ["38;5;28", "lb-ansi-green"],
    ["38;2;0;0;255", "lb-ansi-bright-blue"],
    ["48;5;0", "lb-ansi-on-black"],
  ])("code %s looks like %s", (code, style) => {
    expect(readTerminalText(`${esc}[${code}mx`)).toEqual([{ text: "x", style }]);
  });

  test.each(["0", "", "39;22", "38;5", "38;9;1", "38;5;999", "500", "9999999999"])(
    "code '%s' leaves text plain",
    (code) => {
      expect(readTerminalText(`${esc}[${code}mx`)).toEqual([plain("x")]);
    },
  );

  test("one colour is taken back without the other", () => {
    expect(readTerminalText(`${esc}[31;44;39mx`)).toEqual([
      { text: "x", style: "lb-ansi-on-blue" },
    ]);
  });
});

describe("movement", () => {
  test("a carriage return writes over the line and leaves what is longer", () => {
    expect(plainTerminalText("loading\rdone")).toBe("doneing");
  });

  test("Windows line ends are line ends", () => {
    expect(plainTerminalText("a\r\nb\r\n")).toBe("a\nb\n");
  });

  test("a progress bar ends as its last state", () => {
    expect(plainTerminalText("\r10 %\r50 %\r100 %\n")).toBe("100 %\n");
  });

  test("backspace steps back and no further than the line's start", () => {
    expect(plainTerminalText("a\b\b\bbc\b!")).toBe("b!");
  });

  test("erasing the line keeps the lines before", () => {
    expect(plainTerminalText(`one\nlong line\r${esc}[2Kx`)).toBe("one\nx");
    expect(plainTerminalText(`one\nlong line\r${esc}[Kx`)).toBe("one\nx");
  });

  test("titles, cursor codes and bells leave no trace", () => {
    expect(
      plainTerminalText(`${esc}]0;title\u0007a${esc}[2A${esc}(b\u0007${esc}]8;;x${esc}\\c`),
    ).toBe("abc");
  });
});

describe("chunks", () => {
  test("a text written in any pieces ends like the whole", () => {
    const piece = fc.constantFrom(
      "ab",
      "\n",
      "\r",
      "\b",
      `${esc}[31m`,
      `${esc}[0m`,
      `${esc}[K`,
      "é",
      "🐍",
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(5)), (pieces, cuts) => {
        const text = pieces.join("");
        const terminal = createTerminalText();
        const finished: { text: string; style: string }[] = [];
        let line: readonly { text: string; style: string }[] = [];
        let at = 0;
        for (const size of [...cuts, text.length]) {
          const written = terminal.write(text.slice(at, at + size));
          finished.push(...written.finished);
          line = written.line;
          at += size;
        }
        expect(characters([...finished, ...line])).toEqual(characters(readTerminalText(text)));
      }),
    );
  });

  test("an unfinished code is held back, not shown", () => {
    const terminal = createTerminalText();
    expect(terminal.write(`a${esc}[3`)).toEqual({ finished: [], line: [plain("a")] });
    expect(terminal.write("1mb").line).toEqual([plain("a"), { text: "b", style: "lb-ansi-red" }]);
  });

  test("a code that never ends does not swallow the output", () => {
    const text = `${esc}]${"x".repeat(5000)}`;
    expect(plainTerminalText(text)).toContain("x".repeat(4000));
  });

  test("the line that is handed out stays short however long the text without a line end is", () => {
    const terminal = createTerminalText();
    let finished = 0;
    for (let turn = 0; turn < 500; turn++) {
      const written = terminal.write("0123456789".repeat(2));
      finished += written.finished.reduce((sum, run) => sum + run.text.length, 0);
      const line = written.line.reduce((sum, run) => sum + run.text.length, 0);
      expect(line).toBeLessThanOrEqual(2000);
      expect(finished + line).toBe((turn + 1) * 20);
    }
  });
});

/** Character by character, so that different cuts of equal text compare equal. */
function characters(runs: readonly { text: string; style: string }[]): string[] {
  return runs.flatMap((run) => Array.from(run.text, (character) => `${character} ${run.style}`));
}
