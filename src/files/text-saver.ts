// A text file's way to the server: saved a little after each change, one save at a time, never over what somebody else
// wrote. What can pass by itself is tried again. No DOM.
import type { Files, OpenedText } from "../execution/files-port.ts";
import { ServerError, type FileVersion } from "../execution/ports.ts";
import { withEndsOf, withPlainEnds } from "./line-ends.ts";
import { reasonOf } from "./words.ts";

/** How long after the last change a save begins, and how long changes may go on without one, in milliseconds. */
const AUTOSAVE = { quiet: 2_000, longest: 20_000 } as const;

/** The waits before a failed save is tried again: the first, and the longest that doubling leads to, in milliseconds. */
const AGAIN = { first: 2_000, longest: 30_000 } as const;

/** `conflict`: somebody else changed the file, or took it away; the reader decides. */
export type TextState = "saved" | "unsaved" | "saving" | "failed" | "conflict";

export interface TextSaverOptions {
  readonly files: Pick<Files, "saveText">;
  readonly path: string;
  readonly opened: OpenedText;
  /** Told of each state, with what went wrong in words. */
  readonly onState: (state: TextState, problem?: string) => void;
  /** Resolves when the server may be there again, at the latest after so many milliseconds. */
  readonly wait: (most: number, signal: AbortSignal) => Promise<void>;
}

export class TextSaver {
  readonly #options: TextSaverOptions;
  readonly #gone = new AbortController();
  /** The file as the server has it, with its own line ends. */
  #file: string;
  #version: FileVersion;
  #text: string;
  #state: TextState = "saved";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #changedAt: number | undefined;
  #saving: Promise<void> | undefined;
  #again: number = AGAIN.first;

  constructor(options: TextSaverOptions) {
    this.#options = options;
    this.#file = options.opened.text;
    this.#version = options.opened.version;
    this.#text = withPlainEnds(this.#file);
  }

  /** The text as it is now, with `\n` alone. */
  get text(): string {
    return this.#text;
  }

  get isSaved(): boolean {
    return this.#text === withPlainEnds(this.#file);
  }

  change(text: string): void {
    this.#text = text;
    if (this.#state === "conflict") return;
    if (this.#state !== "saving") this.#set("unsaved");
    this.#later();
  }

  /** Saves what is not saved yet; `overwrite`: whatever is there now. Never rejects: a failure is a state, with words. */
  async save(overwrite = false): Promise<void> {
    while (this.#saving !== undefined) await this.#saving;
    clearTimeout(this.#timer);
    if (this.#gone.signal.aborted) return;
    if (this.isSaved && !overwrite) this.#set("saved");
    else {
      this.#saving = this.#write(overwrite).finally(() => {
        this.#saving = undefined;
      });
      await this.#saving;
    }
  }

  /** Another text is taken for the file's: the one that somebody else wrote. */
  rebase({ text, version }: OpenedText): void {
    this.#file = text;
    this.#version = version;
    this.#text = withPlainEnds(text);
    this.#set("saved");
  }

  /** Saves nothing any more. */
  stop(): void {
    this.#gone.abort();
    clearTimeout(this.#timer);
  }

  #later(): void {
    const now = Date.now();
    this.#changedAt ??= now;
    const wait = Math.min(AUTOSAVE.quiet, this.#changedAt + AUTOSAVE.longest - now);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), Math.max(0, wait));
  }

  async #write(overwrite: boolean): Promise<void> {
    const { files, path } = this.#options;
    const text = withEndsOf(this.#file, this.#text);
    this.#changedAt = undefined;
    this.#set("saving");
    try {
      this.#version = await files.saveText(path, text, this.#version, overwrite);
      this.#file = text;
      this.#again = AGAIN.first;
      this.#set(this.isSaved ? "saved" : "unsaved");
    } catch (error) {
      const kind = error instanceof ServerError ? error.kind : "other";
      const isConflict = kind === "conflict" || kind === "missing";
      this.#set(isConflict ? "conflict" : "failed", reasonOf(error));
      if (!isConflict && kind !== "forbidden") void this.#tryAgain();
    }
  }

  async #tryAgain(): Promise<void> {
    const { signal } = this.#gone;
    const wait = this.#again;
    this.#again = Math.min(2 * wait, AGAIN.longest);
    await this.#options.wait(wait, signal);
    if (!signal.aborted && !this.isSaved && this.#state === "failed") await this.save();
  }

  #set(state: TextState, problem?: string): void {
    this.#state = state;
    if (!this.#gone.signal.aborted) this.#options.onState(state, problem);
  }
}
