// What the program needs of the outside world, as interfaces without network types.
// Implementations: `src/jupyter` (Jupyter Server, in page and terminal); `tests/support/fake-kernel.ts` (tests only,
// held to the same contract suite as ipykernel).
import type { JsonObject, MimeBundle } from "../nbformat/types.ts";
import type { KernelStatus } from "../model/state.ts";

/** A message of the iopub channel that belongs to one execution (Jupyter messaging protocol 5.x). */
export type KernelMessage =
  | { readonly type: "status"; readonly state: "busy" | "idle" }
  | { readonly type: "execute_input"; readonly executionCount: number | null }
  | { readonly type: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | {
      readonly type: "display_data" | "update_display_data";
      readonly data: MimeBundle;
      readonly metadata: JsonObject;
      readonly displayId?: string;
    }
  | {
      readonly type: "execute_result";
      readonly executionCount: number | null;
      readonly data: MimeBundle;
      readonly metadata: JsonObject;
      readonly displayId?: string;
    }
  | {
      readonly type: "error";
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    }
  | { readonly type: "clear_output"; readonly wait: boolean };

export interface ExecuteRequest {
  readonly code: string;
  /** The id of the cell that the code comes from; ipykernel ties tracebacks and hooks to it. */
  readonly cellId?: string;
  /** No execution count, no history, no `Out[]`: for the program's own questions to the kernel. */
  readonly silent?: boolean;
  /**
   * Answers `input()` and `getpass()`; without it they fail in the kernel. The promise may stay open for ever:
   * an answer that comes after the run's end is dropped.
   */
  readonly onInput?: (request: InputRequest) => Promise<string>;
  /**
   * Runs in a subshell, at once, beside what runs; only where `supportsSubshells`. It shares the variables, and has a
   * thread and an event loop of its own. `interrupt` does not reach it.
   */
  readonly beside?: boolean;
  /** Gets the run's name, by which `follow` finds it again after a reload. */
  readonly onSent?: (messageId: string) => void;
}

/** What a run wants to be told. */
export interface InputRequest {
  readonly prompt: string;
  /** The answer is not to be shown. */
  readonly password: boolean;
}

/** A place in code. */
export interface CodePlace {
  readonly code: string;
  /** UTF-16 units from the start. */
  readonly offset: number;
}

/** Ways to go on at a place in code. */
export interface Completions {
  /** The range that a choice replaces, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly matches: readonly Completion[];
}

export interface Completion {
  readonly text: string;
  /** `function`, `class`, `instance`, `module`, `keyword`, `param`, … as the kernel says; absent when it does not. */
  readonly type?: string;
  /** Such as `(a, b=1)`. */
  readonly signature?: string;
}

export interface ExecuteReply {
  readonly status: "ok" | "error" | "aborted";
  readonly executionCount: number | null;
  /** The exception's name when the status is `error`. */
  readonly ename?: string;
}

export interface KernelInfo {
  /** `python`, `deno`, … */
  readonly language: string;
  readonly languageVersion: string;
  readonly protocolVersion: string;
  readonly supportsSubshells: boolean;
}

/** A running kernel. */
export interface Kernel {
  readonly name: string;
  readonly status: KernelStatus;
  /** Calls back on each change of status; returns the way to stop. */
  onStatus(listener: (status: KernelStatus) => void): () => void;
  info(): Promise<KernelInfo>;
  /**
   * Runs code. `onMessage` gets what the run prints, in order; output of background tasks comes later still,
   * after the promise is settled.
   * Resolves when the kernel has replied and is idle again.
   * @throws KernelDiedError (as a rejection) when the kernel died, was restarted or is out of reach for good.
   */
  execute(
    request: ExecuteRequest,
    onMessage: (message: KernelMessage) => void,
  ): Promise<ExecuteReply>;
  /**
   * Goes on with a run that began before, perhaps in a page that is gone. `onMessage` gets what it printed from its
   * start, as far as the server has kept it, after a `clear_output` where that is so; then what it prints from now on.
   * A later run of the same cell takes its place. Resolves when the run is over, at once when it was over before.
   * @throws KernelDiedError (as a rejection) when the kernel is gone, or nobody can tell how the run ended.
   */
  follow(
    messageId: string,
    onMessage: (message: KernelMessage) => void,
    cellId?: string,
  ): Promise<ExecuteReply>;
  /** Asks how code can go on. Answered also while a cell runs where there are subshells, else when it has ended. */
  complete(place: CodePlace): Promise<Completions>;
  /** Asks what a name in code is; `null` when the kernel does not know. `more` includes the source. Answered like `complete`. */
  inspect(place: CodePlace, more: boolean): Promise<MimeBundle | null>;
  /** Asks the kernel to stop what it runs. Alone it does not wake ipykernel from an `await` (ipykernel#881). */
  interrupt(): Promise<void>;
  /** Sends a message on the shell channel that changes nothing, so that a waiting event loop wakes. */
  nudge(): void;
  restart(): Promise<void>;
  /** Tries at once to reach a kernel whose connection was lost. `onStatus` tells whether it worked. */
  reconnect(): Promise<void>;
  /** Ends the kernel. */
  shutdown(): Promise<void>;
  /** Lets go of the kernel without ending it. */
  dispose(): void;
}

/** The run cannot go on: the kernel died, was restarted or cannot be reached. */
export class KernelDiedError extends Error {
  override readonly name = "KernelDiedError";
}

/** What went wrong between here and the server, by what the reader can do about it. */
export type ServerErrorKind =
  | "missing" // the file or kernel is not there
  | "unreachable" // no answer: server gone, network down
  | "login" // logged out, or the token is no longer good
  | "forbidden" // allowed in, but not to this
  | "stopped" // a hub stopped this server; it can be started again
  | "conflict" // somebody else saved in between
  | "other";

export class ServerError extends Error {
  override readonly name = "ServerError";
  constructor(
    message: string,
    readonly kind: ServerErrorKind,
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A file as opened. `version` is opaque: hand it back when saving. */
export interface OpenedFile {
  /** The parsed JSON, or the text where the server could not read it as a notebook. */
  readonly content: { readonly json: unknown } | { readonly text: string };
  readonly version: FileVersion;
  readonly writable: boolean;
}

/** What identifies the bytes that were last seen: a hash where the server gives one, else the time of change. */
export interface FileVersion {
  readonly hash?: string;
  readonly lastModified?: string;
}

export interface FileEntry {
  readonly name: string;
  readonly path: string;
  readonly type: "notebook" | "file" | "directory";
  /** ISO 8601. */
  readonly lastModified?: string;
}

/** The server's files. Paths are relative to its root, `/` between folders, not URL-encoded. All reject with `ServerError`. */
export interface Contents {
  open(path: string): Promise<OpenedFile>;
  /**
   * Writes a notebook if the file is still the one that was seen.
   * Rejects with kind `conflict` when it is not, and then nothing was written, unless `overwrite` is given.
   */
  save(
    path: string,
    notebook: JsonObject,
    seen: FileVersion,
    overwrite?: boolean,
  ): Promise<FileVersion>;
  list(path: string): Promise<readonly FileEntry[]>;
}

/** A place where kernels run and files lie. */
export interface Server {
  readonly contents: Contents;
  /**
   * Starts a kernel for a file, or joins the one that runs for it already. A kernelspec that the server does not have is
   * passed over for the server's default; the session's kernel tells by its name.
   */
  openSession(options: { path: string; kernelName?: string }): Promise<Session>;
  /** Gives a file another kernel: a new one of a kernelspec, or one that runs already. The file's kernel before ends. */
  changeKernel(path: string, choice: KernelChoice): Promise<Session>;
  /** Kernels that run on the server now. */
  runningKernels(): Promise<readonly RunningKernel[]>;
  /** Kernelspec names with the names to show, the default one first. */
  kernelSpecs(): Promise<readonly { readonly name: string; readonly displayName: string }[]>;
  dispose(): void;
}

/** A new kernel by its kernelspec's name, or one that runs by its id. */
export type KernelChoice = { readonly name: string } | { readonly id: string };

/** What a notebook can run on. */
export interface KernelChoices {
  /** Kernelspecs, the server's default first. */
  readonly specs: readonly { readonly name: string; readonly displayName: string }[];
  readonly running: readonly RunningKernel[];
}

export interface RunningKernel {
  readonly id: string;
  readonly displayName: string;
  /** Files that use it, as paths; empty for one that no file uses. */
  readonly paths: readonly string[];
}

export interface Session {
  readonly kernel: Kernel;
  readonly displayName: string;
  /** Whether the kernel ran before. */
  readonly joined: boolean;
  /** Ends the session and its kernel. */
  shutdown(): Promise<void>;
  dispose(): void;
}
