// A browser that nobody listens in on. Playwright has each websocket message of a page sent to itself as well, which costs
// both processes a good part of what a run of many short cells costs; here the page is only asked for its result.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import WebSocket from "ws";
import config from "../../playwright.config.ts";

export interface PlainPage {
  /** Calls a function in the page and gives what it returns, or what its promise gives, as JSON. */
  evaluate<T, A>(act: (argument: A) => T | Promise<T>, argument: A): Promise<T>;
  close(): Promise<void>;
}

/** Opens an address in a browser of its own, with the browser tests' program and flags. */
export async function openPlainPage(url: string): Promise<PlainPage> {
  const { executablePath, args = [] } = config.use?.launchOptions ?? {};
  const profile = await mkdtemp(join(tmpdir(), "lessonbook-plain-"));
  const browser = spawn(
    executablePath ?? "chromium",
    [...args, "--remote-debugging-port=0", `--user-data-dir=${profile}`, "--window-size=1280,900"],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const gone = new Promise<void>((resolve) => browser.once("exit", () => resolve()));
  const close = async (): Promise<void> => {
    browser.kill();
    await gone;
    await rm(profile, { recursive: true, force: true });
  };
  try {
    const { host } = new URL(await debuggingAddress(browser.stderr));
    const socket = await openSocket(await pageAddress(host));
    // Answered when the address is on the page.
    await ask(socket, "Page.navigate", { url });
    return {
      close,
      async evaluate(act, argument) {
        const expression = `(${act.toString()})(${JSON.stringify(argument)})`;
        const how = { awaitPromise: true, returnByValue: true };
        const answer = await ask(socket, "Runtime.evaluate", { expression, ...how });
        return answer?.result?.value as Awaited<ReturnType<typeof act>>;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Reads where the browser listens, from what it says when it has started. */
async function debuggingAddress(stderr: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input: stderr });
  for await (const line of lines) {
    const address = /DevTools listening on (\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      // Read on, so that the browser is never held up by a full pipe.
      stderr.resume();
      return address;
    }
  }
  throw new Error("the browser ended before it said where it listens");
}

async function pageAddress(host: string): Promise<string> {
  const targets = (await (await fetch(`http://${host}/json/list`)).json()) as readonly {
    readonly type: string;
    readonly webSocketDebuggerUrl: string;
  }[];
  const page = targets.find(({ type }) => type === "page");
  if (page === undefined) throw new Error("the browser has no page");
  return page.webSocketDebuggerUrl;
}

async function openSocket(address: string): Promise<WebSocket> {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  return socket;
}

interface Answer {
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly errorText?: string;
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
  };
}

/** Asks one thing at a time (Chrome DevTools protocol). */
function ask(socket: WebSocket, method: string, params: object): Promise<Answer["result"]> {
  return new Promise((resolve, reject) => {
    socket.once("message", (data: Buffer) => {
      const { error, result } = JSON.parse(data.toString()) as Answer;
      const failure =
        error?.message ?? result?.errorText ?? result?.exceptionDetails?.exception?.description;
      if (failure === undefined) resolve(result);
      else reject(new Error(failure));
    });
    socket.send(JSON.stringify({ id: 1, method, params }));
  });
}
