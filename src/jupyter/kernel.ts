// A kernel of a Jupyter Server behind the port `Kernel`. Routes what the kernel prints to the run that caused it, also
// after that run ended, and turns every way a kernel can go away into one rejection with words.
import type { KernelConnection, Kernel as Services } from "@jupyterlab/services";
import {
  KernelDiedError,
  type CodePlace,
  type Completions,
  type ExecuteReply,
  type ExecuteRequest,
  type Kernel,
  type KernelInfo,
  type KernelMessage,
} from "../execution/ports.ts";
import type { KernelStatus } from "../model/state.ts";
import { isObject } from "../nbformat/parse.ts";
import type { MimeBundle } from "../nbformat/types.ts";
import { callServer, type Connection } from "./connection.ts";
import { completeContent, readCompletions, readInspection } from "./help.ts";
import { answerInputs } from "./input.ts";
import { fetchJournal, forgetRuns } from "./journal.ts";
import { readExecuteReply, readKernelMessage } from "./messages.ts";
import { LAST_TRY, pause } from "./patience.ts";
import { RunFeed } from "./run-feed.ts";
import { isAside, onShell, Subshells } from "./subshell.ts";
import { connectWire, kernelPath } from "./wire.ts";

const ENDED = {
  dead: "The kernel ended while the cell ran: the program called exit, the machine had no memory left, or the server was started anew. Restart the kernel to go on; variables are lost.",
  restarted: "The kernel was restarted, so the run ended. Variables are lost.",
  crashed:
    "The kernel stopped by itself and was started again, so the run ended. Variables are lost; run the cells from the top.",
  unreachable: "The kernel cannot be reached any more. Check that the server runs, then restart.",
  lost: "The connection was lost while this cell ran, and how the run ended is not known. Run it again to be sure.",
  released: "The run is no longer followed here.",
} as const;

/** How long useless runs gather before the server is told, in milliseconds. */
const FORGET_AFTER = 5_000;

export interface JupyterKernelOptions {
  readonly connection: Connection;
  readonly model: Services.IModel;
  readonly clientId?: string;
  /** Starts a kernel in the place of one that the server does not have any more. */
  readonly replace: () => Promise<Services.IModel>;
}

/** A run whose messages are wanted. */
interface Listening {
  readonly cellId: string | undefined;
  readonly feed: RunFeed;
  /** The main shell runs it, or will; not so when it runs beside, or is over. */
  inLine: boolean;
  /** It has left for the kernel; otherwise it waits for the socket to open. */
  sent: boolean;
}

export class JupyterKernel implements Kernel {
  readonly #options: JupyterKernelOptions;
  #wire: KernelConnection;
  #status: KernelStatus = "starting";
  readonly #statusListeners = new Set<(status: KernelStatus) => void>();
  /** By `msg_id`; at most one for each cell, so a page that is open for days does not grow. */
  readonly #listening = new Map<string, Listening>();
  /** Rejects what waits for the kernel. */
  readonly #waiting = new Set<(error: KernelDiedError) => void>();
  /**
   * A restart is under way: a socket that closes is part of it. `asked`: from here, and the old kernel may still speak.
   * `elsewhere`: by another page; what is sent before the new kernel speaks is lost in the old one.
   */
  #restarting: "no" | "asked" | "going" | "elsewhere" = "no";
  /** While `elsewhere`: the old kernel's own session, by which its last words are told from the new one's first. */
  #oldSession = "";
  /** Called when a kernel restarted elsewhere can be spoken to, or will never be. */
  readonly #heldBack = new Set<() => void>();
  #wasConnected = false;
  #disposed = false;
  readonly #subshells = new Subshells(() => this.#wire);
  /** What the main shell said last since the socket opened; the library mixes in what subshells say. */
  #main: "idle" | "busy" | undefined;
  /** What the server says of a kernel that has said nothing itself since the socket opened. */
  #believed: "idle" | "busy" | undefined;
  #asking: ReturnType<typeof setTimeout> | undefined;
  /** Runs that the journal need not keep any more. */
  readonly #useless: string[] = [];
  #forgetting: ReturnType<typeof setTimeout> | undefined;

  constructor(options: JupyterKernelOptions) {
    this.#options = options;
    this.#wire = this.#connect(options.model);
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

  async info(): Promise<KernelInfo> {
    const info = await this.#unlessEnded(this.#wire.info);
    return {
      language: info.language_info.name,
      languageVersion: info.language_info.version,
      protocolVersion: info.protocol_version,
      supportsSubshells: this.#wire.supportsSubshells,
    };
  }

  async execute(
    request: ExecuteRequest,
    onMessage: (message: KernelMessage) => void,
  ): Promise<ExecuteReply> {
    const { code, cellId, silent = false, onInput, beside = false, onSent } = request;
    if (this.#restarting === "elsewhere") {
      await new Promise<void>((resolve) => this.#heldBack.add(resolve));
    }
    if (this.#status === "dead") throw new KernelDiedError(ENDED.dead);
    if (this.#wire.connectionStatus === "disconnected") {
      throw new KernelDiedError(ENDED.unreachable);
    }
    // The program's own questions are short and share one subshell; a cell may hold its own for long.
    const shell = !beside
      ? null
      : await this.#unlessEnded(silent ? this.#subshells.helper() : this.#subshells.take());
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
    const listening = { cellId, feed: new RunFeed(onMessage), inLine: shell === null, sent };
    this.#listen(id, listening);
    onSent?.(id);
    if (onInput !== undefined) answerInputs(future, onInput);
    try {
      const replied = future.done.then(({ content }) => readExecuteReply(content, silent));
      const reply = await this.#unlessEnded(Promise.race([replied, endOf(listening.feed)]));
      await this.#unlessEnded(listening.feed.caughtUp());
      return reply;
    } finally {
      listening.inLine = false;
      if (cellId === undefined) this.#listening.delete(id);
      if (shell !== null && !silent) this.#subshells.giveBack(shell);
    }
  }

  async follow(
    messageId: string,
    onMessage: (message: KernelMessage) => void,
    cellId?: string,
  ): Promise<ExecuteReply> {
    if (this.#status === "dead") throw new KernelDiedError(ENDED.dead);
    const listening = { cellId, feed: new RunFeed(onMessage, true), inLine: true, sent: true };
    listening.feed.hold();
    this.#listen(messageId, listening);
    if (this.#wire.connectionStatus === "connected") {
      void this.#catchUp(this.#wire);
      void this.#endMissedRuns(this.#wire);
    }
    try {
      return await this.#unlessEnded(endOf(listening.feed));
    } finally {
      listening.inLine = false;
    }
  }

  async complete(place: CodePlace): Promise<Completions> {
    const shell = await this.#helpShell();
    const asked = onShell(this.#wire, shell, (wire) =>
      wire.requestComplete(completeContent(place)),
    );
    return readCompletions((await this.#help(shell, asked)).content, place);
  }

  async inspect(place: CodePlace, more: boolean): Promise<MimeBundle | null> {
    const shell = await this.#helpShell();
    const asked = onShell(this.#wire, shell, (wire) =>
      wire.requestInspect({ ...completeContent(place), detail_level: more ? 1 : 0 }),
    );
    return readInspection((await this.#help(shell, asked)).content);
  }

  async interrupt(): Promise<void> {
    if (this.#status === "dead") return;
    await this.#wire.interrupt();
  }

  nudge(): void {
    if (this.#status !== "dead") void this.#wire.requestKernelInfo();
  }

  async restart(): Promise<void> {
    this.#restarting = "asked";
    this.#end(ENDED.restarted);
    this.#refreshStatus();
    try {
      if (this.#wire.isDisposed) await this.#revive();
      else await this.#wire.restart();
      this.#restarting = "going";
    } catch (error) {
      this.#restarting = "no";
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
    clearTimeout(this.#asking);
    clearTimeout(this.#forgetting);
    this.#end(ENDED.released);
    this.#statusListeners.clear();
    this.#wire.dispose();
  }

  #connect(model: Services.IModel): KernelConnection {
    const { connection, clientId } = this.#options;
    const wire = connectWire({
      connection,
      model,
      ...(clientId !== undefined && { clientId }),
    });
    wire.info.catch(() => undefined); // Rejected only where nobody may be asking.
    wire.statusChanged.connect((_, status) => this.#onWireStatus(wire, status));
    wire.connectionStatusChanged.connect((_, status) => this.#onSocket(wire, status));
    wire.anyMessage.connect((_, { msg, direction }) => {
      if (direction !== "recv" || msg.channel !== "iopub" || wire !== this.#wire) return;
      const { msg_type: type, session } = msg.header;
      if (type === "status") this.#onKernelStatus(msg.parent_header, msg.content);
      if (type === "shutdown_reply") this.#onShutdownReply(msg.content, session);
      if (type === "status" && this.#restarting === "elsewhere" && session !== this.#oldSession) {
        this.#endRestart();
      }
      this.#onIopub(msg.parent_header, msg.header, msg.content);
    });
    return wire;
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

  /** The shell for help with code: a subshell where there are some, so that neither side waits for the other. */
  async #helpShell(): Promise<string | null> {
    if (this.#status === "dead") throw new KernelDiedError(ENDED.dead);
    if (!this.#wire.supportsSubshells) return null;
    return this.#unlessEnded(this.#subshells.helper());
  }

  #help<T>(shell: string | null, asked: Promise<T>): Promise<T> {
    return this.#unlessEnded(shell === null ? asked : this.#subshells.watch(asked));
  }

  #start(model: Services.IModel): void {
    this.#wire.dispose();
    this.#main = undefined;
    this.#wasConnected = false;
    this.#wire = this.#connect(model);
    this.#refreshStatus();
  }

  #listen(id: string, listening: Listening): void {
    if (listening.cellId !== undefined) {
      for (const [older, { cellId }] of this.#listening) {
        if (cellId !== listening.cellId) continue;
        this.#listening.delete(older);
        this.#forgetLater(older);
      }
    }
    this.#listening.set(id, listening);
  }

  #onIopub(
    parent: object,
    header: { readonly msg_type: string; readonly msg_id: string },
    content: unknown,
  ): void {
    const id = "msg_id" in parent ? parent.msg_id : undefined;
    const listening = typeof id === "string" ? this.#listening.get(id) : undefined;
    listening?.feed.receive(header.msg_id, readKernelMessage(header.msg_type, content));
  }

  /** The socket is open, perhaps after a gap: what was missed comes from the server's journal, if it keeps one. */
  async #catchUp(wire: KernelConnection): Promise<void> {
    if (this.#options.connection.recovery === undefined) {
      for (const { feed } of this.#listening.values()) feed.carryOn();
      return;
    }
    const feeds = [...this.#listening].map(([id, { feed }]) => ({ id, feed }));
    for (const { feed } of feeds) feed.hold();
    const runs = await this.#askJournal(wire, feeds);
    if (wire.connectionStatus !== "connected") return; // It will open again, or the runs are ended.
    for (const { id, feed } of feeds) {
      const run = runs.find(({ messageId }) => messageId === id);
      if (run === undefined) feed.carryOn();
      else feed.catchUp(run);
    }
  }

  /** The main shell answers in turn: when it answers now, runs of before are over, though their end may have been missed. */
  async #endMissedRuns(wire: KernelConnection): Promise<void> {
    const suspects = [...this.#listening].filter(([, { inLine, sent }]) => inLine && sent);
    if (suspects.length === 0 || (await wire.requestKernelInfo()) === undefined) return;
    const missed = suspects.flatMap(([id, listening]) =>
      listening.inLine ? [{ id, feed: listening.feed }] : [],
    );
    if (missed.length === 0 || wire !== this.#wire) return;
    const runs = await this.#askJournal(wire, missed);
    for (const { id, feed } of missed) {
      const run = runs.find(({ messageId }) => messageId === id);
      if (run !== undefined) feed.catchUp(run);
      feed.endUnseen();
    }
  }

  #askJournal(
    wire: KernelConnection,
    runs: readonly { readonly id: string }[],
  ): ReturnType<typeof fetchJournal> {
    const { connection } = this.#options;
    return fetchJournal(
      connection,
      wire.id,
      runs.map(({ id }) => id),
    );
  }

  /** Tells the server some time that a newer run has taken a run's place. */
  #forgetLater(messageId: string): void {
    const { connection } = this.#options;
    if (connection.recovery === undefined) return;
    this.#useless.push(messageId);
    this.#forgetting ??= setTimeout(() => {
      this.#forgetting = undefined;
      void forgetRuns(connection, this.#wire.id, this.#useless.splice(0));
    }, FORGET_AFTER);
  }

  #onKernelStatus(parent: object, content: unknown): void {
    const state = isObject(content) ? content.execution_state : undefined;
    if ((state !== "idle" && state !== "busy") || isAside(parent)) return;
    this.#main = state;
    this.#believed = undefined;
    this.#refreshStatus();
  }

  /** The kernel's last word. When nobody here asked for it, another page did, and the server tells us in no other way. */
  #onShutdownReply(content: unknown, session: string): void {
    if (this.#restarting !== "no") return;
    const restart = isObject(content) && content.restart === true;
    if (!restart) {
      this.markShutDown();
      return;
    }
    this.#restarting = "elsewhere";
    this.#oldSession = session;
    this.#end(ENDED.restarted);
    this.#refreshStatus();
    this.#knock(this.#wire, 250);
  }

  /** Speaks to a kernel that was restarted elsewhere until it answers, ever more rarely. */
  #knock(wire: KernelConnection, delay: number): void {
    setTimeout(() => {
      if (wire !== this.#wire || wire.isDisposed || this.#restarting !== "elsewhere") return;
      void wire.requestKernelInfo();
      this.#knock(wire, Math.min(1.5 * delay, 5_000));
    }, delay);
  }

  #endRestart(): void {
    this.#restarting = "no";
    for (const resolve of this.#heldBack) resolve();
    this.#heldBack.clear();
    this.#refreshStatus();
  }

  #onWireStatus(wire: KernelConnection, status: Services.Status): void {
    if (wire !== this.#wire) return;
    switch (status) {
      case "restarting":
      case "autorestarting":
        if (this.#restarting === "no") {
          this.#restarting = "going";
          this.#end(ENDED.crashed);
        }
        break;
      case "idle":
      case "busy":
        if (this.#restarting === "going") this.#restarting = "no";
        break;
      case "dead":
        this.#end(ENDED.dead);
        break;
      default:
        break;
    }
    this.#refreshStatus();
  }

  #onSocket(wire: KernelConnection, status: Services.ConnectionStatus): void {
    if (wire !== this.#wire || wire.isDisposed) return;
    this.#believed = undefined;
    this.#main = undefined;
    if (status === "connected") this.#wasConnected = true;
    // The library has given up. While it still tries, runs wait: the server keeps what they print.
    if (status === "disconnected" && !this.#triesOn(wire)) this.#end(ENDED.unreachable);
    if (status !== "connected")
      for (const listening of this.#listening.values()) listening.sent = true;
    this.#refreshStatus();
    if (status === "connected") {
      void this.#catchUp(wire);
      void this.#endMissedRuns(wire);
      this.#askWhileSilent(1000);
    }
  }

  /** Goes on trying where the library gives up, if there is somebody to wait for. Returns whether it does. */
  #triesOn(wire: KernelConnection): boolean {
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
    if (this.#restarting === "asked") return "starting";
    const { status, connectionStatus, isDisposed } = this.#wire;
    if (status === "dead" || isDisposed) return "dead";
    if (this.#restarting === "elsewhere") return "starting";
    if (connectionStatus !== "connected") {
      const opening = this.#restarting === "going" || !this.#wasConnected;
      return opening && connectionStatus === "connecting" ? "starting" : "disconnected";
    }
    const isSilent = status !== "idle" && status !== "busy";
    return (isSilent ? undefined : this.#main) ?? this.#believed ?? "starting";
  }

  /**
   * The library asks a kernel for its state once, when the socket opens. The answer gets lost when the kernel is still
   * starting, and a busy kernel gives none until it is done; so the server is asked, ever more rarely.
   */
  #askWhileSilent(delay: number): void {
    clearTimeout(this.#asking);
    const wire = this.#wire;
    this.#asking = setTimeout(() => {
      void this.#askServer(wire).then((isKnown) => {
        if (!isKnown && wire === this.#wire) this.#askWhileSilent(Math.min(2 * delay, 16_000));
      });
    }, delay);
  }

  /** Returns whether the kernel's state is known, or not to be asked for any more. */
  async #askServer(wire: KernelConnection): Promise<boolean> {
    const isSilent = (): boolean =>
      wire === this.#wire && wire.connectionStatus === "connected" && this.#main === undefined;
    if (!isSilent()) return true;
    let answer;
    try {
      answer = await callServer(this.#options.connection, {
        to: "ask for the kernel",
        path: kernelPath(wire.id),
        expect: [404],
      });
    } catch {
      return false; // The socket will tell when the server is gone.
    }
    if (!isSilent()) return true;
    const state = isObject(answer.json) ? answer.json.execution_state : undefined;
    if (answer.status === 404 || state === "dead") {
      this.markShutDown();
      return true;
    }
    if (state !== "idle" && state !== "busy") return false;
    this.#believed = state;
    if (this.#restarting === "going") this.#restarting = "no";
    void wire.requestKernelInfo();
    this.#refreshStatus();
    return true;
  }

  #setStatus(status: KernelStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    for (const listener of [...this.#statusListeners]) listener(status);
  }

  /** Gives the promise's value, or rejects when the kernel goes away first. */
  #unlessEnded<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      promise
        .then(resolve, (error: unknown) =>
          reject(
            error instanceof KernelDiedError
              ? error
              : // The library cancels a run before it says why.
                new KernelDiedError(ENDED.dead, { cause: error }),
          ),
        )
        .finally(() => this.#waiting.delete(reject));
    });
  }

  #end(why: string): void {
    for (const resolve of this.#heldBack) resolve();
    this.#heldBack.clear();
    this.#listening.clear();
    this.#subshells.forget();
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const reject of waiting) reject(new KernelDiedError(why));
  }
}

/** How a run ended as its feed tells. */
async function endOf(feed: RunFeed): Promise<ExecuteReply> {
  const end = await feed.over;
  if (end === "lost") throw new KernelDiedError(ENDED.lost);
  return end;
}
