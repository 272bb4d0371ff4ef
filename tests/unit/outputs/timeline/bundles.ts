// Timeline bundles from the notation of fixtures/timelines.txt, and by hand for tests that need one thing wrong.
import type { JsonObject } from "../../../../src/nbformat/types.ts";

const STATES = ["pending", "done", "cancelled", "error", "lost"];
const MILLISECOND = 1000;

/** A bundle as the kernel writes it. Lines that are not understood fail the test. */
export function bundleOf(notation: string): JsonObject {
  const strings: string[] = [];
  const tasks = columns("name", "coro", "parent", "created", "started", "ended", "state");
  const rest = columns("eager", "earlier", "error", "file", "line");
  const slices = columns("task", "start", "dur", "why", "file", "line");
  const waits: JsonObject[] = [];
  const [blocked, late, callbacks]: [JsonObject[], JsonObject[], JsonObject[]] = [[], [], []];
  let [before, duration] = [0, 0];
  for (const line of notation.split("\n")) {
    const [kind = "", ...words] = line.split(" ");
    const text = words.join(" ");
    if (kind === "task") {
      const [, label = "", under, from, to = "", state = ""] =
        /^(.*), under (\S+), (\d+)\.\.(\d*), (\w+)$/.exec(text) ?? fail(line);
      strings.push(label);
      push(tasks, [-1, strings.length - 1, under === "-" ? -1 : Number(under), ms(from), ms(from)]);
      tasks.ended.push(to === "" ? -1 : ms(to));
      tasks.state.push(STATES.indexOf(state));
      push(rest, [0, 0, -1, -1, -1]);
      duration = Math.max(duration, ms(to || "0"));
    } else if (kind === "run") {
      const [, task, at, length, waitKind, detail, on, at2] =
        /^(\d+) (\d+)\+(\d+)(?: waits (\S+)(?: (?!on |line )(\S+))?(?: on (\S+))?)?(?: line (\d+))?$/.exec(
          text,
        ) ?? fail(line);
      const start = ms(at);
      if (waitKind !== undefined) {
        const ids = on === undefined ? [] : on.split(",").map(Number);
        waits.push({ kind: waitKind, detail: detail ?? "", on: ids });
      }
      const why = waitKind === undefined ? -1 : waits.length - 1;
      push(slices, [Number(task), start - before, ms(length), why, 0, Number(at2 ?? -1)]);
      before = start;
      duration = Math.max(duration, start + ms(length));
    } else if (kind === "block") {
      const [, task, at, length, at2, src = ""] =
        /^(\d+) (\d+)\+(\d+) line (\d+) (.*)$/.exec(text) ?? fail(line);
      const place = { file: 0, line: Number(at2), func: "f", src };
      blocked.push({ task: Number(task), start: ms(at), dur: ms(length), ...place });
    } else if (kind === "late") {
      const [, task, due, at] = /^(\d+) (\d+)-(\d+)$/.exec(text) ?? fail(line);
      late.push({ task: Number(task), due: ms(due), at: ms(at) });
    } else if (kind === "work") {
      const [, at, length, name = ""] = /^(\d+)\+(\d+) (.*)$/.exec(text) ?? fail(line);
      callbacks.push({ start: ms(at), dur: ms(length), name, file: -1, line: -1 });
      duration = Math.max(duration, ms(at) + ms(length));
    } else fail(line);
  }
  return {
    version: 1,
    unit: "us",
    t0: 1_700_000_000_000,
    duration,
    threshold: 50_000,
    phase: "over",
    predict: false,
    complete: true,
    python: "3.11.7",
    loop: "_UnixSelectorEventLoop",
    cell: { id: "here", executionCount: 1, root: 0, end: duration },
    files: [{ cell: "here", name: "/tmp/ipykernel_1/2.py" }],
    strings,
    tasks: { ...tasks, ...rest },
    slices,
    waits,
    late,
    blocked,
    callbacks,
    unawaited: [],
    kernel: 0,
    dropped: { slices: 0, tasks: {} },
    warnings: [],
  };
}

function columns<K extends string>(...names: readonly K[]): Record<K, number[]> {
  return Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, number[]>;
}

function push(into: Readonly<Record<string, number[]>>, values: readonly number[]): void {
  Object.values(into).forEach((column, at) => {
    const value = values[at];
    if (value !== undefined) column.push(value);
  });
}

function ms(text: string | undefined): number {
  return Number(text) * MILLISECOND;
}

function fail(line: string): never {
  throw new Error(`the notation has no such line: ${line}`);
}
