// What was typed and is not on the server yet, kept beside the page, so that a crash, a reload or an expired login loses
// nothing. A draft is the patch from the server's version to what is on the page; it goes when the server has it all.
import type { FileVersion } from "./ports.ts";
import type { Saved, Saver } from "./saver.ts";
import {
  diffNotebooks,
  findConflicts,
  isEmptyPatch,
  mergeCells,
  mergeMetadata,
  type NotebookPatch,
} from "../model/merge.ts";
import { toNotebook } from "../model/open.ts";
import { replaceNotebook } from "../model/replace.ts";
import { hasUnsavedChanges } from "../model/select.ts";
import type { CellId, Notice, NotebookState } from "../model/state.ts";
import type { Store } from "../model/store.ts";

export interface Draft {
  /** The page that wrote it. */
  readonly id: string;
  readonly path: string;
  /** The version of the file that the patch builds on. */
  readonly version: FileVersion;
  readonly patch: NotebookPatch;
  /** Cells of the patch whose outputs were made here, or are the server's to trust. */
  readonly trusted?: readonly CellId[];
  /** When it was written, in milliseconds since the epoch. */
  readonly at: number;
}

/** Where drafts lie. A place that cannot keep one rejects. */
export interface DraftStore {
  write(draft: Draft): Promise<void>;
  drop(id: string): Promise<void>;
  /** Drafts of a file whose pages are gone, the newest first. */
  abandoned(path: string): Promise<readonly Draft[]>;
  /** All drafts of this server, also of pages that are alive. */
  all(): Promise<readonly Draft[]>;
}

/** How old a draft is when it may be forgotten, in milliseconds: 30 days. */
const OLD = 30 * 24 * 60 * 60 * 1000;

/**
 * Forgets old drafts of files that are gone: nobody can be offered them any more. Those of files that are there wait until the
 * file is opened. Never rejects.
 */
export async function forgetOldDrafts(
  drafts: DraftStore,
  isGone: (path: string) => Promise<boolean>,
  now: number,
): Promise<void> {
  try {
    for (const { id, path, at } of await drafts.all())
      if (now - at > OLD && (await isGone(path))) await drafts.drop(id);
  } catch {
    // The next page tries again.
  }
}

export interface DraftKeeperOptions {
  readonly store: Store;
  readonly saver: Saver;
  readonly drafts: DraftStore;
  /** This page's name among those that write drafts. */
  readonly id: string;
}

/** How long changes gather before they are written down, in milliseconds; with the writing itself it stays under a second. */
const GATHER = 300;

const UNKEPT: Notice = {
  id: "draft",
  tone: "status",
  text: "This browser keeps nothing for this page, so what is not saved yet would be lost if the page ended now.",
};

export class DraftKeeper {
  readonly #options: DraftKeeperOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isThere = false;

  constructor(options: DraftKeeperOptions) {
    this.#options = options;
  }

  /** Writes down what changes from now on. Returns the way to stop. */
  watch(): () => void {
    const { store } = this.#options;
    const stop = store.subscribe((next, previous) => {
      if (next.revision !== previous.revision || next.save !== previous.save)
        this.#timer ??= setTimeout(() => void this.flush(), GATHER);
    });
    return () => {
      stop();
      clearTimeout(this.#timer);
    };
  }

  /** Writes down how things stand now. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const { store, saver, drafts, id } = this.#options;
    const patch = hasUnsavedChanges(store.state) ? changesSince(saver.saved, store) : undefined;
    try {
      if (patch !== undefined && !isEmptyPatch(patch)) {
        const { path } = store.state;
        this.#isThere = true;
        const { version } = saver.saved;
        const trusted = trustedCells(store.state, patch);
        await drafts.write({ id, path, version, patch, trusted, at: Date.now() });
      } else if (this.#isThere) {
        await drafts.drop(id);
        this.#isThere = false;
      }
    } catch {
      store.dispatch({ type: "notice", notice: UNKEPT });
    }
  }
}

/** What was changed on the page since the server had it all. */
export function changesSince(saved: Saved, store: Store): NotebookPatch {
  const { cells, ...frame } = toNotebook(store.state);
  return diffNotebooks(saved, { cells, frame });
}

/**
 * Puts a draft back into the page if it fits what the page shows without a question: the file is the one it was made from.
 * Gives whether it did.
 */
export function restoreDraft(store: Store, draft: Draft, version: FileVersion): boolean {
  const { state } = store;
  const there = state.cells.map(({ cell }) => cell);
  const isSameFile =
    draft.version.hash === undefined
      ? draft.version.lastModified === version.lastModified
      : draft.version.hash === version.hash;
  if (!isSameFile || findConflicts(draft.patch, there).length > 0) return false;
  const merged = mergeCells(draft.patch, there);
  const metadata = mergeMetadata(draft.patch, state.frame.metadata);
  const trusted = new Set(draft.trusted);
  for (const change of replaceNotebook(state, merged, metadata, { label: "Merge", trusted }))
    store.dispatch(change);
  return true;
}

function trustedCells({ cells }: NotebookState, { mine }: NotebookPatch): readonly CellId[] {
  const held = new Set(cells.flatMap(({ cell, untrusted }) => (untrusted ? [cell.id] : [])));
  return mine.map(({ id }) => id).filter((id) => !held.has(id));
}
