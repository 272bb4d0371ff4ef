// A lesson with one of everything that a lesson shows, for tests of how pages look, sound and are worked.
import type { Cell, JsonObject } from "../../src/nbformat/types.ts";
import { releaseNotebook } from "../../src/lesson/release.ts";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import { code, exerciseCells, md, nb } from "./builders.ts";

function question(kind: string, source: string, more: JsonObject = {}): Cell {
  const lessonbook = { kind: "quiz", question: kind, ...more };
  return md(source, { id: kind, metadata: { lessonbook } });
}

const BLOCKS = `import asyncio, time
async def ok():
    await asyncio.sleep(0.01)
async def bad():
    time.sleep(0.3)
later = asyncio.create_task(asyncio.Event().wait())
await asyncio.gather(ok(), bad());`;

const cells: readonly Cell[] = [
  md("# A lesson\n\nWords, `code`, a [link](#more), and:\n\n- [ ] a task\n- [x] done", {
    id: "top",
  }),
  md("> [!TIP]\n> Words.\n\n> [!IMPORTANT]\n> Words.\n\n> [!WARNING]\n> Words.\n\n> Words.", {
    id: "callouts",
  }),
  md("<details><summary>Solution</summary>\n\n```python\nprint(1)\n```\n\n</details>\n\n$x^2$", {
    id: "details",
  }),
  md(
    `\`\`\`python\n${"long_name + ".repeat(20)}1\n\`\`\`\n\n| a | b |\n|---|---|\n| 1 | ${"wide".repeat(40)} |`,
    { id: "wide" },
  ),
  md("## More", { id: "more" }),
  code(BLOCKS, { id: "timeline", metadata: { lessonbook: { timeline: true } } }),
  code(BLOCKS, { id: "blocks" }),
  code(`print("${"long ".repeat(60)}")\nlater.cancel()\nasyncio.run(ok())`, {
    id: "error",
    metadata: { tags: ["raises-exception"] },
  }),
  md("| Claim | Here | Said |\n| --- | --- | --- |\n| It is 1 |  | 1 |\n| It is 2 |  | 3 |", {
    id: "table",
    metadata: {
      lessonbook: {
        kind: "table",
        measure: ["It is 1", "It is 2"].map((row) => ({
          row,
          column: "Here",
          expression: "coroutine_memory()",
          claim: 1,
        })),
      },
    },
  }),
  question("single", "Which waits?\n\n- [ ] one\n  > Not one.\n- [x] two\n\n> Why: two it is."),
  question("many", "Which wait?\n\n- [x] a\n- [ ] b\n- [x] c", { hints: ["Think of `a`."] }),
  question("number", "How long?\n\nAnswer: 0.1 ± 0.02"),
  question("text", "Which word?\n\nAnswer: await", { mode: "graded" }),
  question("ordering", "In which order?\n\n1. start\n2. A1\n3. end"),
  question(
    "matching",
    "What does what?\n\n| f | does |\n|---|---|\n| `g` | waits |\n| `w` | not |",
  ),
  question("output", "What is printed?\n\n```answer\nA\n```"),
  question("code", "Write `add`."),
  ...exerciseCells({ t1: 1 }),
];

/** The text of the released lesson. Throws when release finds something wrong with it. */
export function lessonOfEverything(): string {
  const { notebook, problems } = releaseNotebook(nb(...cells));
  if (notebook === undefined) throw new Error(`not released: ${JSON.stringify(problems)}`);
  return serialiseNotebook(notebook);
}
