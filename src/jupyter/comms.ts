// The comms of one kernel: who listens to them, what handling a message printed, and whose output is captured.
// They go over the main shell only. Used by kernel.ts alone.
import { KernelMessage as ServicesMessage } from "@jupyterlab/services";
import type { CommMessage, KernelMessage } from "../execution/ports.ts";
import { isObject } from "../nbformat/parse.ts";
import { readKernelMessage } from "./messages.ts";
import type { Wire } from "./wire.ts";

/** Comms of these targets have their other half in the page; the library closes those that nobody knows. */
const TARGETS = ["jupyter.widget"];

/** How many messages are remembered by their handlers' output: a task that a handler started prints later. */
const MOST_REMEMBERED = 100;

type Take = (message: KernelMessage) => void;

/** A message of the iopub channel as it came. */
interface Arrived {
  readonly header: { readonly msg_type: string };
  readonly parent_header: object;
  readonly content: unknown;
  readonly metadata: unknown;
  readonly buffers?: readonly (ArrayBuffer | ArrayBufferView)[];
}

export class Comms {
  readonly #listeners = new Set<(message: CommMessage) => void>();
  /** By message id, the newest at the end. */
  readonly #captures = new Map<string, readonly Take[]>();
  readonly #sent = new Map<string, Take>();

  listen(listener: (message: CommMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells the library that these comms are wanted; what they say is read off the messages, in order with all others. */
  keepOpen(wire: Wire): void {
    for (const target of TARGETS) wire.registerCommTarget(target, () => undefined);
  }

  capture(messageId: string, take: Take): () => void {
    // A function of its own, so that the same `take` can capture twice.
    const own: Take = (message) => take(message);
    this.#captures.set(messageId, [...(this.#captures.get(messageId) ?? []), own]);
    return () => {
      const left = (this.#captures.get(messageId) ?? []).filter((other) => other !== own);
      if (left.length > 0) this.#captures.set(messageId, left);
      else this.#captures.delete(messageId);
    };
  }

  /** Takes a message of the iopub channel; returns whether it is for nobody else. */
  receive(message: Arrived, clientId: string): boolean {
    const { header, parent_header: parent, content } = message;
    const comm = readCommMessage(message, clientId);
    if (comm !== undefined) {
      for (const listener of [...this.#listeners]) listener(comm);
      return false;
    }
    const id = "msg_id" in parent && typeof parent.msg_id === "string" ? parent.msg_id : "";
    const take = this.#captures.get(id)?.at(-1) ?? this.#sent.get(id);
    if (take === undefined) return false;
    const printed = readKernelMessage(header.msg_type, content);
    if (printed === undefined || !isOutput(printed)) return false;
    take(printed);
    return true;
  }

  async send(wire: Wire, message: CommMessage, onMessage?: Take): Promise<void> {
    const request = makeRequest(wire, message);
    const { msg_id: id } = request.header;
    if (onMessage !== undefined) {
      this.#sent.set(id, onMessage);
      const [oldest] = this.#sent.keys();
      if (this.#sent.size > MOST_REMEMBERED && oldest !== undefined) this.#sent.delete(oldest);
    }
    // Without a reply the library takes the kernel's "idle" for the end.
    await wire.sendShellMessage(request, false, true).done;
  }

  /** The kernel's process is gone, and its comms with it. */
  clear(): void {
    this.#captures.clear();
    this.#sent.clear();
  }
}

function makeRequest(wire: Wire, message: CommMessage): ServicesMessage.IShellMessage {
  const { type, commId, target = "", data, metadata, buffers = [] } = message;
  return ServicesMessage.createMessage<ServicesMessage.ICommMsgMsg<"shell">>({
    // An opening says one thing more than the others.
    msgType: `comm_${type}` as "comm_msg",
    channel: "shell",
    session: wire.clientId,
    username: wire.username,
    content: {
      comm_id: commId,
      data: data as ServicesMessage.ICommMsgMsg["content"]["data"],
      ...(type === "open" && { target_name: target }),
    },
    ...(metadata !== undefined && { metadata: metadata as ServicesMessage.IMessage["metadata"] }),
    buffers: [...buffers],
  });
}

function isOutput({ type }: KernelMessage): boolean {
  return type !== "status" && type !== "execute_input";
}

/** Reads a comm message; `undefined` for any other, and for one that does not say which comm it is of. */
export function readCommMessage(
  { header, parent_header: parent, content, metadata, buffers = [] }: Arrived,
  clientId: string,
): CommMessage | undefined {
  const type = /^comm_(open|msg|close)$/.exec(header.msg_type)?.[1] as
    CommMessage["type"] | undefined;
  if (type === undefined || !isObject(content) || typeof content.comm_id !== "string")
    return undefined;
  const { comm_id: commId, target_name: target } = content;
  if (type === "open" && typeof target !== "string") return undefined;
  return {
    type,
    commId,
    ...(type === "open" && typeof target === "string" && { target }),
    data: isObject(content.data) ? content.data : {},
    ...(isObject(metadata) && { metadata: metadata }),
    buffers: buffers.map(bytesOf),
    isAnswer: "session" in parent && parent.session === clientId,
  };
}

function bytesOf(buffer: ArrayBuffer | ArrayBufferView): ArrayBuffer {
  if (buffer instanceof ArrayBuffer) return buffer;
  const { buffer: all, byteOffset, byteLength } = buffer;
  return all.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

/** Reads the content of a `comm_info_reply`: the ids of open comms. */
export function readCommInfo(content: unknown): readonly string[] {
  const comms = isObject(content) ? content.comms : undefined;
  return isObject(comms) ? Object.keys(comms) : [];
}
