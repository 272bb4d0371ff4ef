// Finds in all cells without holding the page up: words in short slices, patterns in a worker with a time limit.
// A cell that did not change since the same query is not searched again.
import { findIn, makeMatcher, textsOf, type SearchQuery, type TextHit } from "../model/search.ts";
import type { CellEntry, CellId } from "../model/state.ts";
import type { Cell } from "../nbformat/types.ts";
import { startWorker } from "../trusted/worker.ts";
import type { PatternAnswer, PatternJob } from "./search-worker.ts";

/** A hit with its place in the notebook. */
export interface PlacedHit extends TextHit {
  readonly id: CellId;
  /** The source, or an output by its place. */
  readonly part: "source" | number;
  /** The whole text that the hit lies in. */
  readonly text: string;
}

export type Found =
  { readonly hits: readonly PlacedHit[]; readonly isAll: boolean } | { readonly problem: string };

/** More hits than this are of no use to anybody and are said as "and more". */
const MOST_HITS = 100_000;
/** The longest stretch of searching before the page may answer, in milliseconds. */
const SLICE = 8;
/** How long a pattern may take for the whole notebook, in milliseconds. */
const PATTERN_TIME = 2000;

const TOO_LONG =
  "This pattern takes too long, so it was stopped. Make it simpler: avoid repeats inside repeats, such as (a+)+.";
const NO_WORKER =
  "Patterns cannot be used just now: a part of the page could not be loaded. Check that the server runs, then try again.";

export class SearchFinder {
  #query: SearchQuery | undefined;
  #known = new WeakMap<Cell, readonly PlacedHit[]>();
  #run = 0;
  #worker: Worker | undefined;

  /** Finds in these cells, in their order; undefined when another search began meanwhile. */
  async find(query: SearchQuery, cells: readonly CellEntry[]): Promise<Found | undefined> {
    const run = ++this.#run;
    this.#endWorker();
    if (query !== this.#query) {
      this.#query = query;
      this.#known = new WeakMap();
    }
    if (query.text === "") return { hits: [], isAll: true };
    const matcher = makeMatcher(query);
    if ("problem" in matcher) return matcher;
    const unknown = cells.filter(({ cell }) => !this.#known.has(cell));
    if (query.isPattern) {
      const problem = await this.#askWorker(matcher.regexp, query, unknown, run);
      if (run !== this.#run) return undefined;
      if (problem !== undefined) return { problem };
    } else {
      let until = performance.now() + SLICE;
      for (const { cell } of unknown) {
        if (performance.now() > until) {
          await nextTurn();
          if (run !== this.#run) return undefined;
          until = performance.now() + SLICE;
        }
        this.#learn(
          cell,
          query,
          textsOf(cell, query.inOutputs).map(({ text }) => findIn(matcher.regexp, text, MOST_HITS)),
        );
      }
    }
    return collect(cells, (cell) => this.#known.get(cell) ?? []);
  }

  dispose(): void {
    this.#run++;
    this.#endWorker();
  }

  #learn(cell: Cell, query: SearchQuery, hits: readonly (readonly TextHit[])[]): void {
    const placed = textsOf(cell, query.inOutputs).flatMap(({ part, text }, at) =>
      (hits[at] ?? []).map((hit): PlacedHit => ({ ...hit, id: cell.id, part, text })),
    );
    this.#known.set(cell, placed);
  }

  /** Gives what went wrong, in words. */
  async #askWorker(
    regexp: RegExp,
    query: SearchQuery,
    entries: readonly CellEntry[],
    run: number,
  ): Promise<string | undefined> {
    if (entries.length === 0) return undefined;
    const { workerAddress } = await import("./search-worker.ts");
    if (run !== this.#run) return undefined;
    const texts = entries.map(({ cell }) => textsOf(cell, query.inOutputs));
    const job: PatternJob = {
      pattern: regexp.source,
      flags: regexp.flags,
      texts: texts.flat().map(({ text }) => text),
      limit: MOST_HITS,
    };
    const worker = startWorker(workerAddress);
    this.#worker = worker;
    const answer = await runJob(worker, job);
    worker.terminate();
    if (run !== this.#run) return undefined;
    if (typeof answer === "string") return answer;
    let at = 0;
    entries.forEach(({ cell }, i) => {
      const count = texts[i]?.length ?? 0;
      this.#learn(cell, query, answer.slice(at, at + count));
      at += count;
    });
    return undefined;
  }

  #endWorker(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}

/** The worker's answer, or why there is none. Never settles for a worker that somebody else ended. */
function runJob(worker: Worker, job: PatternJob): Promise<PatternAnswer | string> {
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    worker.onerror = () => {
      clearTimeout(timer);
      resolve(NO_WORKER);
    };
    worker.onmessage = ({ data }: MessageEvent<PatternAnswer | "ready">) => {
      if (data === "ready") {
        worker.postMessage(job);
        timer = setTimeout(() => resolve(TOO_LONG), PATTERN_TIME);
        return;
      }
      clearTimeout(timer);
      resolve(data);
    };
  });
}

function collect(
  cells: readonly CellEntry[],
  hitsOf: (cell: Cell) => readonly PlacedHit[],
): { readonly hits: readonly PlacedHit[]; readonly isAll: boolean } {
  const hits: PlacedHit[] = [];
  for (const { cell } of cells) {
    for (const hit of hitsOf(cell)) {
      if (hits.length === MOST_HITS) return { hits, isAll: false };
      hits.push(hit);
    }
  }
  return { hits, isAll: true };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
