// Sends files to the server, one after the other, in parts, under a name of their own until they are whole. Nothing is written
// over: a file gets its real name by a rename, which the server refuses where the name is taken. After a lost connection, a new
// login or a new choice of the same file it goes on where the server's file ends. No DOM.
import type { Files } from "../execution/files-port.ts";
import { ServerError, type ServerErrorKind } from "../execution/ports.ts";
import { folderOf, joinPath, nameOf } from "../execution/paths.ts";
import { freeName, keyOf, partName } from "./names.ts";
import type { Source } from "./upload-plan.ts";
import { reasonOf } from "./words.ts";

export interface Upload {
  readonly id: number;
  /** Where it goes. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sent: number;
  readonly state: "waiting" | "sending" | "paused" | "taken" | "failed" | "done" | "cancelled";
  /** Why it does not go on, in words. */
  readonly problem?: string;
}

/** What to do where there is a file with the name already. */
export type IfTaken = "ask" | "replace" | "keep-both";

export interface UploadsOptions {
  readonly files: Pick<Files, "addPart" | "look" | "move" | "trash" | "forget" | "remove">;
  /** Bytes as base64. Rejects when they cannot be read. */
  readonly encode: (bytes: Blob) => Promise<string>;
  readonly onChange: (uploads: readonly Upload[]) => void;
  /** A file is there under its name. */
  readonly onDone: (path: string) => void;
  /** Resolves when a paused upload is to try again, by itself after so many milliseconds. */
  readonly wait: (most: number, signal: AbortSignal) => Promise<void>;
}

/** Bytes in one part, and the fewest that a server that finds it too large is offered. */
export const PART = { bytes: 4 * 1024 * 1024, fewest: 64 * 1024 } as const;

/** The waits before a paused upload tries again, in milliseconds. */
const AGAIN = { first: 2_000, longest: 30_000 } as const;

/** What can pass by itself, or once the reader has done something about it. */
const PASSING: ReadonlySet<ServerErrorKind> = new Set(["unreachable", "login", "stopped", "full"]);

interface Job {
  upload: Upload;
  readonly source: Source;
  ifTaken: IfTaken;
  readonly cancel: AbortController;
}

export class Uploads {
  readonly #options: UploadsOptions;
  readonly #jobs = new Map<number, Job>();
  #partBytes: number = PART.bytes;
  #next = 1;
  #isRunning = false;

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  /** All uploads that were not cleared away, in order. */
  get all(): readonly Upload[] {
    return [...this.#jobs.values()].map(({ upload }) => upload);
  }

  /** Whether leaving the page would stop one. */
  get isBusy(): boolean {
    return this.all.some(({ state }) => ["waiting", "sending", "paused", "taken"].includes(state));
  }

  add(path: string, source: Source, ifTaken: IfTaken = "ask"): void {
    const id = this.#next++;
    const upload: Upload = { id, path, size: source.size, sent: 0, state: "waiting" };
    this.#jobs.set(id, { upload, source, ifTaken, cancel: new AbortController() });
    this.#tell();
    void this.#run();
  }

  /** Stops an upload and takes away what is on the server of it. */
  cancel(id: number): void {
    const job = this.#jobs.get(id);
    if (job === undefined || job.upload.state === "done") return;
    const isCarried = ["sending", "paused"].includes(job.upload.state);
    this.#set(job, { state: "cancelled" });
    job.cancel.abort();
    // Else when the part that is on its way has come or gone.
    if (!isCarried && job.upload.sent > 0) void this.#discard(partPath(job));
  }

  /** Tries again, or answers the question of a name that is taken. */
  again(id: number, ifTaken?: IfTaken): void {
    const job = this.#jobs.get(id);
    if (job === undefined || !["failed", "taken"].includes(job.upload.state)) return;
    if (ifTaken !== undefined) job.ifTaken = ifTaken;
    this.#set(job, { state: "waiting" });
    void this.#run();
  }

  /** Forgets those that are over. */
  clear(): void {
    for (const [id, { upload }] of this.#jobs)
      if (upload.state === "done" || upload.state === "cancelled") this.#jobs.delete(id);
    this.#tell();
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (;;) {
      const job = [...this.#jobs.values()].find(({ upload }) => upload.state === "waiting");
      if (job === undefined) break;
      await this.#carry(job);
      if (job.cancel.signal.aborted) await this.#discard(partPath(job));
    }
    this.#isRunning = false;
  }

  /** Brings one file to its end: there, refused, or given up. Waits out what passes. */
  async #carry(job: Job): Promise<void> {
    const { signal } = job.cancel;
    const isOver = (): boolean => signal.aborted;
    let pause: number = AGAIN.first;
    while (!isOver()) {
      this.#set(job, { state: "sending" });
      try {
        await this.#send(job);
        if (!isOver()) await this.#name(job);
        return;
      } catch (error) {
        if (isOver()) return;
        if (this.#canShrink(error)) continue;
        if (!(error instanceof ServerError) || !PASSING.has(error.kind)) {
          this.#set(job, { state: "failed", problem: reasonOf(error) });
          return;
        }
        this.#set(job, { state: "paused", problem: error.message });
        await this.#options.wait(pause, signal);
        pause = Math.min(2 * pause, AGAIN.longest);
      }
    }
  }

  /** Sends what the server does not have yet. */
  async #send(job: Job): Promise<void> {
    const { files, encode } = this.#options;
    const { source, cancel } = job;
    const { signal } = cancel;
    const path = partPath(job);
    let mended = false;
    let sent = source.size > this.#partBytes ? await this.#sizeOf(path) : 0;
    // The first part makes the file anew; so does an upload that the server has too much of.
    if (sent > source.size) sent = 0;
    let number = 1;
    let isWhole = sent === source.size && sent > 0;
    while (!isWhole) {
      signal.throwIfAborted();
      const end = Math.min(source.size, sent + this.#partBytes);
      const isLast = end === source.size;
      const content = await encode(source.slice(sent, end));
      const part = sent === 0 ? (isLast ? 0 : 1) : isLast ? -1 : (number += 1);
      const size = await files.addPart(path, { number: part, content, signal });
      if (size === end) {
        sent = end;
        isWhole = isLast;
        this.#set(job, { state: "sending", sent });
        continue;
      }
      // A part came twice, or not at all. Once may be the line's doing.
      if (mended) throw new Error(NOT_WHOLE);
      mended = true;
      sent = 0;
    }
  }

  /** Gives a file that is whole its name. */
  async #name(job: Job): Promise<void> {
    const { files, onDone } = this.#options;
    const { path } = job.upload;
    const from = partPath(job);
    let to = path;
    try {
      if (job.ifTaken === "replace") await this.#clearPlace(path);
      if (job.ifTaken === "keep-both") to = await this.#findFree(path);
      await files.move(from, to);
    } catch (error) {
      if (!(error instanceof ServerError) || error.kind !== "conflict") throw error;
      const problem = "There is a file with this name already.";
      this.#set(job, { state: "taken", problem });
      return;
    }
    this.#set(job, { state: "done", path: to });
    onDone(to);
  }

  /** Takes the old file away; to the trash where there is one. */
  async #clearPlace(path: string): Promise<void> {
    const { files } = this.#options;
    try {
      const there = await files.look(path);
      if (there.type === "directory") return; // A file does not take a folder's place.
      if ((await files.trash(path)) === undefined) await files.remove(path);
    } catch (error) {
      if (!(error instanceof ServerError) || error.kind !== "missing") throw error;
    }
  }

  async #findFree(path: string): Promise<string> {
    const tried = new Set<string>();
    for (;;) {
      const name = freeName(nameOf(path), (one) => tried.has(one));
      const free = joinPath(folderOf(path), name);
      if ((await this.#sizeOf(free, -1)) === -1) return free;
      tried.add(name);
    }
  }

  /** The size of a file on the server; `missing` when it is not there. */
  async #sizeOf(path: string, missing = 0): Promise<number> {
    try {
      return (await this.#options.files.look(path)).size ?? 0;
    } catch (error) {
      if (error instanceof ServerError && error.kind === "missing") return missing;
      throw error;
    }
  }

  /** A server or proxy that takes no requests of this size is sent smaller ones. */
  #canShrink(error: unknown): boolean {
    if (!(error instanceof ServerError) || error.status !== 413) return false;
    if (this.#partBytes / 2 < PART.fewest) return false;
    this.#partBytes /= 2;
    return true;
  }

  async #discard(path: string): Promise<void> {
    const { files } = this.#options;
    try {
      const thrown = await files.trash(path);
      if (thrown === undefined) await files.remove(path);
      else await files.forget(thrown.id);
    } catch {
      // It is listed as an unfinished upload, and can be deleted there.
    }
  }

  #set(job: Job, change: Partial<Upload>): void {
    if (job.upload.state === "cancelled") return;
    const { problem: _, ...rest } = job.upload;
    job.upload = { ...rest, ...change };
    this.#tell();
  }

  #tell(): void {
    this.#options.onChange(this.all);
  }
}

const NOT_WHOLE =
  "The file did not arrive whole: this server does not take large files in parts. Ask whoever runs it for another way.";

/** Where a file lies until it is whole. */
function partPath({ upload: { path }, source }: Job): string {
  const key = keyOf(`${path}\n${source.size}\n${source.lastModified}`);
  return joinPath(folderOf(path), partName(nameOf(path), key));
}
