// A page that comes back to a run: what it missed is there, once and in order, on a server that keeps a journal and on a
// plain one.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  KernelDiedError,
  type InputRequest,
  type Kernel,
  type KernelMessage,
  type Server,
} from "../../src/execution/ports.ts";
import type { Recovery } from "../../src/jupyter/connection.ts";
import { connectServer } from "../../src/jupyter/server.ts";
import { openLine, type BrokenLine } from "../support/broken-line.ts";
import { defer } from "../support/deferred.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const recovery: Recovery = { onWake: () => () => undefined, onUse: () => () => undefined };
const LINES = Array.from({ length: 40 }, (_, i) => `line ${i}\n`).join("");
/** Prints forty lines in two seconds, in an `await`. */
const PRINTS =
  "import asyncio\nfor i in range(40):\n    print('line', i, flush=True)\n    await asyncio.sleep(0.05)";

describe.each([true, false])("coming back, with the journal: %s", { timeout: 60_000 }, (kept) => {
  let running: TestServer;
  let count = 0;
  let path = "";
  const pages: { readonly kernel: Kernel; leave(): void }[] = [];

  async function open(clientId: string): Promise<Kernel> {
    const server = connectServer({
      baseUrl: running.url,
      token: running.token,
      clientId,
      recovery,
    });
    const session = await server.openSession({ path });
    pages.push({ kernel: session.kernel, leave: () => server.dispose() });
    return session.kernel;
  }

  beforeAll(async () => {
    running = await startTestServer({ lessonbook: kept });
  }, 60_000);
  afterAll(() => running.stop(), 60_000);
  beforeEach(() => {
    path = `run-${++count}.ipynb`;
  });
  afterEach(async () => {
    await pages.at(-1)?.kernel.shutdown();
    for (const page of pages.splice(0)) page.leave();
  });

  /** Starts the run in a page and leaves that page when the run has printed a few lines. */
  async function runAndLeave(code: string, clientId = "page"): Promise<string> {
    const kernel = await open(clientId);
    await kernel.execute({ code: "0" }, () => undefined);
    const printed = defer();
    let messageId = "";
    let text = "";
    kernel
      .execute({ code, cellId: "c", onSent: (id) => (messageId = id) }, (message) => {
        text += textOf([message]);
        if (text.includes("line 5")) printed.resolve();
      })
      .catch(() => undefined);
    await printed.promise;
    pages.at(-1)?.leave();
    return messageId;
  }

  it("gives the rest of the run, in order and nothing twice, and its end", async () => {
    const messageId = await runAndLeave(PRINTS);
    const kernel = await open("page");
    const messages: KernelMessage[] = [];
    let told = "";
    const reply = await kernel.follow(messageId, (message) => messages.push(message), {
      cellId: "c",
      onCaughtUp: () => (told = textOf(messages)),
    });
    expect(reply).toMatchObject({ status: "ok", executionCount: kept ? 2 : null });
    // The page had seen these lines before it went away.
    if (kept) expect(told).toContain("line 5\n");
    const lines = textOf(messages);
    if (kept) expect(lines).toBe(LINES);
    // A plain server keeps what came while nobody listened, and may lose what was on its way when the page left.
    else expect(LINES.endsWith(lines)).toBe(true);
    expect(lines).not.toBe("");
  });

  it("ends a run whose last message was lost, by its reply", async () => {
    const kernel = await open("page");
    // As a socket does that is full: the kernel's word that it is idle goes nowhere, once.
    const loses = [
      "session = get_ipython().kernel.session",
      "send = session.send",
      "def lossy(stream, kind, content=None, *args, **more):",
      "    if kind == 'status' and content == {'execution_state': 'idle'}:",
      "        session.send = send",
      "        return None",
      "    return send(stream, kind, content, *args, **more)",
      "session.send = lossy",
      "1 / 0",
    ].join("\n");
    const reply = await kernel.execute({ code: loses, cellId: "c" }, () => undefined);
    expect(reply).toMatchObject({ status: "error", ename: "ZeroDivisionError" });
    expect(await kernel.execute({ code: "1", cellId: "d" }, () => undefined)).toMatchObject({
      status: "ok",
    });
  });

  it("gives the end of a run that ended while nobody was there, error and all", async () => {
    const messageId = await runAndLeave(`${PRINTS}\n1 / 0`);
    await becomesIdle(running);
    const kernel = await open("page");
    const messages: KernelMessage[] = [];
    const reply = await kernel.follow(messageId, (message) => messages.push(message), {
      cellId: "c",
    });
    expect(reply).toMatchObject({ status: "error", ename: "ZeroDivisionError" });
    expect(messages.some((message) => message.type === "error")).toBe(true);
    if (kept) expect(textOf(messages)).toBe(LINES);
  });

  it("gives what tasks print after the end to whoever follows the run", async () => {
    const late =
      "import asyncio\nasync def later():\n    for i in range(6, 12):\n        print('line', i)\n        await asyncio.sleep(0.05)\n" +
      "print('line 5', flush=True)\ntask = asyncio.create_task(later())";
    const messageId = await runAndLeave(late);
    const kernel = await open("page");
    const done = defer();
    let text = "";
    const over = kernel.follow(
      messageId,
      (message) => {
        if (message.type === "clear_output") text = "";
        text += textOf([message]);
        if (text.includes("line 11")) done.resolve();
      },
      { cellId: "c" },
    );
    // The end itself was told to the page that has left, and a plain server tells a thing once.
    if (kept) await over;
    else await over.catch(() => undefined);
    await done.promise;
    if (kept) expect(text).toBe([5, 6, 7, 8, 9, 10, 11].map((i) => `line ${i}\n`).join(""));
  });

  it("gives a question that was open, takes its answer, and keeps both in their place", async () => {
    const asks =
      "print('line 5', flush=True)\nprint('hello', input('name? '), flush=True)\ninput('more? ')";
    const asked = defer();
    let question: InputRequest | undefined;
    let messageId = "";
    const first = await open("page");
    first
      .execute(
        {
          code: asks,
          cellId: "c",
          onSent: (id) => (messageId = id),
          onInput: (request) => {
            question = request;
            asked.resolve();
            return new Promise(() => undefined);
          },
        },
        () => undefined,
      )
      .catch(() => undefined);
    await asked.promise;
    pages.at(-1)?.leave();

    const second = await open("page");
    const again = defer();
    const answers = ["Ada"];
    second
      .follow(messageId, () => undefined, {
        cellId: "c",
        ...(question !== undefined && { asked: question }),
        onInput: (request) => {
          const answer = answers.shift();
          if (answer !== undefined) return Promise.resolve(answer);
          question = request;
          again.resolve();
          return new Promise(() => undefined);
        },
      })
      .catch(() => undefined);
    await again.promise;
    expect(question?.prompt).toBe("more? ");
    pages.at(-1)?.leave();

    const third = await open("page");
    let text = "";
    const reply = await third.follow(messageId, (message) => (text += textOf([message])), {
      cellId: "c",
      ...(question !== undefined && { asked: question }),
      onInput: () => Promise.resolve("no"),
    });
    expect(reply.status).toBe("ok");
    // A plain server does not know what was printed before.
    expect(text).toBe(kept ? "line 5\nname? Ada\nhello Ada\nmore? no\n" : "more? no\n");
  });

  it("knows what a busy kernel can do, and does not take it for idle whatever others ask it", async () => {
    await runAndLeave("print('line 5', flush=True)\nimport time\nwhile True: time.sleep(0.01)");
    const kernel = await open("page");
    await becomesBusy(kernel);
    const statuses: string[] = [];
    kernel.onStatus((status) => statuses.push(status));
    expect(await kernel.info()).toMatchObject({ language: "python", supportsSubshells: true });
    const place = { code: "le", offset: 2 };
    expect((await kernel.complete(place)).matches).toContainEqual(
      expect.objectContaining({ text: "len" }),
    );
    // Another page comes: it asks the kernel itself, and the journal.
    const other = await open("another");
    expect((await other.complete(place)).matches.length).toBeGreaterThan(0);
    expect(statuses).toEqual([]);
    await kernel.interrupt();
  });

  it("says so when nobody can tell how the run ended", async () => {
    await runAndLeave(PRINTS);
    const kernel = await open("page");
    await expect(kernel.follow("never-sent", () => undefined, { cellId: "c" })).rejects.toThrow(
      KernelDiedError,
    );
  });

  it("says so when the kernel was restarted meanwhile", async () => {
    const messageId = await runAndLeave("print('line 5', flush=True)\nimport time\ntime.sleep(60)");
    const other = await open("another");
    await becomesBusy(other);
    await other.restart();
    await other.execute({ code: "1" }, () => undefined);
    const kernel = await open("page");
    await expect(kernel.follow(messageId, () => undefined, { cellId: "c" })).rejects.toThrow(
      KernelDiedError,
    );
  });
});

describe("a line that carries nothing any more and does not say so", { timeout: 60_000 }, () => {
  let running: TestServer;
  let line: BrokenLine;
  let server: Server;
  let kernel: Kernel;
  let wake: () => void;

  beforeAll(async () => {
    running = await startTestServer({ lessonbook: true });
    line = await openLine(Number(new URL(running.url).port));
    server = connectServer({
      baseUrl: `http://127.0.0.1:${line.port}/`,
      token: running.token,
      clientId: "page",
      recovery: {
        onUse: () => () => undefined,
        onWake: (listener) => {
          wake = listener;
          return () => undefined;
        },
      },
    });
    ({ kernel } = await server.openSession({ path: "half-open.ipynb" }));
    await kernel.execute({ code: "0" }, () => undefined);
  }, 60_000);
  afterAll(async () => {
    await kernel.shutdown();
    server.dispose();
    await line.close();
    await running.stop();
  }, 60_000);

  /** Somebody comes back to the page now and again: right after a sign of life that says nothing new. */
  async function wakeUntil<T>(settled: Promise<T>): Promise<T> {
    const waking = setInterval(() => wake(), 200);
    return settled.finally(() => clearInterval(waking));
  }

  it("is noticed when the page wakes, and no line of a run is missing", async () => {
    const printed = defer();
    let text = "";
    const over = kernel.execute({ code: PRINTS, cellId: "c" }, (message) => {
      if (message.type === "clear_output") text = "";
      text += textOf([message]);
      if (text.includes("line 5")) printed.resolve();
    });
    await printed.promise;
    line.stall();
    await becomesIdle(running);
    expect(await wakeUntil(over)).toMatchObject({ status: "ok" });
    expect(text).toBe(LINES);
  });

  it("says that a run did not reach the kernel, and runs it when asked again", async () => {
    line.stall();
    const lost = kernel.execute({ code: "ran = True", cellId: "d" }, () => undefined);
    await expect(wakeUntil(lost)).rejects.toThrow("did not get this cell");
    const reply = await kernel.execute({ code: "assert 'ran' not in globals()" }, () => undefined);
    expect(reply.status).toBe("ok");
  });
});

function textOf(messages: readonly KernelMessage[]): string {
  return messages.map((message) => (message.type === "stream" ? message.text : "")).join("");
}

function becomesBusy(kernel: Kernel): Promise<void> {
  return new Promise((resolve) => {
    if (kernel.status === "busy") resolve();
    const stop = kernel.onStatus((status) => {
      if (status !== "busy") return;
      stop();
      resolve();
    });
  });
}

/** Asks the server until no kernel of it is busy. */
async function becomesIdle({ url, token }: TestServer): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}api/kernels`, {
      headers: { Authorization: `token ${token}` },
    });
    const kernels = (await answer.json()) as readonly { readonly execution_state: string }[];
    if (kernels.every(({ execution_state }) => execution_state === "idle")) return;
  }
}
