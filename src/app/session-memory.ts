// What this tab remembers of a notebook's runs when it is loaded again: its name in the kernel's messages, the runs that
// are under way, the cells that wait. A duplicated tab gets a copy of all this, but may not go by the same name.
import type { RememberedRun, RememberedRuns } from "../execution/begun-runs.ts";
import type { RunMemory } from "../execution/session-control.ts";
import { findCell } from "../model/select.ts";
import type { NotebookState, Notice } from "../model/state.ts";
import type { Store } from "../model/store.ts";
import { isObject } from "../nbformat/parse.ts";

/** The most runs that are remembered, how long changes gather, and how long another page may hold the name, in milliseconds. */
const LIMITS = { runs: 100, gather: 500, claim: 1_500 } as const;

const COPIED: Notice = {
  id: "copied",
  tone: "status",
  text: "This notebook is open in another tab too, which shares its kernel. What runs there is shown there; load this page again to see here what it has saved.",
};

export interface SessionMemory extends RunMemory {
  /** The page's name in the kernel's messages: the one of before, unless another page has it. */
  readonly clientId: Promise<string>;
  /** Writes down how the runs stand, from now on until the signal. Says so in a notice when this tab is a copy of another. */
  watch(store: Store, signal: AbortSignal): void;
}

interface Written extends RememberedRuns {
  readonly clientId: string;
}

/** Opens this tab's memory of a notebook. */
export function openSessionMemory(path: string): SessionMemory {
  const key = `lessonbook:runs:${path}`;
  let before = readNote(sessionStorage.getItem(key));
  const runs = new Map<string, RememberedRun>();
  const claimed = claim(before?.clientId);
  let clientId = before?.clientId ?? "";

  const write = (state: NotebookState, withOutputs: boolean): void => {
    if (clientId === "") return;
    const note = { clientId, ...describeRuns(state, [...runs.values()], withOutputs) };
    try {
      sessionStorage.setItem(key, JSON.stringify(note));
    } catch {
      // Too large: the outputs are the part that can be left out.
      if (withOutputs) write(state, false);
    }
  };
  void claimed.then(({ name, isCopy }) => {
    clientId = name;
    if (isCopy) before = undefined;
  });

  return {
    isEmpty: before === undefined,
    clientId: claimed.then(({ name }) => name),

    remember(run) {
      runs.delete(run.cell);
      runs.set(run.cell, run);
      const [oldest] = runs.keys();
      if (runs.size > LIMITS.runs && oldest !== undefined) runs.delete(oldest);
    },

    async take() {
      await claimed;
      const taken = before;
      before = undefined;
      for (const run of taken?.runs ?? []) if (!runs.has(run.cell)) runs.set(run.cell, run);
      return taken;
    },

    watch(store, signal) {
      void claimed.then(({ isCopy }) => {
        if (isCopy) store.dispatch({ type: "notice", notice: COPIED });
      });
      let timer: ReturnType<typeof setTimeout> | undefined;
      const stop = store.subscribe((next, previous) => {
        // Until the note of before was taken up it must not be written over.
        if (next.cells === previous.cells || before !== undefined) return;
        timer ??= setTimeout(() => {
          timer = undefined;
          write(store.state, false);
        }, LIMITS.gather);
      });
      const writeAll = (): void => {
        if (before === undefined) write(store.state, true);
      };
      addEventListener("pagehide", writeAll, { signal });
      document.addEventListener("freeze", writeAll, { signal });
      signal.addEventListener("abort", () => {
        stop();
        clearTimeout(timer);
      });
    },
  };
}

/** How the runs stand in a state: which are over, what they have printed, what waits. */
function describeRuns(
  state: NotebookState,
  runs: readonly RememberedRun[],
  withOutputs: boolean,
): RememberedRuns {
  return {
    runs: runs.flatMap(
      ({ outputs: _before, asked: _asked, displays: _shown, ...run }): RememberedRun[] => {
        const entry = findCell(state, run.cell);
        if (entry?.cell.cell_type !== "code") return [];
        const over = entry.run.state !== "running";
        const { outputs, execution_count: executionCount } = entry.cell;
        const { input: asked } = entry.run;
        const ids = entry.displayIds?.map((id) => id ?? null);
        return [
          {
            ...run,
            over,
            ...(asked !== undefined && { asked }),
            ...(ids !== undefined && { displays: { executionCount, ids } }),
            ...(withOutputs && !over && { outputs }),
          },
        ];
      },
    ),
    waiting: state.cells
      .filter(({ run }) => run.state === "queued")
      .sort((a, b) => (a.run.place ?? 0) - (b.run.place ?? 0))
      .map(({ cell }) => cell.id),
  };
}

/** Makes a name this page's own for as long as it lives. */
async function claim(
  wanted: string | undefined,
): Promise<{ readonly name: string; readonly isCopy: boolean }> {
  const fresh = crypto.getRandomValues(new Uint32Array(4)).join("-");
  // Without locks (a page over plain http) nobody can tell a copy from a reload, and two pages of one name break both.
  if (!("locks" in navigator)) return { name: fresh, isCopy: false };
  if (wanted !== undefined && (await hold(wanted))) return { name: wanted, isCopy: false };
  await hold(fresh);
  return { name: fresh, isCopy: wanted !== undefined };
}

/** Takes a lock until the page goes. A page that is being left frees its own in a moment; another one keeps it. */
function hold(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    navigator.locks
      .request(`lessonbook:page:${name}`, { signal: AbortSignal.timeout(LIMITS.claim) }, () => {
        resolve(true);
        return new Promise(() => undefined);
      })
      .catch(() => resolve(false));
  });
}

function readNote(text: string | null): Written | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text ?? "null");
  } catch {
    return undefined;
  }
  if (!isObject(json) || typeof json.clientId !== "string") return undefined;
  const runs: readonly unknown[] = Array.isArray(json.runs) ? json.runs : [];
  const waiting: readonly unknown[] = Array.isArray(json.waiting) ? json.waiting : [];
  return {
    clientId: json.clientId,
    // This tab wrote them itself.
    runs: runs.filter((run): run is RememberedRun => isObject(run)),
    waiting: waiting.filter((id) => typeof id === "string"),
  };
}
