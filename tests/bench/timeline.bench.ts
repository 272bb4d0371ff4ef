// How long a full record takes to be painted: 500 tasks and 5,000 runs, the most that the recorder keeps.
import { expect, test } from "@playwright/test";
import { openRooms } from "../browser/rooms-page.ts";
import { figures, report } from "./figures.ts";

const RUNS = 15;
const [TASKS, SLICES] = [500, 5000];

test("a timeline of 500 tasks", async ({ page }) => {
  await openRooms(page);
  const times = await page.evaluate(
    async ({ tasks, slices, runs }) => {
      const column = (length: number, value: (at: number) => number): number[] =>
        Array.from({ length }, (_, at) => value(at));
      const bundle = {
        version: 1,
        duration: slices * 200,
        phase: "over",
        cell: { id: "a", root: 0, end: slices * 200 },
        files: [{ cell: "a", name: "x.py" }],
        strings: ["the cell", ...Array.from({ length: tasks - 1 }, (_, at) => `worker(${at})`)],
        tasks: {
          coro: column(tasks, (at) => at),
          parent: column(tasks, (at) => (at === 0 ? -1 : 0)),
          created: column(tasks, (at) => at * 10),
          started: column(tasks, (at) => at * 10),
          ended: column(tasks, () => slices * 200),
          state: column(tasks, () => 1),
        },
        slices: {
          task: column(slices, (at) => at % tasks),
          start: column(slices, (at) => (at === 0 ? 0 : 200)),
          dur: column(slices, () => 20),
          why: column(slices, () => 0),
          file: column(slices, () => 0),
          line: column(slices, () => 3),
        },
        waits: [{ kind: "sleep", detail: "0.1", on: [] }],
      };
      const render = rooms.makeOutputRenderer(rooms.standardRenderers);
      const painted = (): Promise<void> =>
        new Promise((resolve) =>
          requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => resolve();
            channel.port2.postMessage(null);
          }),
        );
      const times: number[] = [];
      for (let run = 0; run < runs; run++) {
        const el = document.createElement("div");
        document.body.replaceChildren(el);
        await painted();
        const start = performance.now();
        const data = { "application/vnd.lessonbook.timeline.v1+json": bundle };
        const output = { output_type: "display_data", data, metadata: {} } as const;
        render(el, [output], new AbortController().signal);
        while (el.querySelectorAll(".lb-timeline-label").length < tasks)
          await new Promise((resolve) => setTimeout(resolve));
        await painted();
        times.push(performance.now() - start);
      }
      return times;
    },
    { tasks: TASKS, slices: SLICES, runs: RUNS },
  );
  expect(times).toHaveLength(RUNS);
  report([figures("a timeline of 500 tasks, until it is painted", times.slice(1), "ms")]);
});
