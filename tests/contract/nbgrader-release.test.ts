// `lessonbook release` beside the real `nbgrader generate_assignment`: the same cells, sources and metadata from the same
// notebooks, and nothing released that nbgrader refuses.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { release } from "../../src/cli/release.ts";
import { readSourceNotebook } from "../../src/grading/source-notebook.ts";
import { releaseAssignment } from "../../src/grading/release.ts";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import type { JsonObject, Notebook } from "../../src/nbformat/types.ts";
import { code, md, nb, raw, stream, withMetadata } from "../support/builders.ts";
import { answer, essay, given, nbgrader, regraded, task, tests } from "../support/exercises.ts";
import { runNbgrader, type NbgraderResult } from "../support/nbgrader.ts";

const region = (what: string, ...lines: readonly string[]): string =>
  [`### BEGIN ${what}`, ...lines, `### END ${what}`].join("\n");

const python = { kernelspec: { name: "python3", display_name: "Python 3", language: "python" } };

/** Notebooks that both release alike. */
const SAME: Readonly<Record<string, Notebook>> = {
  "every part": withMetadata(
    nb(
      md("# Gather"),
      given("setup", "import asyncio\nLIMIT = 3"),
      answer(
        "fetch",
        `async def fetch(name):\n    ${region("SOLUTION", "    await asyncio.sleep(0)", "    return name.upper()").replaceAll("\n###", "\n    ###")}`,
      ),
      tests(
        "fetch_test",
        2,
        `assert await fetch("a") == "A"\n${region("HIDDEN TESTS", 'assert await fetch("b") == "B"')}`,
      ),
      answer(
        "whole",
        "async def fetch_all(names):\n    return await asyncio.gather(*map(fetch, names))",
      ),
      tests("hidden_only", 3, region("HIDDEN TESTS", 'assert await fetch_all(["x"]) == ["X"]')),
      essay("why", 4, "Because the loop runs one task at a time."),
      task(
        "draw",
        1.5,
        "Draw the timeline.\n\n=== BEGIN MARK SCHEME ===\nOne point per lane of the drawing\n=== END MARK SCHEME ===\n",
      ),
      code("print('mine')"),
    ),
    { ...python, celltoolbar: "Create Assignment", title: "Gather" },
  ),
  "outputs and how they are shown": nb(
    code("print(1)", {
      execution_count: 7,
      outputs: [stream("1\n")],
      metadata: {
        collapsed: true,
        scrolled: false,
        tags: ["kept"],
        jupyter: { source_hidden: true },
      },
    }),
    { ...answer("a", "secret = 41 + 1"), execution_count: 3, outputs: [stream("hello")] },
  ),
  "several regions, indents and blank lines": nb(
    answer(
      "a",
      "class Queue:\n\t# BEGIN SOLUTION here\n\tdef put(self): self.items.append(1)\n\t# END SOLUTION\n\n    x = 2\n  ### BEGIN SOLUTION\n  y = compute_everything()\n  ### END SOLUTION\n\n",
    ),
  ),
  "odd texts": nb(
    answer("empty", ""),
    tests("zero", 0, ""),
    essay("unicode", 0.1, "Grüße, 世界 🌍 – „ja“"),
    tests("tiny", 0.00001, 'assert "é" == "é"'),
    tests("big", 1e16, "assert True\r\nassert 1"),
  ),
  "a Markdown answer with a marked solution": nb(
    essay(
      "m",
      2,
      "Why?\n\n  === BEGIN SOLUTION\n  It is cooperative, so nothing is torn.\n  === END SOLUTION\nMore.",
    ),
  ),
  "flags that are unusual": nb(
    regraded(answer("locked_answer", "hidden_value = 12345"), { locked: true }),
    regraded(tests("unlocked_test", 1, "assert True"), { locked: false }),
    { ...md("plain"), metadata: nbgrader("unused", {}) },
    raw("raw"),
    regraded(task("open_task", 1, "Do this."), { locked: false }),
  ),
  "metadata of its own": nb({
    ...answer("a", "secret_result = compute()"),
    metadata: {
      ...answer("a", "").metadata,
      deletable: true,
      editable: true,
      slideshow: { slide_type: "slide" },
    },
  }),
  "another language": withMetadata(nb(answer("r", "f <- function() compute(1)")), {
    kernelspec: { name: "ir", display_name: "R", language: "R" },
  }),
};

/** What nbgrader says in its log where its words tell the reason; of bad metadata it only says that it is bad. */
const THEIR_WORDS: Readonly<Record<string, RegExp>> = {
  "nested solution": /nested begin solution/,
  "unclosed solution": /no end solution/,
  "solution in a plain cell": /non-solution cell/,
  "nested hidden tests": /nested begin hidden/,
  "unclosed hidden tests": /No end hidden/,
  "hidden tests in a plain cell": /non-grade cell/,
  "unclosed mark scheme": /No end mark scheme/,
  "mark scheme in a plain cell": /non-grade cell/,
  "picture in a mark scheme": /issues\/1782/,
  "a newer schema": /newer version/,
  "a raw cell with a part": /'raw' is not/,
  "a language without a stub": /language 'bash'/,
};

/** Notebooks that nbgrader refuses, with words of ours and the line. */
const REFUSED: Readonly<Record<string, readonly [Notebook, string, number]>> = {
  "nested solution": [
    nb(answer("a", "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION")),
    "inside the solution",
    2,
  ],
  "unclosed solution": [nb(answer("a", "x\n### BEGIN SOLUTION\ny")), 'no "END SOLUTION"', 2],
  "solution in a plain cell": [nb(code(`x\n${region("SOLUTION", "y")}`)), "no answer", 2],
  "nested hidden tests": [
    nb(tests("t", 1, "### BEGIN HIDDEN TESTS\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS")),
    "inside the hidden tests",
    2,
  ],
  "unclosed hidden tests": [
    nb(tests("t", 1, "### BEGIN HIDDEN TESTS\ny")),
    'no "END HIDDEN TESTS"',
    1,
  ],
  "hidden tests in a plain cell": [nb(code(region("HIDDEN TESTS", "y"))), "not tests", 1],
  "unclosed mark scheme": [
    nb(task("t", 1, "Do.\n=== BEGIN MARK SCHEME ===\nx")),
    'no "END MARK SCHEME"',
    2,
  ],
  "mark scheme in a plain cell": [
    nb(md("=== BEGIN MARK SCHEME ===\nx\n=== END MARK SCHEME ===")),
    "not a task",
    1,
  ],
  "picture in a mark scheme": [
    nb(
      task(
        "t",
        1,
        "Do.\n=== BEGIN MARK SCHEME ===\n![x](attachment:x.png)\n=== END MARK SCHEME ===",
      ),
    ),
    "attached picture",
    2,
  ],
  "two cells with one id": [nb(tests("t", 1, "a"), tests("t", 1, "b")), "also that of cell 1", 1],
  "no id": [nb(regraded(tests("t", 1, "a"), { grade_id: "" })), "no id", 1],
  "an odd id": [nb(regraded(tests("t", 1, "a"), { grade_id: "a b" })), "letters, digits", 1],
  "no points": [
    nb({ ...md("a"), metadata: nbgrader("m", { grade: true, solution: true }) }),
    "no points",
    1,
  ],
  "negative points": [nb(tests("t", -1, "a")), "from 0 up", 1],
  "points as text": [nb(regraded(tests("t", 1, "a"), { points: "2" })), "from 0 up", 1],
  "Markdown tests": [
    nb({ ...md("a"), metadata: nbgrader("m", { grade: true, points: 1 }) }),
    "code cell",
    1,
  ],
  "Markdown answer without points": [
    nb({ ...md("a"), metadata: nbgrader("m", { solution: true }) }),
    "needs points",
    1,
  ],
  "a task in code": [
    nb({ ...code("a"), metadata: nbgrader("t", { task: true, locked: true, points: 1 }) }),
    "Markdown cell",
    1,
  ],
  "an unknown key": [nb(regraded(tests("t", 1, "a"), { remark: "x" })), '"remark"', 1],
  "a newer schema": [
    nb(regraded(tests("t", 1, "a"), { schema_version: 4 })),
    "Update Lessonbook",
    1,
  ],
  "a raw cell with a part": [
    nb(raw("raw", { metadata: nbgrader("raw", { locked: true }) })),
    "raw cell",
    1,
  ],
  "flags that are no flags": [
    nb(regraded(tests("t", 1, "a"), { locked: "yes" })),
    "true or false",
    1,
  ],
  "a language without a stub": [
    withMetadata(nb(answer("a", "x")), {
      kernelspec: { name: "b", display_name: "b", language: "bash" },
    }),
    '"bash"',
    1,
  ],
};

/** Metadata as older nbgraders wrote it. */
const OLD: Readonly<Record<string, Notebook>> = {
  "schema 0": nb(
    { ...code("a = 1"), metadata: { nbgrader: { grade_id: "a", solution: true, grade: false } } },
    { ...code("assert a"), metadata: { nbgrader: { grade_id: "t", grade: true, points: "2.5" } } },
    { ...code("assert b"), metadata: { nbgrader: { grade_id: "u", grade: true, points: "" } } },
    { ...code("assert c"), metadata: { nbgrader: { grade_id: "v", grade: true, points: -3 } } },
    {
      ...md("no part"),
      metadata: { nbgrader: { grade_id: "gone", grade: false, solution: false } },
    },
    { ...code("given = 1"), metadata: { nbgrader: { grade_id: "g", locked: true, points: 3 } } },
  ),
  "schema 1": nb({
    ...code("assert a"),
    metadata: {
      nbgrader: {
        schema_version: 1,
        grade_id: "t",
        grade: true,
        solution: false,
        locked: true,
        points: 1,
        checksum: "0".repeat(32),
        remark: "gone",
      },
    },
  }),
  "schema 2": nb({
    ...essay("m", 2, "An essay"),
    metadata: {
      nbgrader: {
        schema_version: 2,
        grade_id: "m",
        grade: true,
        solution: true,
        locked: false,
        points: 2,
        cell_type: "markdown",
      },
    },
  }),
};

describe("releasing beside nbgrader", () => {
  let ours: string;
  let theirs: string;
  const results = new Map<string, NbgraderResult>();
  const all = [
    ...Object.entries(SAME),
    ...Object.entries(OLD),
    ...Object.entries(REFUSED).map(([name, [notebook]]) => [name, notebook] as const),
  ];
  const folderOf = (name: string): string => name.replaceAll(/\W+/g, "-");
  const fileOf = (course: string, stage: string, name: string): string =>
    join(course, stage, folderOf(name), "nb.ipynb");

  beforeAll(async () => {
    ours = await mkdtemp(join(tmpdir(), "lessonbook-ours-"));
    theirs = await mkdtemp(join(tmpdir(), "lessonbook-theirs-"));
    for (const course of [ours, theirs]) {
      for (const [name, notebook] of all) {
        await mkdir(join(course, "source", folderOf(name)), { recursive: true });
        await writeFile(fileOf(course, "source", name), serialiseNotebook(notebook));
      }
    }
    const steps = all.flatMap(([name]) => [
      ...(name in OLD ? [{ op: "update", path: fileOf(theirs, "source", name) }] : []),
      { op: "generate", assignment: folderOf(name) },
      ...(name in REFUSED
        ? []
        : [{ op: "source_cells", assignment: folderOf(name), notebook: "nb" }]),
    ]);
    const done = await runNbgrader(theirs, steps);
    for (const [index, step] of steps.entries()) {
      const result = done[index];
      if (result !== undefined && step.op !== "update")
        results.set(`${step.op} ${step.assignment ?? ""}`, result);
    }
  });
  afterAll(async () => {
    await rm(ours, { recursive: true });
    await rm(theirs, { recursive: true });
  });

  async function releaseOurs(
    name: string,
  ): Promise<{ readonly exit: number; readonly said: string }> {
    const said: string[] = [];
    const terminal = {
      out: () => undefined,
      say: (text: string) => void said.push(text),
      ending: new AbortController().signal,
    };
    return {
      exit: await release([folderOf(name), "--course", ours], terminal),
      said: said.join("\n"),
    };
  }

  it.each([...Object.keys(SAME), ...Object.keys(OLD)])(
    "gives the same notebook: %s",
    async (name) => {
      const { exit, said } = await releaseOurs(name);
      expect(said).toBe("");
      expect(exit).toBe(0);
      const [own, other] = await Promise.all(
        [ours, theirs].map(
          async (course) =>
            JSON.parse(await readFile(fileOf(course, "release", name), "utf8")) as Notebook,
        ),
      );
      expect(own?.cells).toEqual(other?.cells);
      expect(own?.metadata).toEqual(other?.metadata);
    },
  );

  it.each([...Object.keys(SAME), ...Object.keys(OLD)])(
    "keeps the same cells for grading: %s",
    async (name) => {
      const source = readSourceNotebook(await readFile(fileOf(ours, "source", name), "utf8"));
      const { master } = releaseAssignment(source);
      const kept = (master?.cells ?? []).flatMap((cell) => {
        const { grade_id: id, checksum } = (cell.metadata.nbgrader ?? {}) as JsonObject;
        return typeof id === "string"
          ? [[id, { source: cell.source, type: cell.cell_type, checksum }] as const]
          : [];
      });
      const theirCells = results.get(`source_cells ${folderOf(name)}`)?.value as Readonly<
        Record<string, unknown>
      >;
      for (const [id, cell] of Object.entries(theirCells)) {
        const own = kept.find(([one]) => one === id)?.[1];
        expect({ ...own, checksum: own?.checksum ?? null }).toEqual(
          expect.objectContaining(withoutLock(cell)),
        );
      }
    },
  );

  it.each(Object.entries(REFUSED))(
    "refuses what nbgrader refuses: %s",
    async (name, [, words, line]) => {
      const result = results.get(`generate ${folderOf(name)}`);
      const theirs = result?.value as { readonly success: boolean; readonly log: string };
      expect(theirs.success).toBe(false);
      expect(theirs.log).toMatch(THEIR_WORDS[name] ?? /metadata may be corrupted/);
      const { exit, said } = await releaseOurs(name);
      expect(exit).toBe(1);
      expect(said).toContain(words);
      if (!name.includes("language")) expect(said).toContain(`line ${line}:`);
      await expect(readFile(fileOf(ours, "release", name))).rejects.toThrow();
    },
  );
});

function withoutLock(cell: unknown): JsonObject {
  const { locked, ...rest } = cell as JsonObject;
  expect(typeof locked).toBe("boolean");
  return rest;
}
