// `lessonbook check` on the real thing: the released lesson, a Jupyter Server and ipykernel.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "../../src/cli/check.ts";
import { parseNotebookText } from "../../src/nbformat/parse.ts";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import { code, nb } from "../support/builders.ts";
import { CHECKOUT, startTestServer, type TestServer } from "../support/server.ts";

interface Report {
  readonly cells: readonly {
    readonly id: string;
    readonly status: string;
    readonly message: string;
    readonly advice?: readonly string[];
  }[];
  readonly questions: readonly { readonly id: string; readonly status: string }[];
}

describe("lessonbook check", () => {
  let server: TestServer;
  let folder: string;
  beforeAll(async () => {
    server = await startTestServer();
    folder = await mkdtemp(join(tmpdir(), "lessonbook-check-"));
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  }, 60_000);

  async function checkFile(
    file: string,
    ...options: readonly string[]
  ): Promise<{ readonly exit: number; readonly report: Report }> {
    const out: string[] = [];
    const exit = await check(
      ["--json", "--server", server.url, "--token", server.token, ...options, file],
      {
        out: (text) => out.push(text),
        say: () => undefined,
        ending: new AbortController().signal,
      },
    );
    return { exit, report: JSON.parse(out.join("\n")) as Report };
  }

  it("runs the whole lesson and reports every cell and every question", async () => {
    const file = join(CHECKOUT, "notebooks", "source", "asyncio", "asyncio.ipynb");
    const { notebook } = parseNotebookText(await readFile(file, "utf8"));
    const { exit, report } = await checkFile(file);
    const ids = (claims: (cell: (typeof notebook.cells)[number]) => boolean): readonly string[] =>
      notebook.cells.filter(claims).map(({ id }) => id);
    expect(
      report.cells.filter(({ status }) => !["ok", "skipped", "failed-as-meant"].includes(status)),
    ).toEqual([]);
    expect(report.cells.map(({ id }) => id)).toEqual(ids((cell) => cell.cell_type === "code"));
    expect(report.questions.map(({ id }) => id)).toEqual(
      // Exercises are reported by their cells.
      ids(({ metadata }) => /"quiz"(?!.*"question":"code")/.test(JSON.stringify(metadata))),
    );
    expect(exit).toBe(0);
  }, 120_000);

  it("says of each exercise of a released lesson that it is not written yet", async () => {
    const file = join(CHECKOUT, "notebooks", "release", "generators", "generators.ipynb");
    const { exit, report } = await checkFile(file);
    const failed = report.cells.filter(({ status }) => status === "failed");
    expect(failed.map(({ id, message }) => [id, message])).toEqual([
      ["for-tests", expect.stringMatching(/^first\(.*\) is not written yet\. Put your code in/)],
      ["yield-tests", expect.stringMatching(/^pairs\(.*\) is not written yet\. Put your code in/)],
      [
        "list-tests",
        expect.stringMatching(/^portions\(.*\) is not written yet\. Put your code in/),
      ],
    ]);
    expect(exit).toBe(1);
  }, 120_000);

  it("says what to do about asyncio's own errors, and runs cells that are recorded", async () => {
    const file = join(folder, "asyncio-errors.ipynb");
    const cells = [
      code("async def main(): pass", { id: "ok" }),
      code("import asyncio\nasyncio.run(main())", { id: "runs" }),
      code("main();", { id: "forgets" }),
      code("%%timeline\nawait main()", { id: "recorded" }),
      code("1 / 0", { id: "other" }),
    ];
    await writeFile(file, serialiseNotebook(nb(...cells)));
    const { report } = await checkFile(file);
    expect(
      report.cells.map(({ id, status, advice }) => [id, status, advice?.[0]?.slice(0, 30)]),
    ).toEqual([
      ["ok", "ok", undefined],
      ["runs", "failed", "An event loop runs in the note"],
      ["forgets", "ok", "`main()` was called without `a"],
      ["recorded", "ok", undefined],
      ["other", "failed", undefined],
    ]);
  }, 120_000);

  it("gives no input to a cell that asks for some, and says so", async () => {
    const file = join(folder, "asks.ipynb");
    await writeFile(
      file,
      serialiseNotebook(
        nb(code("input('name? ')", { id: "asks" }), code("1 + 1", { id: "after" })),
      ),
    );
    const { exit, report } = await checkFile(file);
    expect(report.cells).toMatchObject([
      {
        id: "asks",
        status: "failed",
        message: expect.stringContaining("check gives none") as string,
      },
      { id: "after", status: "ok" },
    ]);
    expect(exit).toBe(1);
  }, 120_000);

  it("ends a cell that waits for ever and one that spins, names both and goes on", async () => {
    const file = join(folder, "hangs.ipynb");
    await writeFile(
      file,
      serialiseNotebook(
        nb(
          code("import asyncio\nawait asyncio.Event().wait()", { id: "waits" }),
          code("1 + 1", { id: "after" }),
          code("async def spin():\n    while True:\n        pass\nawait spin()", { id: "spins" }),
        ),
      ),
    );
    const { exit, report } = await checkFile(file, "--cell-timeout", "1");
    const status = Object.fromEntries(report.cells.map((cell) => [cell.id, cell.status]));
    expect(status).toMatchObject({ waits: "timeout", after: "ok", spins: "timeout" });
    expect(exit).toBe(1);
  }, 120_000);
});
