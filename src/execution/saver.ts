// The file's way to the server: one save at a time, a conflict is never overwritten unasked, and "saved" is said only of
// the revision that the server has. Used by the page.
import { ServerError, type Contents, type FileVersion, type ServerErrorKind } from "./ports.ts";
import { toNotebook } from "../model/open.ts";
import { hasUnsavedChanges } from "../model/select.ts";
import type { Notice } from "../model/state.ts";
import type { Store } from "../model/store.ts";

export interface SaverOptions {
  readonly store: Store;
  readonly contents: () => Promise<Contents>;
  /** The version of the file that was opened. */
  readonly version: FileVersion;
}

export class Saver {
  readonly #options: SaverOptions;
  #version: FileVersion;
  #saving: Promise<void> | undefined;

  constructor(options: SaverOptions) {
    this.#options = options;
    this.#version = options.version;
  }

  /**
   * Saves what the state holds now. While a save is on its way the next one waits for it.
   * Never rejects: a failure is in the state, with words and the way out.
   */
  async save({ overwrite = false }: { overwrite?: boolean } = {}): Promise<void> {
    while (this.#saving !== undefined) await this.#saving;
    this.#saving = this.#write(overwrite).finally(() => {
      this.#saving = undefined;
    });
    await this.#saving;
  }

  async #write(overwrite: boolean): Promise<void> {
    const { store } = this.#options;
    const { path, revision } = store.state;
    const { savedRevision } = store.state.save;
    store.dispatch({ type: "save", save: { savedRevision, savingRevision: revision } });
    try {
      const contents = await this.#options.contents();
      const notebook = toNotebook(store.state);
      this.#version = await contents.save(path, notebook, this.#version, overwrite);
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
    store.dispatch({
      type: "notice",
      notice: { id: "save", tone: "alert", ...adviceFor(kind, reason) },
    });
  }
}

function adviceFor(kind: ServerErrorKind, reason: string): Pick<Notice, "text" | "actions"> {
  switch (kind) {
    case "conflict":
      return {
        text: "Not saved: the file was changed by somebody else, or in another tab, since you opened it. Both versions are still there. Keep yours, or load theirs and lose what you changed here.",
        actions: [
          { label: "Keep mine", command: "notebook.overwrite" },
          { label: "Load theirs", command: "notebook.reload" },
        ],
      };
    case "missing":
      return {
        text: "Not saved: the file was deleted or moved on the server since you opened it. Your text is safe in this page. You can put it back under its old name.",
        actions: [{ label: "Put it back", command: "notebook.overwrite" }],
      };
    default:
      return {
        text: `Could not save: ${reason} Your text is safe in this page.`,
        actions: [{ label: "Try again", command: "notebook.save" }],
      };
  }
}

/** How long after the last change a save begins, and how long changes may go on without one, in milliseconds. */
const AUTOSAVE = { quiet: 2_000, longest: 20_000 } as const;

/** Saves by itself a little after each change, unless there is a conflict: then the reader decides. Returns the way to stop. */
export function startAutosave(store: Store, saver: Saver): () => void {
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
      void saver.save();
    }, wait);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
