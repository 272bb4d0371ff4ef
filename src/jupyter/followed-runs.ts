// The runs of one kernel whose messages are wanted, by message id. What the websocket brings goes to their feeds; after a
// gap the server's journal brings the rest. Used by kernel.ts alone.
import type { KernelMessage } from "@jupyterlab/services";
import type { Connection } from "./connection.ts";
import { fetchJournal, forgetRuns, noteEcho, outputAddress, type JournalRun } from "./journal.ts";
import { readKernelMessage } from "./messages.ts";
import type { Questions } from "./input.ts";
import type { RunFeed } from "./run-feed.ts";
import type { Wire } from "./wire.ts";

/** No message of a journal has a number as high as this. */
const NO_MESSAGES = 1e14;

/** How long useless runs gather before the server is told, in milliseconds. */
const FORGET_AFTER = 5_000;

/** A run whose messages are wanted. */
export interface FollowedRun {
  readonly cellId: string | undefined;
  readonly feed: RunFeed;
  /** The main shell runs it, or will; not so when it runs beside, or is over. */
  inLine: boolean;
  /** It has left for the kernel; otherwise it waits for the socket to open. */
  sent: boolean;
  /** The server's journal was listening by the time it was sent: a run that it does not know has not reached the kernel. */
  isKept?: boolean;
  /** Takes what it asks, where the library does not: it began in a page that is gone. */
  readonly questions?: Questions;
}

export class FollowedRuns {
  readonly #connection: Connection;
  /** At most one for each cell, so a page that is open for days does not grow. */
  readonly #runs = new Map<string, FollowedRun>();
  /** The journal has answered, so from then on it misses nothing. */
  #isListening = false;
  /** Runs that the journal need not keep any more. */
  readonly #useless: string[] = [];
  #early: { readonly id: string; readonly message: KernelMessage.IInputRequestMsg } | undefined;
  #catchingUp = Promise.resolve();
  #forgetting: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Follows a run; it takes the place of an older one of its cell. */
  add(wire: Wire, id: string, run: FollowedRun): void {
    run.isKept ??= this.#isListening;
    if (run.cellId !== undefined) {
      for (const [older, { cellId }] of this.#runs) {
        if (cellId !== run.cellId) continue;
        this.#runs.delete(older);
        this.#forgetLater(wire, older);
      }
    }
    this.#runs.set(id, run);
    if (this.#early?.id === id) run.questions?.receive(this.#early.message);
  }

  drop(id: string): void {
    this.#runs.delete(id);
  }

  /** Takes a question of a run that began in a page that is gone; one that comes before its run is followed waits for it. */
  receiveQuestion(message: KernelMessage.IInputRequestMsg): void {
    const { msg_id: id } = message.parent_header;
    const run = this.#runs.get(id);
    if (run === undefined) this.#early = { id, message };
    else run.questions?.receive(message);
  }

  /** Takes a message of the iopub channel to the run that caused it, if that is followed. */
  receive(
    parent: object,
    header: { readonly msg_type: string; readonly msg_id: string },
    content: unknown,
  ): void {
    const id = "msg_id" in parent ? parent.msg_id : undefined;
    const run = typeof id === "string" ? this.#runs.get(id) : undefined;
    run?.feed.receive(header.msg_id, readKernelMessage(header.msg_type, content));
  }

  /** The socket has closed: what was sent by then may be with the kernel, and what waits will be sent when it opens. */
  noteClosed(): void {
    for (const run of this.#runs.values()) run.sent = true;
  }

  /**
   * The socket is open, perhaps after a gap: what was missed comes from the server's journal, if it keeps one. One call waits
   * for the one before: a record that is older than what was given since would take that away.
   */
  catchUp(wire: Wire): Promise<void> {
    this.#catchingUp = this.#catchingUp.catch(() => undefined).then(() => this.#catchUp(wire));
    return this.#catchingUp;
  }

  async #catchUp(wire: Wire): Promise<void> {
    if (this.#connection.recovery === undefined) {
      for (const { feed } of this.#runs.values()) feed.carryOn();
      return;
    }
    const feeds = [...this.#runs].map(([id, { feed }]) => ({ id, feed }));
    for (const { feed } of feeds) feed.hold();
    const runs = (await this.#askJournal(wire, feeds)) ?? [];
    if (wire.connectionStatus !== "connected") return; // It will open again, or the runs are ended.
    for (const { id, feed } of feeds) {
      const run = runs.find(({ messageId }) => messageId === id);
      if (run === undefined) feed.carryOn();
      else feed.catchUp(run);
    }
  }

  /** The main shell answers in turn: when it answers now, runs of before are over, though their end may have been missed. */
  async endMissed(wire: Wire): Promise<void> {
    const suspects = [...this.#runs].filter(([, { inLine, sent }]) => inLine && sent);
    if (suspects.length === 0 || (await wire.requestKernelInfo()) === undefined) return;
    const missed = suspects.flatMap(([id, { inLine, feed, isKept }]) =>
      inLine ? [{ id, feed, isKept }] : [],
    );
    if (missed.length === 0 || wire.isDisposed) return;
    const runs = await this.#askJournal(wire, missed);
    for (const { id, feed, isKept } of missed) {
      const run = runs?.find(({ messageId }) => messageId === id);
      if (run !== undefined) feed.catchUp(run);
      if (run === undefined && runs !== undefined && isKept === true) feed.endUnsent();
      else feed.endUnseen();
    }
  }

  /** Shows a run what was asked and answered, and has the journal keep it, so that it is there after a reload too. */
  async echo(wire: Wire, runId: string, id: string, text: string): Promise<void> {
    const message = { type: "stream", name: "stdout", text } as const;
    this.#runs.get(runId)?.feed.receive(id, message);
    if (this.#connection.recovery !== undefined) {
      await noteEcho(this.#connection, wire.id, { runId, id, text });
    }
  }

  /** Where the server gives all that a cell's last run printed, if it kept it from the beginning. */
  async fileOf(wire: Wire, cellId: string): Promise<string | undefined> {
    const id = [...this.#runs].findLast(([, run]) => run.cellId === cellId)?.[0];
    if (id === undefined) return undefined;
    // How it stands alone is asked for: what it printed may be long.
    const [run] = (await fetchJournal(this.#connection, wire.id, [id], NO_MESSAGES)) ?? [];
    return run?.complete === true ? outputAddress(this.#connection, wire.id, id) : undefined;
  }

  /** The kernel's process is gone: nothing more will come. */
  clear(): void {
    this.#runs.clear();
    this.#early = undefined;
  }

  dispose(): void {
    clearTimeout(this.#forgetting);
    this.clear();
  }

  async #askJournal(
    wire: Wire,
    followed: readonly { readonly id: string }[],
  ): Promise<readonly JournalRun[] | undefined> {
    const ids = followed.map(({ id }) => id);
    const runs = await fetchJournal(this.#connection, wire.id, ids);
    this.#isListening ||= runs !== undefined;
    return runs;
  }

  /** Tells the server some time that a newer run has taken a run's place. */
  #forgetLater(wire: Wire, id: string): void {
    if (this.#connection.recovery === undefined) return;
    this.#useless.push(id);
    this.#forgetting ??= setTimeout(() => {
      this.#forgetting = undefined;
      void forgetRuns(this.#connection, wire.id, this.#useless.splice(0));
    }, FORGET_AFTER);
  }
}
