import { describe, expect, it, vi } from "vitest";
import { checkQuestions } from "../../../src/cli/check-questions.ts";
import { isGood, makeReport } from "../../../src/cli/check-report.ts";
import { runNotebook } from "../../../src/check/run.ts";
import { check } from "../../../src/cli/check.ts";
import type { Server } from "../../../src/execution/ports.ts";
import { parseNotebook } from "../../../src/nbformat/parse.ts";
import type { Notebook } from "../../../src/nbformat/types.ts";
import { FakeKernel, PythonError, type FakeProgram } from "../../support/fake-kernel.ts";

const never = new Promise<never>(() => undefined);

function notebookOf(...cells: readonly object[]): Notebook {
  return parseNotebook({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }).notebook;
}

const code = (id: string, source: string, ...tags: string[]) => ({
  cell_type: "code",
  id,
  source,
  metadata: tags.length > 0 ? { tags } : {},
  outputs: [],
  execution_count: null,
});

const words = (id: string, source: string, lessonbook?: object) => ({
  cell_type: "markdown",
  id,
  source,
  metadata: lessonbook === undefined ? {} : { lessonbook },
});

/** Runs a notebook on a fake kernel; each result as `id status message`. */
async function run(
  notebook: Notebook,
  programs: Readonly<Record<string, FakeProgram>> = {},
  cellTimeout = 10_000,
) {
  const kernel = new FakeKernel({ programs });
  const server: Server = {
    contents: {
      open: () => never,
      save: () => never,
      list: () => never,
    },
    changeKernel: () => never,
    runningKernels: () => never,
    stopKernel: () => never,
    startKernel: () => Promise.resolve(kernel),
    kernelSpecs: () => Promise.resolve([{ name: "python3", displayName: "Python 3" }]),
    openSession: () => never,
    dispose: () => undefined,
  };
  const { cells } = await runNotebook({
    server,
    notebook,
    path: "check.ipynb",
    cellTimeout,
    stop: never,
    onTurn: () => undefined,
  });
  return {
    kernel,
    results: cells.map(({ id, status, message }) => [id, status, message].join(" ").trim()),
  };
}

describe("a checked notebook", () => {
  it("has its code cells run in order, and the ones after a failure too", async () => {
    const notebook = notebookOf(
      code("a", "one"),
      words("w", "text"),
      code("b", "bad"),
      code("c", "two"),
    );
    const { kernel, results } = await run(notebook, {
      bad: () => {
        throw new PythonError("ValueError", "no");
      },
    });
    expect(kernel.calls.slice(0, 3)).toEqual(["execute one", "execute bad", "execute two"]);
    expect(results).toEqual(["a ok", "b failed ValueError: no", "c ok"]);
  });

  it("may fail where it is tagged, and must", async () => {
    const fails: FakeProgram = () => {
      throw new PythonError("RuntimeError", "loop");
    };
    const notebook = notebookOf(
      code("a", "fails", "raises-exception"),
      code("b", "fine", "raises-exception"),
    );
    expect((await run(notebook, { fails })).results).toEqual([
      "a failed-as-meant RuntimeError: loop",
      "b did-not-fail its tag says that it fails, and it did not",
    ]);
  });

  it("skips cells for newer Pythons and empty ones, and says so", async () => {
    const notebook = notebookOf(
      code("a", "x", "py>=3.14"),
      code("b", "  "),
      code("c", "x", "py>=3.11"),
    );
    expect((await run(notebook)).results).toEqual([
      "a skipped for py>=3.14, and this is Python 3.12.1",
      "b empty",
      "c ok",
    ]);
  });

  it("is compared with the output that its text states", async () => {
    const notebook = notebookOf(
      code("a", "same"),
      words("w", "```output\nsame\n```"),
      code("b", "other"),
      words("v", "```output\nsomething\n```"),
    );
    expect((await run(notebook)).results).toEqual([
      "a ok",
      'b output-differs line 1 of the output is "other", and the text says "something"',
    ]);
  });

  it("has a cell stopped at its deadline, and goes on", async () => {
    const notebook = notebookOf(code("a", "sleep"), code("b", "x"));
    const sleeps: Readonly<Record<string, FakeProgram>> = { sleep: (run) => run.sleepForever() };
    const { kernel, results } = await run(notebook, sleeps, 20);
    expect(kernel.calls.slice(0, 3)).toEqual(["execute sleep", "interrupt", "nudge"]);
    expect(results).toEqual(["a timeout stopped after 0.02 s", "b ok"]);
  });

  it("comes to an end when a cell cannot be stopped: the kernel is ended and the rest is not run", async () => {
    vi.useFakeTimers();
    try {
      const stuck: FakeProgram = () => new Promise(() => undefined);
      const notebook = notebookOf(code("a", "stuck"), code("b", "x"));
      const running = run(notebook, { stuck }, 1000);
      await vi.advanceTimersByTimeAsync(10_000);
      const { kernel, results } = await running;
      expect(kernel.status).toBe("dead");
      expect(results).toEqual([
        "a timeout did not stop after 1 s, so the kernel was ended",
        "b not-run the kernel ended before",
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is not run on after its kernel died", async () => {
    const notebook = notebookOf(code("a", "dies"), code("b", "x"));
    const { results } = await run(notebook, { dies: (run) => run.die() });
    expect(results).toEqual(["a failed The kernel ended.", "b not-run the kernel ended before"]);
  });
});

describe("a checked question", () => {
  const quiz = { kind: "quiz", question: "single", mode: "graded", points: 2 };

  it("is named by how it stands", () => {
    const notebook = notebookOf(
      words("key", "Which?\n\n- [x] a\n- [ ] b", quiz),
      words("open", "Which?\n\n- [ ] a\n- [ ] b", { ...quiz, released: true }),
      words("done", "Which?\n\n- [x] a\n- [ ] b", { ...quiz, released: true }),
      words("odd", "Which?", quiz),
      words("text", "no question"),
    );
    expect(checkQuestions(notebook).map(({ id, status }) => `${id} ${status}`)).toEqual([
      "key key",
      "open unanswered",
      "done recorded",
      "odd malformed",
    ]);
  });
});

describe("a report", () => {
  const notebook = notebookOf(words("w", "# Title"), code("a", "\nfirst line\nsecond"));
  const report = (status: "ok" | "failed", question: "unanswered" | "wrong") =>
    makeReport({
      notebook,
      name: "a.ipynb",
      run: {
        language: "python",
        version: "3.12.1",
        cells: [{ id: "a", status, message: "", seconds: 1 }],
      },
      questions: [{ id: "w", status: question, maxPoints: 1, message: "" }],
    });

  it("names each cell by its place and its first line", () => {
    expect(report("ok", "unanswered").cells).toEqual([
      { number: 2, id: "a", status: "ok", message: "", seconds: 1, firstLine: "first line" },
    ]);
  });

  it.each([
    ["ok", "unanswered", true],
    ["failed", "unanswered", false],
    ["ok", "wrong", false],
  ] as const)(
    "with a cell that is %s and a question that is %s is good: %s",
    (cell, question, good) => {
      expect(isGood(report(cell, question))).toBe(good);
    },
  );
});

describe("the command line of check", () => {
  const terminal = {
    out: () => undefined,
    say: () => undefined,
    ending: new AbortController().signal,
  };

  it.each([
    [[], "Name one notebook"],
    [["a.ipynb", "b.ipynb"], "Name one notebook"],
    [["nowhere.ipynb"], 'There is no notebook "nowhere.ipynb"'],
    [["a.ipynb", "--cell-timeout", "0"], "--cell-timeout must be a number of seconds"],
    [["a.ipynb", "--cell-timeout", "soon"], "--cell-timeout must be a number of seconds"],
    [["a.ipynb", "--server", "file:///x"], "--server must be an address"],
    [["a.ipynb", "--fast"], "Unknown option '--fast'"],
  ])("refuses %j", async (args, words) => {
    await expect(check(args, terminal)).rejects.toThrow(words);
  });
});
