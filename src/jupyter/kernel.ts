// A kernel of a Jupyter Server behind the port `Kernel`. Routes what the kernel prints to the run that caused it, also
// after that run ended, and turns every way a kernel can go away into one rejection with words.
import { KernelMessage as ServicesMessage, type Kernel as Services } from "@jupyterlab/services";
import {
  KernelDiedError,
  type CodePlace,
  type CommMessage,
  type Completions,
  type ExecuteReply,
  type ExecuteRequest,
  type FollowOptions,
  type InputRequest,
  type Kernel,
  type KernelInfo,
  type KernelMessage,
} from "../execution/ports.ts";
import type { KernelStatus } from "../model/state.ts";
import { isObject } from "../nbformat/parse.ts";
import type { MimeBundle } from "../nbformat/types.ts";
import { Comms, readCommInfo } from "./comms.ts";
import { callServer, type Connection, type Recovery } from "./connection.ts";
import { completeContent, readCompletions, readHistory, readInspection } from "./help.ts";
import { Questions } from "./input.ts";
import { Lifeline } from "./lifeline.ts";
import { FollowedRuns, type FollowedRun } from "./followed-runs.ts";
import { MainShell } from "./main-shell.ts";
import { readExecuteReply, readKernelInfo } from "./messages.ts";
import { LAST_TRY, pause } from "./patience.ts";
import { Restart } from "./restart.ts";
import { RunFeed } from "./run-feed.ts";
import { onShell, Subshells } from "./subshell.ts";
import { ENDED, endOf, Waiting } from "./waiting.ts";
import { connectWire, kernelPath, type Wire } from "./wire.ts";

/** How long after a run's reply its end may come, in milliseconds, before it is looked for. */
const END_AFTER_REPLY = 3_000;

/** What is asked for as history: the newest sources, as they were written. */
const HISTORY = { hist_access_type: "tail", n: 1_000, raw: true, output: false } as const;

export interface JupyterKernelOptions {
  readonly connection: Connection;
  readonly model: Services.IModel;
  readonly clientId?: string;
  /** Starts a kernel in the place of one that the server does not have any more. */
  readonly replace: () => Promise<Services.IModel>;
}

export class JupyterKernel implements Kernel {
  readonly #options: JupyterKernelOptions;
  #wire: Wire;
  #status: KernelStatus = "starting";
  readonly #statusListeners = new Set<(status: KernelStatus) => void>();
  readonly #runs: FollowedRuns;
  readonly #waiting = new Waiting();
  readonly #restart = new Restart();
  #wasConnected = false;
  #isInfoAsked = false;
  #disposed = false;
  readonly #subshells = new Subshells({ wire: () => this.#wire, info: () => this.info() });
  readonly #lifeline: Lifeline | undefined;
  /** What the kernel says of itself, once it has said it. */
  readonly #info: Promise<KernelInfo>;
  #tellInfo: (info: KernelInfo) => void = () => undefined;
  readonly #main: MainShell;
  readonly #comms = new Comms();

  constructor(options: JupyterKernelOptions) {
    this.#options = options;
    const { connection, model } = options;
    this.#runs = new FollowedRuns(connection);
    this.#main = new MainShell({
      connection,
      wire: () => this.#wire,
      onState: () => {
        this.#restart.arrive();
        this.#refreshStatus();
      },
      onGone: () => this.markShutDown(),
    });
    this.#info = new Promise((resolve) => {
      this.#tellInfo = resolve;
    });
    this.#wire = this.#connect(model);
    const { recovery } = connection;
    if (recovery !== undefined) this.#lifeline = this.#watch(recovery);
  }

  get id(): string {
    return this.#wire.id;
  }

  get name(): string {
    return this.#wire.name;
  }

  get status(): KernelStatus {
    return this.#status;
  }

  onStatus(listener: (status: KernelStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  info(): Promise<KernelInfo> {
    return this.#waiting.unlessEnded(this.#info);
  }

  async execute(
    request: ExecuteRequest,
    onMessage: (message: KernelMessage) => void,
  ): Promise<ExecuteReply> {
    const { code, cellId, silent = false, onInput, beside = false, onSent, onReply } = request;
    if (this.#restart.state === "elsewhere") await this.#restart.whenOver();
    if (this.#status === "dead") throw new KernelDiedError(ENDED.dead);
    if (this.#wire.connectionStatus === "disconnected") {
      throw new KernelDiedError(ENDED.unreachable);
    }
    // The program's own questions are short and share one subshell; a cell may hold its own for long.
    const shell = !beside
      ? null
      : await this.#waiting.unlessEnded(silent ? this.#subshells.helper() : this.#subshells.take());
    const future = onShell(this.#wire, shell, (wire) =>
      wire.requestExecute(
        {
          code,
          silent,
          store_history: !silent,
          // What waits is held in the run queue, and the program's own questions are no part of a failed run.
          stop_on_error: false,
          // Where nobody answers, `input()` would wait for ever; so it fails with words instead.
          allow_stdin: onInput !== undefined,
        },
        true,
        cellId === undefined ? {} : { cellId },
      ),
    );
    const id = future.msg.header.msg_id;
    const sent = this.#wire.connectionStatus === "connected";
    const run: FollowedRun = { cellId, feed: new RunFeed(onMessage), inLine: shell === null, sent };
    this.#runs.add(this.#wire, id, run);
    onSent?.(id);
    let replied: ExecuteReply | undefined;
    let late: ReturnType<typeof setTimeout> | undefined;
    future.onReply = ({ content }) => {
      replied = readExecuteReply(content, silent);
      onReply?.(replied);
      run.sent = true;
      // A flood can cost the message that says that the run is over: sockets drop what is too much.
      late = setTimeout(() => void this.#runs.endMissed(this.#wire), END_AFTER_REPLY);
    };
    if (onInput !== undefined) {
      const questions = this.#questions(id, onInput, () => future.isDisposed);
      // Not awaited: the library holds back every other message until the handler has returned.
      future.onStdin = (message) => {
        if (ServicesMessage.isInputRequestMsg(message)) questions.receive(message);
      };
    }
    try {
      const done = future.done.then(({ content }) => readExecuteReply(content, silent));
      const missed = endOf(run.feed).catch((error: unknown) => {
        if (replied !== undefined) return replied;
        throw error;
      });
      const reply = await this.#waiting.unlessEnded(Promise.race([done, missed]));
      await this.#waiting.unlessEnded(run.feed.caughtUp());
      return reply;
    } finally {
      run.inLine = false;
      clearTimeout(late);
      if (cellId === undefined) this.#runs.drop(id);
      if (shell !== null && !silent) this.#subshells.giveBack(shell);
    }
  }

  async follow(
    messageId: string,
    onMessage: (message: KernelMessage) => void,
    options: FollowOptions = {},
  ): Promise<ExecuteReply> {
    const { cellId, beside = false, onInput, asked, onCaughtUp } = options;
    if (this.#status === "dead") throw new KernelDiedError(ENDED.dead);
    const feed = new RunFeed(onMessage, true);
    let isOver = false;
    const questions =
      onInput === undefined ? undefined : this.#questions(messageId, onInput, () => isOver);
    const run: FollowedRun = {
      cellId,
      feed,
      inLine: !beside,
      sent: true,
      ...(questions !== undefined && { questions }),
    };
    feed.hold();
    if (onCaughtUp !== undefined) void feed.caughtUp().then(onCaughtUp);
    this.#runs.add(this.#wire, messageId, run);
    if (asked !== undefined) questions?.ask(asked);
    if (this.#wire.connectionStatus === "connected") this.#bringUpToDate(this.#wire);
    try {
      return await this.#waiting.unlessEnded(endOf(feed));
    } finally {
      run.inLine = false;
      isOver = true;
    }
  }

  async complete(place: CodePlace): Promise<Completions> {
    const { content } = await this.#help((wire) => wire.requestComplete(completeContent(place)));
    return readCompletions(content, place);
  }

  async inspect(place: CodePlace, more: boolean): Promise<MimeBundle | null> {
    const asked = { ...completeContent(place), detail_level: more ? 1 : 0 } as const;
    return readInspection((await this.#help((wire) => wire.requestInspect(asked))).content);
  }

  async history(): Promise<readonly string[]> {
    return readHistory((await this.#help((wire) => wire.requestHistory(HISTORY))).content);
  }

  onComm(listener: (message: CommMessage) => void): () => void {
    return this.#comms.listen(listener);
  }

  async sendComm(
    message: CommMessage,
    onMessage?: (message: KernelMessage) => void,
  ): Promise<void> {
    if (this.#status === "dead") throw new KernelDiedError(ENDED.dead);
    await this.#waiting.unlessEnded(this.#comms.send(this.#wire, message, onMessage));
  }

  async comms(target: string): Promise<readonly string[]> {
    if (this.#status === "dead") throw new KernelDiedError(ENDED.dead);
    const reply = await this.#waiting.unlessEnded(
      this.#wire.requestCommInfo({ target_name: target }),
    );
    return readCommInfo(reply.content);
  }

  capture(messageId: string, take: (message: KernelMessage) => void): () => void {
    return this.#comms.capture(messageId, take);
  }

  async outputFile(cellId: string): Promise<string | undefined> {
    return this.#runs.fileOf(this.#wire, cellId);
  }

  async interrupt(): Promise<void> {
    if (this.#status === "dead") return;
    await this.#wire.interrupt();
  }

  nudge(): void {
    if (this.#status !== "dead") void this.#wire.requestKernelInfo();
  }

  async restart(): Promise<void> {
    this.#restart.ask();
    this.#end(ENDED.restarted);
    this.#refreshStatus();
    try {
      if (this.#wire.isDisposed) await this.#revive();
      else await this.#wire.restart();
      this.#restart.go();
    } catch (error) {
      this.#restart.end();
      // The server answers 500 for a kernel that it does not have, so only asking tells.
      if (!(await this.#isGone())) throw error;
      this.#start(await this.#options.replace());
    } finally {
      this.#refreshStatus();
    }
  }

  async reconnect(): Promise<void> {
    await this.#wire.reconnect();
  }

  async shutdown(): Promise<void> {
    this.#end(ENDED.dead);
    await this.#wire.shutdown();
  }

  /** The server ended the kernel on somebody's wish. */
  markShutDown(): void {
    if (!this.#wire.isDisposed) this.#wire.handleShutdown();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#main.dispose();
    this.#lifeline?.dispose();
    this.#restart.dispose();
    this.#end(ENDED.released);
    this.#runs.dispose();
    this.#statusListeners.clear();
    this.#wire.dispose();
  }

  #connect(model: Services.IModel): Wire {
    const { connection, clientId } = this.#options;
    const { recovery } = connection;
    const wire: Wire = connectWire({
      connection,
      model,
      ...(clientId !== undefined && { clientId }),
      ...(recovery !== undefined && {
        rest: {
          onUse: (listener) => recovery.onUse(listener),
          mayRest: () => this.#waiting.isEmpty && this.#main.state === "idle",
          onAwake: () => this.#bringUpToDate(wire),
        },
      }),
    });
    // Rejected only where nobody may be asking.
    void wire.info.then(
      (content) => this.#tellInfo(readKernelInfo(content)),
      () => undefined,
    );
    this.#comms.keepOpen(wire);
    wire.statusChanged.connect((_, status) => this.#onWireStatus(wire, status));
    wire.connectionStatusChanged.connect((_, status) => this.#onSocket(wire, status));
    wire.unhandledMessage.connect((_, message) => {
      if (ServicesMessage.isInputRequestMsg(message)) this.#runs.receiveQuestion(message);
    });
    wire.anyMessage.connect((_, { msg, direction }) => {
      if (direction === "recv" && wire === this.#wire) this.#lifeline?.heard();
      if (direction !== "recv" || msg.channel !== "iopub" || wire !== this.#wire) return;
      const { msg_type: type, session } = msg.header;
      if (type === "status") this.#main.hear(msg.parent_header, msg.content);
      if (type === "shutdown_reply") this.#onShutdownReply(msg.content, session);
      if (type === "status" && this.#restart.hear(session)) this.#refreshStatus();
      const isTaken = this.#comms.receive(msg, wire.clientId);
      this.#runs.receive(msg.parent_header, msg.header, isTaken ? undefined : msg.content);
    });
    return wire;
  }

  /** Notices when the socket carries nothing any more, and connects anew. */
  #watch(recovery: Recovery): Lifeline {
    return new Lifeline({
      recovery,
      now: Date.now,
      state: () => {
        const { connectionStatus, isDisposed } = this.#wire;
        if (isDisposed) return "ended";
        return connectionStatus === "connected" ? "open" : "opening";
      },
      isOwed: () => !this.#waiting.isEmpty,
      // Idle kernels answer on their main shell; only ipykernel is sure to answer on the control channel.
      knock: () => {
        const { state } = this.#main;
        void (state === "idle" ? this.#wire.requestKernelInfo() : this.#wire.askOnControl());
      },
      renew: () => void this.#wire.reconnect(),
    });
  }

  #questions(
    runId: string,
    onInput: (request: InputRequest) => Promise<string>,
    isOver: () => boolean,
  ): Questions {
    return new Questions({
      onInput,
      isOver,
      echo: (id, text) => this.#runs.echo(this.#wire, runId, id, text),
      reply: (value, header) => this.#wire.sendInputReply({ status: "ok", value }, header),
    });
  }

  /** Brings back a kernel that died: the server may still hold its place, with its session and its id. */
  async #revive(): Promise<void> {
    const { id, name } = this.#wire.model;
    await callServer(this.#options.connection, {
      to: "restart the kernel",
      method: "POST",
      path: `${kernelPath(id)}/restart`,
    });
    this.#start({ id, name });
  }

  /** Whether the server has no such kernel any more. */
  async #isGone(): Promise<boolean> {
    const answer = await callServer(this.#options.connection, {
      to: "ask for the kernel",
      path: kernelPath(this.#wire.id),
      expect: [404],
    });
    return answer.status === 404;
  }

  /** Asks for help with code: in a subshell where there are some, so that neither side waits for the other. */
  async #help<T>(request: (wire: Wire) => Promise<T>): Promise<T> {
    if (this.#status === "dead") throw new KernelDiedError(ENDED.dead);
    if (!(await this.info()).supportsSubshells)
      return this.#waiting.unlessEnded(request(this.#wire));
    const shell = await this.#waiting.unlessEnded(this.#subshells.helper());
    const asked = onShell(this.#wire, shell, request);
    return this.#waiting.unlessEnded(this.#subshells.watch(asked));
  }

  #start(model: Services.IModel): void {
    this.#wire.dispose();
    this.#main.forget();
    this.#wasConnected = false;
    this.#wire = this.#connect(model);
    this.#refreshStatus();
  }

  /** The kernel's last word. When nobody here asked for it, another page did, and the server tells us in no other way. */
  #onShutdownReply(content: unknown, session: string): void {
    if (this.#restart.state !== "no") return;
    const restart = isObject(content) && content.restart === true;
    if (!restart) {
      this.markShutDown();
      return;
    }
    const wire = this.#wire;
    this.#restart.beginElsewhere(session, () => {
      if (wire === this.#wire && !wire.isDisposed) void wire.requestKernelInfo();
    });
    this.#end(ENDED.restarted);
    this.#refreshStatus();
  }

  #onWireStatus(wire: Wire, status: Services.Status): void {
    if (wire !== this.#wire) return;
    switch (status) {
      case "restarting":
      case "autorestarting":
        if (this.#restart.state === "no") {
          this.#restart.go();
          this.#end(ENDED.crashed);
        }
        break;
      case "idle":
      case "busy":
        this.#restart.arrive();
        break;
      case "dead":
        this.#end(ENDED.dead);
        break;
      default:
        break;
    }
    this.#refreshStatus();
  }

  #onSocket(wire: Wire, status: Services.ConnectionStatus): void {
    if (wire !== this.#wire || wire.isDisposed) return;
    this.#main.forget();
    this.#lifeline?.changed();
    if (status === "connected") this.#wasConnected = true;
    // The library has given up. While it still tries, runs wait: the server keeps what they print.
    if (status === "disconnected" && !this.#triesOn(wire)) this.#end(ENDED.unreachable);
    if (status !== "connected") this.#runs.noteClosed();
    this.#refreshStatus();
    if (status !== "connected") return;
    this.#bringUpToDate(wire);
    this.#main.askWhileSilent();
    if (!this.#isInfoAsked) {
      this.#isInfoAsked = true;
      void wire.askOnControl().then((content) => {
        if (content !== undefined) this.#tellInfo(readKernelInfo(content));
      });
    }
  }

  #bringUpToDate(wire: Wire): void {
    void this.#runs.catchUp(wire);
    void this.#runs.endMissed(wire);
  }

  /** Goes on trying where the library gives up, if there is somebody to wait for. Returns whether it does. */
  #triesOn(wire: Wire): boolean {
    const { recovery } = this.#options.connection;
    if (recovery === undefined || this.#disposed) return false;
    void pause(LAST_TRY, recovery).then(() => {
      if (wire === this.#wire && wire.connectionStatus === "disconnected") void wire.reconnect();
    });
    return true;
  }

  #refreshStatus(): void {
    if (!this.#disposed) this.#setStatus(this.#readStatus());
  }

  #readStatus(): KernelStatus {
    if (this.#restart.state === "asked") return "starting";
    const { status, connectionStatus, isDisposed } = this.#wire;
    if (status === "dead" || isDisposed) return "dead";
    if (this.#restart.state === "elsewhere") return "starting";
    if (connectionStatus !== "connected") {
      const opening = this.#restart.state === "going" || !this.#wasConnected;
      return opening && connectionStatus === "connecting" ? "starting" : "disconnected";
    }
    return this.#main.state ?? "starting";
  }

  #setStatus(status: KernelStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    for (const listener of [...this.#statusListeners]) listener(status);
  }

  #end(why: string): void {
    this.#restart.letGo();
    this.#runs.clear();
    this.#comms.clear();
    this.#subshells.forget();
    this.#waiting.end(why);
  }
}
