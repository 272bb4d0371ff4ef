// A kernel without a process, for tests of what stands on a kernel. It runs small programs instead of Python, and is held
// to the same claims as ipykernel by tests/contract/kernel.test.ts.
import {
  KernelDiedError,
  type CodePlace,
  type CommMessage,
  type Completions,
  type ExecuteReply,
  type ExecuteRequest,
  type FollowOptions,
  type Kernel,
  type KernelInfo,
  type KernelMessage,
} from "../../src/execution/ports.ts";
import type { KernelStatus } from "../../src/model/state.ts";
import type { MimeBundle } from "../../src/nbformat/types.ts";

/** What a program can do while it runs. It succeeds when it returns, and fails by throwing a `PythonError`. */
export interface FakeRun {
  readonly request: ExecuteRequest;
  /** Sends a message of this run; after the program returned it is output of a background task. */
  readonly send: (message: KernelMessage) => void;
  readonly print: (text: string, name?: "stdout" | "stderr") => void;
  /** Shows the value of the last expression. */
  result(text: string): void;
  /** Waits in an `await`: ends only by an interrupt followed by a message on the shell channel. */
  sleepForever(): Promise<never>;
  /** Asks whoever runs it; fails where nobody answers, and by an interrupt. */
  input(prompt: string, password?: boolean): Promise<string>;
  /** Keeps the run's last output on its way, behind the reply, until a promise settles. */
  linger(until: Promise<void>): void;
  /** Calls back once the run is over and idle. */
  afterwards(task: () => void): void;
  /** Sends a comm message; one that opens gives what answers the messages from the other end. */
  readonly comm: (message: CommMessage, answer?: FakeComm) => void;
  /** Ends the kernel's process; the server starts a new one. */
  die(): Promise<never>;
}

/** What a comm's end in the kernel does with a message. */
export type FakeComm = (
  message: CommMessage,
  kernel: {
    readonly print: (text: string) => void;
    readonly send: (message: CommMessage) => void;
  },
) => void;

export type FakeProgram = (run: FakeRun) => Promise<void> | void;

/** An exception in the kernel. */
export class PythonError extends Error {
  constructor(
    readonly ename: string,
    readonly evalue = "",
  ) {
    super(`${ename}: ${evalue}`);
  }
}

export interface FakeKernelOptions {
  /** Program for each source text; a text that is not there prints itself. */
  readonly programs?: Readonly<Record<string, FakeProgram>>;
  readonly info?: Partial<KernelInfo>;
  /** Words it knows, with what it says of them. */
  readonly words?: Readonly<Record<string, string>>;
  /** What the comms to a target do that this side opens, such as `jupyter.widget.control`. */
  readonly targets?: Readonly<Record<string, FakeComm>>;
}

interface Job {
  readonly id: string;
  readonly request: ExecuteRequest;
  onMessage: (message: KernelMessage) => void;
  /** What it sent, for who follows it later. */
  readonly sent: KernelMessage[];
  readonly resolve: (reply: ExecuteReply) => void;
  readonly reject: (error: Error) => void;
}

export class FakeKernel implements Kernel {
  readonly id = "fake";
  readonly name = "python3";
  /** What was asked for, in order, such as `execute 1 + 1`, `interrupt`, `nudge`. */
  readonly calls: string[] = [];
  readonly #options: FakeKernelOptions;
  readonly #statusListeners = new Set<(status: KernelStatus) => void>();
  #status: KernelStatus = "idle";
  #jobs: Job[] = [];
  #current: Job | undefined;
  readonly #beside = new Set<Job>();
  #count = 0;
  readonly #ran: string[] = [];
  /** Set while a program sleeps in an `await`; called by an interrupt and then a nudge. */
  #wake: (() => void) | undefined;
  #interrupted = false;
  /** Rises with each process, so that a program of an older one says nothing any more. */
  #process = 0;
  readonly #processEnds: (() => void)[] = [];
  readonly #followable = new Map<
    string,
    { readonly job: Job; readonly over: () => Promise<ExecuteReply> }
  >();
  /** The newest run of each cell: an older one's late output is dropped. */
  readonly #newest = new Map<string, Job>();

  readonly #commListeners = new Set<(message: CommMessage) => void>();
  readonly #comms = new Map<string, { readonly target: string; readonly answer?: FakeComm }>();
  readonly #captures = new Map<string, readonly ((message: KernelMessage) => void)[]>();
  #sentComms = 0;

  constructor(options: FakeKernelOptions = {}) {
    this.#options = options;
  }

  get status(): KernelStatus {
    return this.#status;
  }

  onStatus(listener: (status: KernelStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  info(): Promise<KernelInfo> {
    return Promise.resolve({
      language: "python",
      languageVersion: "3.12.1",
      protocolVersion: "5.3",
      supportsSubshells: true,
      ...this.#options.info,
    });
  }

  execute(
    request: ExecuteRequest,
    onMessage: (message: KernelMessage) => void,
  ): Promise<ExecuteReply> {
    this.calls.push(`execute ${request.code}`);
    if (this.#status === "dead") return Promise.reject(new KernelDiedError("The kernel is gone."));
    const id = `run-${this.#followable.size}`;
    const over = new Promise<ExecuteReply>((resolve, reject) => {
      const job: Job = { id, request, onMessage, sent: [], resolve, reject };
      this.#followable.set(id, { job, over: () => over });
      if (request.cellId !== undefined) this.#newest.set(request.cellId, job);
      if (request.beside === true) {
        this.#beside.add(job);
        void this.#run(job).finally(() => this.#beside.delete(job));
        return;
      }
      this.#jobs.push(job);
      if (this.#current === undefined) void this.#work();
    });
    request.onSent?.(id);
    return over;
  }

  follow(
    messageId: string,
    onMessage: (message: KernelMessage) => void,
    { onCaughtUp }: FollowOptions = {},
  ): Promise<ExecuteReply> {
    this.calls.push(`follow ${messageId}`);
    const run = this.#followable.get(messageId);
    if (run === undefined) return Promise.reject(new KernelDiedError("No such run."));
    onMessage({ type: "clear_output", wait: false });
    for (const message of run.job.sent) onMessage(message);
    onCaughtUp?.();
    run.job.onMessage = onMessage;
    return run.over();
  }

  complete({ code, offset }: CodePlace): Promise<Completions> {
    const begun = /\w*$/.exec(code.slice(0, offset))?.[0] ?? "";
    const texts = Object.keys(this.#options.words ?? {}).filter((word) => word.startsWith(begun));
    const matches = texts.map((text) => ({ text, type: "function" }));
    return Promise.resolve({ start: offset - begun.length, end: offset, matches });
  }

  inspect({ code, offset }: CodePlace): Promise<MimeBundle | null> {
    const word = /\w*$/.exec(code.slice(0, offset))?.[0] ?? "";
    const text = this.#options.words?.[word];
    return Promise.resolve(text === undefined ? null : { "text/plain": text });
  }

  history(): Promise<readonly string[]> {
    return Promise.resolve(this.#ran);
  }

  onComm(listener: (message: CommMessage) => void): () => void {
    this.#commListeners.add(listener);
    return () => this.#commListeners.delete(listener);
  }

  sendComm(message: CommMessage, onMessage?: (message: KernelMessage) => void): Promise<void> {
    const { type, commId, target = "" } = message;
    this.calls.push(`comm_${type} ${commId}`);
    if (this.#status === "dead") return Promise.reject(new KernelDiedError("The kernel is gone."));
    const id = `comm-${this.#sentComms++}`;
    const answer = this.#options.targets?.[target];
    if (type === "open") this.#comms.set(commId, { target, ...(answer && { answer }) });
    this.#comms.get(commId)?.answer?.(message, {
      print: (text) => this.#give(id, { type: "stream", name: "stdout", text }, onMessage),
      send: (reply) => this.#sendComm({ ...reply, isAnswer: true }),
    });
    if (type === "close") this.#comms.delete(commId);
    return Promise.resolve();
  }

  comms(target: string): Promise<readonly string[]> {
    const open = [...this.#comms].filter(([, comm]) => comm.target === target);
    return Promise.resolve(open.map(([id]) => id));
  }

  capture(messageId: string, take: (message: KernelMessage) => void): () => void {
    const own = (message: KernelMessage): void => take(message);
    this.#captures.set(messageId, [...(this.#captures.get(messageId) ?? []), own]);
    return () => {
      const left = this.#captures.get(messageId)?.filter((other) => other !== own) ?? [];
      this.#captures.set(messageId, left);
    };
  }

  #sendComm(message: CommMessage): void {
    for (const listener of [...this.#commListeners]) listener(message);
  }

  /** Gives what was printed to whoever captures it, or else on. */
  #give(id: string, message: KernelMessage, onMessage?: (message: KernelMessage) => void): void {
    const isOutput = message.type !== "status" && message.type !== "execute_input";
    const take = isOutput ? this.#captures.get(id)?.at(-1) : undefined;
    (take ?? onMessage)?.(message);
  }

  outputFile(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  interrupt(): Promise<void> {
    this.calls.push("interrupt");
    this.#interrupted = this.#wake !== undefined;
    return Promise.resolve();
  }

  nudge(): void {
    this.calls.push("nudge");
    if (this.#interrupted) this.#wake?.();
  }

  restart(): Promise<void> {
    this.calls.push("restart");
    this.#endProcess("The kernel was restarted.");
    return Promise.resolve();
  }

  reconnect(): Promise<void> {
    this.calls.push("reconnect");
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    this.calls.push("shutdown");
    this.#endProcess("The kernel was shut down.", "dead");
    return Promise.resolve();
  }

  dispose(): void {
    this.#statusListeners.clear();
    this.#endProcess("The kernel was let go.", this.#status);
  }

  /** Puts the kernel into a state, as the server would tell. */
  setStatus(status: KernelStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    for (const listener of [...this.#statusListeners]) listener(status);
  }

  async #work(): Promise<void> {
    for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) {
      this.#current = job;
      this.setStatus("busy");
      await this.#run(job);
      this.#current = undefined;
    }
  }

  async #run(job: Job): Promise<void> {
    const { request } = job;
    const process = this.#process;
    const tasks: (() => void)[] = [];
    let lingers: Promise<void> | undefined;
    const executionCount = request.silent === true ? null : ++this.#count;
    if (executionCount !== null) this.#ran.push(request.code);
    const send = (message: KernelMessage): void => {
      const { cellId } = request;
      const isNewest = cellId === undefined || this.#newest.get(cellId) === job;
      if (process === this.#process && isNewest) {
        job.sent.push(message);
        this.#give(job.id, message, job.onMessage);
      }
    };
    const run: FakeRun = {
      request,
      send,
      print: (text, name = "stdout") => send({ type: "stream", name, text }),
      result: (text) => {
        const data = { "text/plain": text };
        send({ type: "execute_result", executionCount, data, metadata: {} });
      },
      sleepForever: () => this.#sleep("CancelledError"),
      input: (prompt, password = false) => {
        if (request.onInput === undefined) {
          throw new PythonError("StdinNotImplementedError", "raw_input was called");
        }
        const answer = request.onInput({ prompt, password }).then((text) => {
          run.print(`${prompt}${password ? "" : text}\n`);
          return text;
        });
        return Promise.race([answer, this.#sleep("KeyboardInterrupt")]);
      },
      linger: (until) => {
        lingers = until;
      },
      afterwards: (task) => tasks.push(task),
      comm: (message, answer) => {
        const { type, commId, target = "" } = message;
        if (type === "open") this.#comms.set(commId, { target, ...(answer && { answer }) });
        if (type === "close") this.#comms.delete(commId);
        this.#sendComm({ ...message, isAnswer: true });
      },
      die: () => {
        this.#endProcess("The kernel ended.");
        return new Promise(() => undefined);
      },
    };
    send({ type: "status", state: "busy" });
    if (executionCount !== null) send({ type: "execute_input", executionCount });
    const outcome = await Promise.race([this.#perform(run), this.#endOf(process)]);
    if (outcome === "gone") return;
    if (outcome !== undefined) {
      const { ename, evalue } = outcome;
      send({ type: "error", ename, evalue, traceback: [`${ename}: ${evalue}`] });
    }
    const reply: ExecuteReply =
      outcome === undefined
        ? { status: "ok", executionCount }
        : { status: "error", executionCount, ename: outcome.ename };
    request.onReply?.(reply);
    const finish = (): void => {
      send({ type: "status", state: "idle" });
      if (request.beside !== true && this.#current === job) this.setStatus("idle");
      job.resolve(reply);
      for (const task of tasks) setTimeout(task);
    };
    if (lingers === undefined) finish();
    else void lingers.then(finish);
  }

  async #perform(run: FakeRun): Promise<PythonError | undefined> {
    const program = this.#options.programs?.[run.request.code];
    try {
      if (program === undefined) run.print(run.request.code);
      else await program(run);
      return undefined;
    } catch (error) {
      if (error instanceof PythonError) return error;
      throw error;
    }
  }

  /** Waits for an interrupt, and then fails by that exception. */
  #sleep(ename: string): Promise<never> {
    return new Promise((_, reject) => {
      this.#wake = () => {
        this.#wake = undefined;
        this.#interrupted = false;
        reject(new PythonError(ename));
      };
    });
  }

  #endOf(process: number): Promise<"gone"> {
    return new Promise((resolve) => {
      if (process !== this.#process) resolve("gone");
      this.#processEnds.push(() => resolve("gone"));
    });
  }

  #endProcess(why: string, next: KernelStatus = "idle"): void {
    this.#process += 1;
    this.#count = 0;
    this.#comms.clear();
    this.#captures.clear();
    this.#wake = undefined;
    const jobs = [
      ...this.#beside,
      ...(this.#current === undefined ? [] : [this.#current]),
      ...this.#jobs,
    ];
    this.#jobs = [];
    for (const end of this.#processEnds.splice(0)) end();
    if (next === "idle") this.setStatus("starting");
    for (const job of jobs) job.reject(new KernelDiedError(why));
    this.setStatus(next);
  }
}
