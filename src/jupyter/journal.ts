// What the server kept of a kernel's runs (`lessonbook/api/kernels/<id>/journal`), read and checked. A server without
// Lessonbook's extension keeps nothing. Used by kernel.ts alone.
import type { KernelMessage } from "../execution/ports.ts";
import { isObject } from "../nbformat/parse.ts";
import { callServer, callUntilAnswered, type Connection } from "./connection.ts";
import { MessageIds } from "./message-ids.ts";
import { readKernelMessage } from "./messages.ts";

/** What was kept of one run. */
export interface JournalRun {
  readonly messageId: string;
  /** Whether it was listened to from its first message on. */
  readonly complete: boolean;
  /** `lost`: the kernel's process went away meanwhile. */
  readonly state: "running" | "ended" | "lost";
  readonly executionCount: number | null;
  /** The exception that ended it, if one did. */
  readonly ename: string | undefined;
  /** How many of its first messages are not kept any more. */
  readonly dropped: number;
  /** What it printed, parts of a stream put together. */
  readonly messages: readonly KernelMessage[];
  /** The ids of all its messages, those that were dropped too. */
  readonly seen: MessageIds;
}

/**
 * Fetches what was kept of some runs, and has the server begin to keep where it does not yet.
 * Gives `undefined` where there is no journal, or no answer: then there is only what the websocket brings.
 */
export async function fetchJournal(
  connection: Connection,
  kernelId: string,
  messageIds: readonly string[],
  since = 0,
): Promise<readonly JournalRun[] | undefined> {
  // No run has an empty id; without any the server would tell of all.
  const query = (messageIds.length === 0 ? [""] : messageIds).map(
    (id) => `msg_id=${encodeURIComponent(id)}`,
  );
  try {
    const { json } = await callUntilAnswered(connection, {
      to: "read what the kernel has printed",
      path: `${journalPath(kernelId)}?${[`since=${since}`, ...query].join("&")}`,
    });
    const runs: readonly unknown[] = isObject(json) && Array.isArray(json.runs) ? json.runs : [];
    return runs.flatMap((run) => readRun(run) ?? []);
  } catch {
    return undefined;
  }
}

/** Tells the server that nobody will ask for these runs any more. A failure is no harm: the journal has a limit. */
export async function forgetRuns(
  connection: Connection,
  kernelId: string,
  messageIds: readonly string[],
): Promise<void> {
  const query = messageIds.map((id) => `msg_id=${encodeURIComponent(id)}`).join("&");
  try {
    await callServer(connection, {
      to: "forget old output",
      method: "DELETE",
      path: `${journalPath(kernelId)}?${query}`,
    });
  } catch {
    // Older outputs go by themselves when the journal is full.
  }
}

/** How long the kernel waits at most for the journal to note what was asked and answered, in milliseconds. */
const ECHO_TIME = 1_000;

/** Has the server keep what a cell asked and was answered; the kernel itself prints neither. A failure is no harm. */
export async function noteEcho(
  connection: Connection,
  kernelId: string,
  echo: { readonly runId: string; readonly id: string; readonly text: string },
): Promise<void> {
  const noted = callUntilAnswered(connection, {
    to: "keep what was answered",
    method: "POST",
    path: journalPath(kernelId),
    body: { msg_id: echo.runId, id: echo.id, text: echo.text },
  }).catch(() => undefined);
  await Promise.race([noted, new Promise((resolve) => setTimeout(resolve, ECHO_TIME))]);
}

/** Where all that a run printed is given as a file. */
export function outputAddress(
  { baseUrl }: Connection,
  kernelId: string,
  messageId: string,
): string {
  return `${baseUrl}${journalPath(kernelId)}/text?msg_id=${encodeURIComponent(messageId)}`;
}

function journalPath(kernelId: string): string {
  return `lessonbook/api/kernels/${encodeURIComponent(kernelId)}/journal`;
}

function readRun(run: unknown): JournalRun | undefined {
  if (!isObject(run) || typeof run.msg_id !== "string") return undefined;
  const entries: readonly unknown[] = Array.isArray(run.entries) ? run.entries : [];
  return {
    messageId: run.msg_id,
    complete: run.complete === true,
    state: run.state === "ended" || run.state === "lost" ? run.state : "running",
    executionCount: typeof run.execution_count === "number" ? run.execution_count : null,
    ename: typeof run.ename === "string" ? run.ename : undefined,
    dropped: typeof run.dropped === "number" ? run.dropped : 0,
    messages: entries.flatMap((entry) =>
      isObject(entry) && typeof entry.type === "string"
        ? (readKernelMessage(entry.type, entry.content) ?? [])
        : [],
    ),
    seen: readSeen(run.seen),
  };
}

function readSeen(seen: unknown): MessageIds {
  const given = isObject(seen) && isObject(seen.ranges) ? Object.entries(seen.ranges) : [];
  const others: readonly unknown[] =
    isObject(seen) && Array.isArray(seen.others) ? seen.others : [];
  const ranges = given.map(([prefix, list]): [string, [number, number][]] => [
    prefix,
    (Array.isArray(list) ? (list as readonly unknown[]) : []).flatMap((range) => {
      const [first, last] = Array.isArray(range) ? (range as readonly unknown[]) : [];
      return typeof first === "number" && typeof last === "number" ? [[first, last]] : [];
    }),
  ]);
  return MessageIds.from({
    ranges: Object.fromEntries(ranges),
    others: others.filter((id) => typeof id === "string"),
  });
}
