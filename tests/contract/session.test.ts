// Two pages on one kernel: sessions that are joined, and a kernel that somebody else restarts or ends.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  KernelDiedError,
  type Kernel,
  type KernelMessage,
  type Session,
} from "../../src/execution/ports.ts";
import { stopRun } from "../../src/execution/stop.ts";
import { connectServer } from "../../src/jupyter/server.ts";
import type { KernelStatus } from "../../src/model/state.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

describe("a session on a Jupyter Server", { timeout: 30_000 }, () => {
  let running: TestServer;
  let mine: Session;
  let theirs: Session;
  const open = (path: string, kernelName?: string): Promise<Session> =>
    connectServer({ baseUrl: running.url, token: running.token }).openSession({
      path,
      ...(kernelName !== undefined && { kernelName }),
    });

  beforeAll(async () => {
    running = await startTestServer();
  }, 60_000);
  afterAll(() => running.stop(), 60_000);
  beforeEach(async () => {
    mine = await open("shared.ipynb");
    theirs = await open("shared.ipynb");
  });
  afterEach(async () => {
    await mine.shutdown();
    mine.dispose();
    theirs.dispose();
  });

  it("is joined by the second page, with the same variables", async () => {
    expect([mine.joined, theirs.joined]).toEqual([false, true]);
    expect(mine.displayName).toBe("Python 3 (ipykernel)");
    await mine.kernel.execute({ code: "shared = 41" }, () => undefined);
    const reply = await theirs.kernel.execute({ code: "assert shared == 41" }, () => undefined);
    expect(reply.status).toBe("ok");
  });

  it("does not give one page what the other page's run prints", async () => {
    const heard: string[] = [];
    const listen = (name: string) => (message: { readonly type: string }) => {
      if (message.type === "stream") heard.push(name);
    };
    await mine.kernel.execute({ code: "0", cellId: "c" }, listen("mine"));
    await theirs.kernel.execute({ code: "print(1)", cellId: "c" }, listen("theirs"));
    expect(heard).toEqual(["theirs"]);
  });

  it("rejects my run when another page restarts the kernel, and runs again after it", async () => {
    const { over } = await startSleeping(mine.kernel);
    await theirs.kernel.restart();
    await expect(over).rejects.toThrow(KernelDiedError);
    const reply = await mine.kernel.execute({ code: "1", cellId: "c" }, () => undefined);
    expect(reply).toEqual({ status: "ok", executionCount: 1 });
  });

  it("rejects my run when another page ends the kernel, and a restart brings one back", async () => {
    const { over } = await startSleeping(mine.kernel);
    await theirs.shutdown();
    await expect(over).rejects.toThrow(KernelDiedError);
    await becomes(mine.kernel, "dead");
    await mine.kernel.restart();
    const reply = await mine.kernel.execute({ code: "1", cellId: "c" }, () => undefined);
    expect(reply).toEqual({ status: "ok", executionCount: 1 });
    expect(mine.kernel.status).not.toBe("dead");
  });

  it("is known to be busy when a page joins it in the middle of a run", async () => {
    const { over } = await startSleeping(mine.kernel);
    const late = await open("shared.ipynb");
    await becomes(late.kernel, "busy");
    await stopRun(mine.kernel, over);
    await becomes(late.kernel, "idle");
    late.dispose();
  });

  it("stays quiet after it was let go, whatever the kernel does", async () => {
    const statuses: KernelStatus[] = [];
    theirs.kernel.onStatus((status) => statuses.push(status));
    theirs.dispose();
    await mine.kernel.execute({ code: "1" }, () => undefined);
    await mine.kernel.restart();
    expect(statuses).toEqual([]);
  });

  it("runs on the default kernel where the wanted one is not there, and tells by its name", async () => {
    const session = await open("other.ipynb", "no-such-kernel");
    expect(session.kernel.name).toBe("python3");
  });

  it("can be given another kernel; the one before ends, and a file can use one that runs", async () => {
    const server = connectServer({ baseUrl: running.url, token: running.token });
    const first = await server.openSession({ path: "change.ipynb" });
    await first.kernel.execute({ code: "x = 1" }, () => undefined);
    const before = await server.runningKernels();
    const own = before.find(({ paths }) => paths.includes("change.ipynb"));
    expect(own).toBeDefined();
    const shared = await server.changeKernel("shares.ipynb", { id: own?.id ?? "" });
    const seen: KernelMessage[] = [];
    await shared.kernel.execute({ code: "print(x)" }, (message) => seen.push(message));
    expect(seen).toContainEqual({ type: "stream", name: "stdout", text: "1\n" });
    shared.dispose();
    const fresh = await server.changeKernel("change.ipynb", { name: "python3" });
    const after = await server.runningKernels();
    expect(after.map(({ id }) => id)).not.toContain(own?.id);
    await fresh.shutdown();
    server.dispose();
  });

  it("is not reached any more when its server has ended, and says so", async () => {
    const own = await startTestServer();
    const session = await connectServer({ baseUrl: own.url, token: own.token }).openSession({
      path: "lost.ipynb",
    });
    await session.kernel.execute({ code: "1" }, () => undefined);
    await own.stop();
    await becomes(session.kernel, "dead", "disconnected");
    session.dispose();
  });
});

/** Starts a long run and waits until it has printed. */
async function startSleeping(kernel: Kernel): Promise<{ readonly over: Promise<unknown> }> {
  let over: Promise<unknown> = Promise.resolve();
  await new Promise<void>((resolve) => {
    const code = "print(1, flush=True)\nawait __import__('asyncio').sleep(60)";
    over = kernel.execute({ code, cellId: "c" }, (message) => {
      if (message.type === "stream") resolve();
    });
    over.catch(() => undefined); // Each test looks at it in its own time.
  });
  return { over };
}

function becomes(kernel: Kernel, ...wanted: readonly KernelStatus[]): Promise<void> {
  return new Promise((resolve) => {
    if (wanted.includes(kernel.status)) resolve();
    const stop = kernel.onStatus((status) => {
      if (!wanted.includes(status)) return;
      stop();
      resolve();
    });
  });
}
