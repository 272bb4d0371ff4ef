// How submissions are spread over places, and what happens when places are lost.
import { describe, expect, it } from "vitest";
import { PlaceLostError, type GradingPlace } from "../../../src/cli/grade/place.ts";
import { runJobs } from "../../../src/cli/grade/pool.ts";

const never = (): never => {
  throw new Error("not here");
};

function place(slots: number): GradingPlace {
  return {
    name: "here",
    isolation: "user",
    isolationWords: "",
    slots,
    open: never,
    close: () => Promise.resolve(),
  };
}

/** Runs `count` jobs on places that are opened anew; `kills` take the place along, with whatever runs beside them. */
async function run(count: number, slots: number, kills: (student: string) => boolean) {
  const jobs = Array.from({ length: count }, (_, at) => ({ student: `s${at}` }));
  const [done, given]: [string[], string[]] = [[], []];
  let opened = 1;
  const lost = new Map<GradingPlace, AbortController>();
  const outcome = runJobs(jobs, {
    places: [place(slots)],
    replace: () => Promise.resolve(place(((opened += 1), slots))),
    run: async ({ student }, at) => {
      const signal = lost.get(at) ?? new AbortController();
      lost.set(at, signal);
      // All that run here are under way before any of them is over.
      await new Promise((resolve) => setImmediate(resolve));
      if (kills(student)) signal.abort();
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.signal.aborted) throw new PlaceLostError("gone");
      done.push(student);
    },
    giveUp: ({ student }) => Promise.resolve(void given.push(student)),
    say: () => undefined,
    signal: new AbortController().signal,
  });
  const left = await outcome.catch((error: unknown) => error);
  return { done: done.toSorted(), given, left, opened };
}

describe("spreading submissions", () => {
  it("does each once", async () => {
    const { done, left, opened } = await run(7, 3, () => false);
    expect(done).toEqual(["s0", "s1", "s2", "s3", "s4", "s5", "s6"]);
    expect([left, opened]).toEqual([[], 1]);
  });

  it.each([1, 2, 8])(
    "gives up the one that takes places along, and no other, %i at a time",
    async (slots) => {
      const { done, given, left } = await run(9, slots, (student) => student === "s3");
      expect(given).toEqual(["s3"]);
      expect(done).toEqual(["s0", "s1", "s2", "s4", "s5", "s6", "s7", "s8"]);
      expect(left).toEqual([]);
    },
  );

  it.each([1, 4])("judges nobody where nothing can be run, %i at a time", async (slots) => {
    const { done, given, left, opened } = await run(50, slots, () => true);
    expect([done, given]).toEqual([[], []]);
    expect(left).toBeInstanceOf(PlaceLostError);
    expect(opened).toBeLessThanOrEqual(3);
  });
});
