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
  | {
      readonly type: "clear_output";
      readonly wait: boolean;
      /** How many messages before what follows are not kept any more, where the server tells of a run from its start. */
      readonly dropped?: number;
    };

/**
 * A message of a comm: a channel between something in the kernel and its other half here (Jupyter messaging protocol 5.x).
 * ipywidgets speak through comms.
 */
export interface CommMessage {
  readonly type: "open" | "msg" | "close";
  readonly commId: string;
  /** What is to be found at the other end, such as `jupyter.widget`; only of one that opens. */
  readonly target?: string;
  readonly data: JsonObject;
  readonly metadata?: JsonObject;
  readonly buffers?: readonly ArrayBuffer[];
  /** The kernel sent it because of something that this page had sent. */
  readonly isAnswer?: boolean;
}

export interface ExecuteRequest {
  readonly code: string;
  /** The id of the cell that the code comes from; ipykernel ties tracebacks and hooks to it. */
  readonly cellId?: string;
  /** No execution count, no history, no `Out[]`: for the program's own questions to the kernel. */
  readonly silent?: boolean;
  /**
   * Answers `input()` and `getpass()`; without it they fail in the kernel. The promise may stay open for ever:
   * an answer that comes after the run's end is dropped. Question and answer are given as output, as in a terminal.
   */
  readonly onInput?: (request: InputRequest) => Promise<string>;
  /**
   * Runs in a subshell, at once, beside what runs; only where `supportsSubshells`. It shares the variables, and has a
   * thread and an event loop of its own. `interrupt` does not reach it.
   */
  readonly beside?: boolean;
  /** Gets the run's name, by which `follow` finds it again after a reload. */
  readonly onSent?: (messageId: string) => void;
  /** The kernel has answered and takes the next request; the last of what the run prints may still be on its way. */
  readonly onReply?: (reply: ExecuteReply) => void;
}

/** What a run wants to be told. */
export interface InputRequest {
  readonly prompt: string;
  /** The answer is not to be shown. */
  readonly password: boolean;
  /** What the answer has to name; opaque, and good for `FollowOptions.asked`. */
  readonly replyTo?: JsonObject;
}

/** How a run that began before is gone on with. */
export interface FollowOptions {
  /** The cell that it belongs to; a later run of the same cell takes its place. */
  readonly cellId?: string;
  /** It runs in a subshell. */
  readonly beside?: boolean;
  /** Answers what it asks, as in `ExecuteRequest`. */
  readonly onInput?: (request: InputRequest) => Promise<string>;
  /** What it had asked when it was left, not answered by then. */
  readonly asked?: InputRequest;
  /** What it printed before has been told, as far as anybody has kept it. */
  readonly onCaughtUp?: () => void;
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
  /** It answers, and can run cells, beside the cell that it runs. */
  readonly supportsSubshells: boolean;
}

/** A running kernel. */
export interface Kernel {
  /** The server's own id for it. */
  readonly id: string;
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
   * Resolves when the run is over, at once when it was over before.
   * @throws KernelDiedError (as a rejection) when the kernel is gone, or nobody can tell how the run ended.
   */
  follow(
    messageId: string,
    onMessage: (message: KernelMessage) => void,
    options?: FollowOptions,
  ): Promise<ExecuteReply>;
  /** Asks how code can go on. Answered also while a cell runs where there are subshells, else when it has ended. */
  complete(place: CodePlace): Promise<Completions>;
  /** Asks what a name in code is; `null` when the kernel does not know. `more` includes the source. Answered like `complete`. */
  inspect(place: CodePlace, more: boolean): Promise<MimeBundle | null>;
  /** The sources that were run last, here or in earlier sessions, the newest at the end. Answered like `complete`. */
  history(): Promise<readonly string[]>;
  /**
   * Calls back with each comm message of the kernel, in its place among what runs print. Returns the way to stop.
   * Comms live on the main shell: in a subshell they would act on another thread's event loop (ipykernel#1510).
   */
  onComm(listener: (message: CommMessage) => void): () => void;
  /**
   * Sends a comm message, which waits for the main shell as a cell does. `onMessage` gets what handling it prints.
   * Resolves when it was handled.
   * @throws KernelDiedError (as a rejection) when the kernel is gone.
   */
  sendComm(message: CommMessage, onMessage?: (message: KernelMessage) => void): Promise<void>;
  /** The ids of the comms to `target` that are open in the kernel. */
  comms(target: string): Promise<readonly string[]>;
  /**
   * Gives what the run or comm message `messageId` prints to `take`, and to nobody else, until the returned function is
   * called. The newest that captures comes first.
   */
  capture(messageId: string, take: (message: KernelMessage) => void): () => void;
  /**
   * The address at which the server gives all that a cell's last run printed, also what was cut here; `undefined` where
   * nobody kept it.
   */
  outputFile(cellId: string): Promise<string | undefined>;
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
  | "full" // no room on the server's disk
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
  /** What the server knows of the file beyond its content; absent where it says nothing. */
  readonly told?: ToldOfFile;
}

/** What differs between a file and what was read from it, in sentences. */
export interface ToldOfFile {
  /** The file's own format, such as `3.0`, where it is older than 4. */
  readonly convertedFrom?: string;
  /** What was damaged. */
  readonly repairs: readonly string[];
  /** What is merely not there. */
  readonly notes: readonly string[];
  /** Why the file is no notebook. */
  readonly problem?: string;
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
  /**
   * Starts a kernel that belongs to no file; its folder is that of the path. For runs that nobody watches: no session is
   * looked for, and a kernelspec that the server does not have is refused.
   */
  startKernel(options: { path: string; kernelName?: string }): Promise<Kernel>;
  /** Gives a file another kernel: a new one of a kernelspec, or one that runs already. The file's kernel before ends. */
  changeKernel(path: string, choice: KernelChoice): Promise<Session>;
  /** Kernels that run on the server now. */
  runningKernels(): Promise<readonly RunningKernel[]>;
  /** Ends a kernel that runs; no failure when it is gone already. */
  stopKernel(id: string): Promise<void>;
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
  /** `idle`, `busy`, `starting`, … as the server says. */
  readonly state: string;
  /** When it last did something, ISO 8601; empty when the server does not say. */
  readonly lastActivity: string;
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
