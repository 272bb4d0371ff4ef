// The file's way to the server: one save at a time, a conflict is never overwritten unasked, and "saved" is said only of
// the revision that the server has. Knows what the server has, so it can tell what was changed since. Used by the page.
import { ServerError, type Contents, type FileVersion, type ServerErrorKind } from "./ports.ts";
import { toNotebook, toSignedNotebook } from "../model/open.ts";
import { hasUnsavedChanges } from "../model/select.ts";
import type { Notice } from "../model/state.ts";
import type { Store } from "../model/store.ts";
import type { Cell, Notebook, NotebookFrame } from "../nbformat/types.ts";

export interface SaverOptions {
  readonly store: Store;
  readonly contents: () => Promise<Contents>;
  /** The version of the file that was opened. */
  readonly version: FileVersion;
  /** Asks whether a file that was mended when it was opened may be written over; absent for a sound file. */
  readonly mayMend?: () => Promise<boolean>;
  /** Puts a failed save into words, with the ways out; `reason` is the error's own sentence. */
  readonly advise: (kind: ServerErrorKind, reason: string) => Notice;
}

export interface SaveOptions {
  readonly overwrite?: boolean;
  /** The reader asked for it. */
  readonly byHand?: boolean;
}

/** Failures that can pass by themselves: the save is tried again without being asked for. */
const PASSING: ReadonlySet<ServerErrorKind> = new Set([
  "unreachable",
  "login",
  "stopped",
  "full",
  "other",
]);

/** The waits before a failed save is tried again: the first, and the longest that doubling leads to, in milliseconds. */
const AGAIN = { first: 2_000, longest: 30_000 } as const;

/** What the server has of the notebook. */
export interface Saved {
  readonly version: FileVersion;
  readonly cells: readonly Cell[];
  readonly frame: NotebookFrame;
}

export class Saver {
  readonly #options: SaverOptions;
  #saved: Saved;
  #isHeld: boolean;
  #saving: Promise<void> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #wait: number = AGAIN.first;

  constructor(options: SaverOptions) {
    this.#options = options;
    this.#isHeld = options.mayMend !== undefined;
    this.#saved = savedOf(options.version, toNotebook(options.store.state));
  }

  /** What the server has of the notebook, which the changes here build on. */
  get saved(): Saved {
    return this.#saved;
  }

  /** Another version of the file was looked at and taken into account: changes build on that one from now on. */
  rebase(version: FileVersion, notebook: Notebook): void {
    this.#saved = savedOf(version, notebook);
  }

  /**
   * Saves what the state holds now. While a save is on its way the next one waits for it. What can pass by itself is tried
   * again. A mended file is written over only by hand and with a yes. Never rejects: a failure is in the state, with words and the way out.
   */
  async save({ overwrite = false, byHand = false }: SaveOptions = {}): Promise<void> {
    if (this.#isHeld && !(byHand && (await this.#options.mayMend?.()) === true)) return;
    this.#isHeld = false;
    while (this.#saving !== undefined) await this.#saving;
    this.#saving = this.#write(overwrite).finally(() => {
      this.#saving = undefined;
    });
    await this.#saving;
  }

  /** Something has changed for the better, such as the network or the login: a failed save is tried again at once. */
  wake(): void {
    if (this.#again !== undefined) void this.save();
  }

  /** Tries nothing again any more. */
  stop(): void {
    clearTimeout(this.#again);
    this.#again = undefined;
  }

  async #write(overwrite: boolean): Promise<void> {
    const { store } = this.#options;
    const { path, revision } = store.state;
    const { savedRevision } = store.state.save;
    const notebook = toNotebook(store.state);
    const signed = toSignedNotebook(store.state);
    this.stop();
    store.dispatch({ type: "save", save: { savedRevision, savingRevision: revision } });
    try {
      const contents = await this.#options.contents();
      const version = await contents.save(path, signed, this.#saved.version, overwrite);
      this.#saved = savedOf(version, notebook);
      this.#wait = AGAIN.first;
      store.dispatch({ type: "save", save: { savedRevision: revision } });
      store.dispatch({ type: "dismiss", id: "save" });
    } catch (error) {
      this.#fail(savedRevision, error);
    }
  }

  #fail(savedRevision: number, error: unknown): void {
    const { store } = this.#options;
    const reason = error instanceof Error ? error.message : String(error);
    const kind = error instanceof ServerError ? error.kind : "other";
    const isConflict = kind === "conflict" || kind === "missing";
    const failure = { kind: isConflict ? "conflict" : "failed", message: reason } as const;
    store.dispatch({ type: "save", save: { savedRevision, failure } });
    const notice = this.#options.advise(kind, reason);
    // What was said already is not said again by each try.
    const said = store.state.notices.find(({ id }) => id === notice.id)?.text;
    if (said !== notice.text) store.dispatch({ type: "notice", notice });
    if (!PASSING.has(kind)) return;
    this.#again = setTimeout(() => void this.save(), this.#wait);
    this.#wait = Math.min(2 * this.#wait, AGAIN.longest);
  }
}

function savedOf(version: FileVersion, { cells, ...frame }: Notebook): Saved {
  return { version, cells, frame };
}

/** How long after the last change a save begins, and how long changes may go on without one, in milliseconds. */
const AUTOSAVE = { quiet: 2_000, longest: 20_000 } as const;

/**
 * Saves by itself a little after each change, unless it is switched off or there is a conflict: then the reader decides.
 * Returns the way to stop.
 */
export function startAutosave(
  store: Store,
  saver: Saver,
  isOn: () => boolean = () => true,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let firstChange: number | undefined;
  const stop = store.subscribe((next, previous) => {
    if (next.revision === previous.revision || !next.writable) return;
    if (!hasUnsavedChanges(next) || next.save.failure?.kind === "conflict") return;
    const now = Date.now();
    firstChange ??= now;
    clearTimeout(timer);
    const wait = Math.max(0, Math.min(AUTOSAVE.quiet, firstChange + AUTOSAVE.longest - now));
    timer = setTimeout(() => {
      firstChange = undefined;
      if (isOn()) void saver.save();
    }, wait);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
