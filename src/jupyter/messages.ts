// Kernel messages as they come off the wire → the program's own `KernelMessage`. Pure; the kernel (or anything
// that speaks for it) is not believed: what does not fit is left out, nothing here throws.
import type { JsonObject } from "../nbformat/types.ts";
import { isObject, parseBundle } from "../nbformat/parse.ts";
import type { ExecuteReply, KernelInfo, KernelMessage } from "../execution/ports.ts";

/**
 * Reads the content of an iopub message (Jupyter messaging protocol 5.x); `undefined` for types that an execution
 * has no use for (comms, `debug_event`, …) and for content that is not what its type says.
 */
export function readKernelMessage(type: string, content: unknown): KernelMessage | undefined {
  if (!isObject(content)) return undefined;
  switch (type) {
    case "status": {
      const state = content.execution_state;
      return state === "busy" || state === "idle" ? { type, state } : undefined;
    }
    case "execute_input":
      return { type, executionCount: readCount(content.execution_count) };
    case "stream":
      if (typeof content.text !== "string") return undefined;
      return {
        type,
        name: content.name === "stderr" ? "stderr" : "stdout",
        text: content.text,
      };
    case "display_data":
    case "update_display_data":
      return { type, ...readDisplay(content) };
    case "execute_result":
      return {
        type,
        executionCount: readCount(content.execution_count),
        ...readDisplay(content),
      };
    case "error":
      return {
        type,
        ename: readText(content.ename),
        evalue: readText(content.evalue),
        traceback: Array.isArray(content.traceback)
          ? content.traceback.filter((line: unknown) => typeof line === "string")
          : [],
      };
    case "clear_output":
      return { type, wait: content.wait === true };
    default:
      return undefined;
  }
}

/** Reads the content of an `execute_reply`; what is not plainly "ok" or "aborted" is an error. */
export function readExecuteReply(content: unknown, silent: boolean): ExecuteReply {
  const reply = isObject(content) ? content : {};
  const executionCount = silent ? null : readCount(reply.execution_count);
  switch (reply.status) {
    case "ok":
      return { status: "ok", executionCount };
    case "aborted":
    case "abort": // ipykernel up to 5 left out the ending
      return { status: "aborted", executionCount };
    default:
      return { status: "error", executionCount, ename: readText(reply.ename) };
  }
}

/** Reads the content of a `kernel_info_reply`. */
export function readKernelInfo(content: unknown): KernelInfo {
  const given = isObject(content) ? content : {};
  const info = isObject(given.language_info) ? given.language_info : {};
  const features: unknown = given.supported_features;
  const language = readText(info.name);
  return {
    language,
    languageVersion: readText(info.version),
    protocolVersion: readText(given.protocol_version),
    // Kernels of other languages that stand on ipykernel's classes say so too, without knowing: bash_kernel would type our
    // question into the program that it runs.
    supportsSubshells:
      language === "python" && Array.isArray(features) && features.includes("kernel subshells"),
  };
}

/**
 * Makes a message fit for @jupyterlab/services, which throws in its socket handler at one that breaks the protocol
 * (and so ends a Node process). What cannot be mended becomes a message of a type that nobody handles.
 * `session` is the kernel's session as last seen; a stray one would make the library drop what is under way.
 */
export function mendWireMessage(message: unknown, session: string): JsonObject {
  const given = isObject(message) ? message : {};
  const header = isObject(given.header) ? given.header : {};
  const type = readText(header.msg_type);
  const content = mendContent(type, isObject(given.content) ? given.content : {});
  const mended = {
    ...given,
    channel: readText(given.channel),
    header: {
      ...header,
      username: readText(header.username),
      version: readText(header.version),
      session: typeof header.session === "string" ? header.session : session,
      msg_id: readText(header.msg_id),
      msg_type: content === undefined ? "malformed" : type,
    },
    parent_header: isObject(given.parent_header) ? given.parent_header : {},
    metadata: isObject(given.metadata) ? given.metadata : {},
    content: content ?? {},
  };
  return mended;
}

const executionStates: readonly unknown[] = ["starting", "idle", "busy", "restarting", "dead"];

/** Fills in what the library insists on; `undefined` where the message says nothing without it. */
function mendContent(type: string, content: JsonObject): JsonObject | undefined {
  switch (type) {
    case "status":
      return executionStates.includes(content.execution_state) ? content : undefined;
    case "stream":
      return typeof content.text === "string" && typeof content.name === "string"
        ? content
        : undefined;
    case "execute_input":
      return {
        ...content,
        code: readText(content.code),
        execution_count: readCount(content.execution_count) ?? 0,
      };
    case "execute_result":
    case "display_data":
      return {
        ...content,
        ...(type === "execute_result" && {
          execution_count: readCount(content.execution_count) ?? 0,
        }),
        data: isObject(content.data) ? content.data : {},
        metadata: isObject(content.metadata) ? content.metadata : {},
      };
    case "error":
      return {
        ...content,
        ename: readText(content.ename),
        evalue: readText(content.evalue),
        traceback: Array.isArray(content.traceback) ? content.traceback : [],
      };
    case "clear_output":
      return { ...content, wait: content.wait === true };
    case "shutdown_reply":
      return { ...content, restart: content.restart === true };
    case "comm_open":
    case "comm_msg":
    case "comm_close":
      return mendComm(type, content);
    default:
      return content;
  }
}

function mendComm(type: string, content: JsonObject): JsonObject | undefined {
  if (typeof content.comm_id !== "string") return undefined;
  if (type === "comm_open" && typeof content.target_name !== "string") return undefined;
  return { ...content, data: isObject(content.data) ? content.data : {} };
}

function readDisplay(content: JsonObject): {
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  readonly displayId?: string;
} {
  const transient = isObject(content.transient) ? content.transient : {};
  const displayId = transient.display_id;
  return {
    data: withoutProto(parseBundle(content.data)),
    metadata: isObject(content.metadata) ? withoutProto(content.metadata) : {},
    ...(typeof displayId === "string" && displayId !== "" ? { displayId } : {}),
  };
}

/** A key `__proto__` is harmless as JSON and poison for whoever copies key by key later. */
function withoutProto(object: JsonObject): JsonObject {
  return Object.hasOwn(object, "__proto__")
    ? Object.fromEntries(Object.entries(object).filter(([key]) => key !== "__proto__"))
    : object;
}

function readCount(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function readText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
