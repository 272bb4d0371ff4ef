// One way to call the server's HTTP API: token or cookie with X-XSRFToken on every call, failures as `ServerError`.
// Plain `fetch`, so that a page can read a notebook before the kernel's protocol is loaded.
// Used by kernel.ts, contents.ts and server.ts.
import type { ServerError } from "../execution/ports.ts";
import { isObject } from "../nbformat/parse.ts";
import { answerError, STOPPED, unreachableError, type Attempt } from "./errors.ts";

export interface ServerSettings {
  /** The server's address with its prefix; a bare path (`/user/alice/`) counts from the page's own address. */
  readonly baseUrl: string;
  /** Where websockets go, when not to the same address. */
  readonly wsUrl?: string;
  /** Empty or missing in a page, which goes by its cookie. */
  readonly token?: string;
  /** Reads the `_xsrf` cookie, which a page sends back in a header; empty when there is none. */
  readonly readXsrf?: () => string;
  /** The messaging session; with the same one after a reload the server replays what was missed. */
  readonly clientId?: string | Promise<string>;
  /** For a page that may be loaded again and may lose its connection: then nothing is given up and nothing missed. */
  readonly recovery?: Recovery;
}

/** What a page knows of its own comings and goings. */
export interface Recovery {
  /** Calls back when a try to reach the server is worth while at once: online again, seen again. Returns the way to stop. */
  onWake(listener: () => void): () => void;
  /** Calls back whenever somebody uses the page: a key, a click, a scroll, a look at it. Returns the way to stop. */
  onUse(listener: () => void): () => void;
}

/** Where the server is and how to be let in. Addresses are absolute and end in `/`. */
export interface Connection {
  readonly baseUrl: string;
  readonly wsUrl: string;
  readonly token: string;
  readonly readXsrf: () => string;
  readonly recovery?: Recovery;
}

export function makeConnection(settings: ServerSettings): Connection {
  const here = typeof location === "undefined" ? undefined : location.href;
  const base = new URL(settings.baseUrl, here).href.replace(/\/*$/, "/");
  const ws = settings.wsUrl ? new URL(settings.wsUrl, here).href : base;
  return {
    baseUrl: base,
    wsUrl: ws.replace(/^http/, "ws").replace(/\/*$/, "/"),
    token: settings.token ?? "",
    readXsrf: settings.readXsrf ?? (() => ""),
    ...(settings.recovery !== undefined && { recovery: settings.recovery }),
  };
}

/** An answer of the server with its body read. */
export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  /** The body as JSON; `undefined` when it is not JSON. */
  readonly json: unknown;
}

export interface Call extends Attempt {
  readonly method?: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  /** Below the base address, already encoded, without a leading slash. */
  readonly path: string;
  readonly body?: unknown;
  /** Failing statuses that the caller handles itself. */
  readonly expect?: readonly number[];
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

/**
 * While a call has no answer it is made again, each so many milliseconds, so often at most; when so many are under way, the
 * oldest is given up.
 */
const AGAIN = { each: 1_200, most: 15, atOnce: 5 } as const;

/**
 * Makes a call and reads its answer.
 * @throws ServerError when there is no answer, or one with a failing status that the caller does not expect.
 */
export async function callServer(connection: Connection, call: Call): Promise<Answer> {
  const answer = await send(connection, call);
  if (answer.ok || call.expect?.includes(answer.status) === true) return answer;
  throw await failedAnswer(connection, call, answer.status, readMessage(answer.json));
}

/**
 * Makes a call that does no harm when it is made twice, and makes it again while no answer comes. A browser keeps some
 * connections for later; those of before a change of network carry nothing, and each call given up takes one of them away.
 */
export function callUntilAnswered(connection: Connection, call: Call): Promise<Answer> {
  const underWay: AbortController[] = [];
  let made = 0;
  return new Promise((resolve, reject) => {
    const make = (): void => {
      made += 1;
      if (made === AGAIN.most) clearInterval(timer);
      if (underWay.length === AGAIN.atOnce) underWay.shift()?.abort();
      const own = new AbortController();
      underWay.push(own);
      void callServer(connection, { ...call, signal: own.signal }).then(
        (answer) => finish(() => resolve(answer)),
        (error: unknown) => {
          const reason = error instanceof Error ? error : new Error(String(error));
          if (underWay.includes(own)) finish(() => reject(reason));
        },
      );
    };
    const finish = (settle: () => void): void => {
      clearInterval(timer);
      settle();
      for (const other of underWay.splice(0)) other.abort();
    };
    const timer = setInterval(make, AGAIN.each);
    make();
  });
}

/** The `message` of an error answer; empty when there is none. */
export function readMessage(json: unknown): string {
  return isObject(json) && typeof json.message === "string" ? json.message : "";
}

/** Encodes a file path for an address. @throws ServerError (missing) for a path that no file can have. */
export function encodePath(path: string, attempt: Attempt): string {
  const parts = path.split("/").filter((part) => part !== "");
  // The URL parser would resolve dots and so reach another route.
  if (parts.includes(".") || parts.includes("..")) throw answerError(attempt, 404, "");
  try {
    return parts.map(encodeURIComponent).join("/");
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw answerError(attempt, 404, "");
  }
}

async function send(connection: Connection, call: Call): Promise<Answer> {
  const response = await request(connection, call);
  // A lapsed login can answer with the login page instead of a status. So does a hub in the place of a server that it stopped,
  // but with a status of its own.
  const isElsewhere =
    response.redirected && /\/(login|hub\/|oauth)/.test(new URL(response.url).pathname);
  if (isElsewhere && response.status !== STOPPED) {
    return { status: 401, ok: false, json: undefined };
  }
  try {
    return { status: response.status, ok: response.ok, json: parseJson(await response.text()) };
  } catch (error) {
    throw unreachableError(call, error);
  }
}

/** Sends a call, and gives the answer with its body not read yet. @throws ServerError when there is none */
export async function request(
  connection: Connection,
  call: Call,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const headers: Record<string, string> = { "Content-Type": "application/json", ...more };
  const xsrf = connection.readXsrf();
  if (connection.token !== "") headers.Authorization = `token ${connection.token}`;
  if (xsrf !== "") headers["X-XSRFToken"] = xsrf;
  const init: RequestInit = { method: call.method ?? "GET", headers, cache: "no-store" };
  if (call.body !== undefined) init.body = JSON.stringify(call.body);
  if (call.signal !== undefined) init.signal = call.signal;
  try {
    return await fetch(connection.baseUrl + call.path, init);
  } catch (error) {
    throw unreachableError(call, error);
  }
}

/**
 * The error for an answer with a failing status. Jupyter Server answers 403 to strangers and to the logged-in alike, and a hub
 * does so to whatever would change something on a server that it stopped; `api/me` tells them apart.
 */
export async function failedAnswer(
  connection: Connection,
  attempt: Attempt,
  status: number,
  said = "",
): Promise<ServerError> {
  if (status !== 403) return answerError(attempt, status, said);
  const me = await send(connection, { to: "ask who you are", path: "api/me" });
  if (me.status === STOPPED) return answerError(attempt, STOPPED, said);
  return answerError(attempt, status, said, me.status !== 401 && me.status !== 403);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // An HTML page, or nothing: the status says it all.
  }
}
