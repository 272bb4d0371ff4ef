// Calls that go out again while the connections that a browser has kept for them are dead.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callServer, callUntilAnswered, makeConnection } from "../../../src/jupyter/connection.ts";

interface Sent {
  readonly url: string;
  readonly signal: AbortSignal | null | undefined;
  /** `from` is where the answer comes from after a redirect. */
  readonly answer: (text: string, status?: number, from?: string) => void;
}

let sent: Sent[];
const connection = makeConnection({ baseUrl: "http://server.test/" });
const ask = () => callUntilAnswered(connection, { to: "ask", path: "api/status" });

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  vi.stubGlobal("fetch", (url: string, { signal }: RequestInit) => {
    return new Promise<Response>((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new DOMException("given up", "AbortError")));
      const answer: Sent["answer"] = (text, status = 200, from) => {
        const response = new Response(text, { status });
        if (from !== undefined) {
          Object.defineProperties(response, { redirected: { value: true }, url: { value: from } });
        }
        resolve(response);
      };
      sent.push({ url, signal, answer });
    });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a call that is made until it is answered", () => {
  it("is made once where the answer comes soon", async () => {
    const answer = ask();
    sent[0]?.answer("1");
    expect(await answer).toMatchObject({ ok: true, json: 1 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(1);
  });

  it("is made again while there is silence, and the first answer counts", async () => {
    const answer = ask();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(sent).toHaveLength(3);
    sent[2]?.answer("3");
    expect(await answer).toMatchObject({ json: 3 });
    expect(sent.map(({ signal }) => signal?.aborted)).toEqual([true, true, true]);
  });

  it("gives the oldest up when many are under way, so that dead connections go", async () => {
    const answer = ask();
    await vi.advanceTimersByTimeAsync(8_000);
    expect(sent.map(({ signal }) => signal?.aborted)).toEqual([
      true,
      true,
      ...Array<boolean>(5).fill(false),
    ]);
    sent[3]?.answer("4");
    expect(await answer).toMatchObject({ json: 4 });
  });

  it("fails as the server says, also by a later try", async () => {
    const refused = ask();
    await vi.advanceTimersByTimeAsync(2_000);
    sent[1]?.answer("{}", 500);
    await expect(refused).rejects.toMatchObject({ status: 500 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(2);
  });
});

describe("a call that is refused with 403", () => {
  const save = () => callServer(connection, { to: "save", method: "PUT", path: "api/x" });
  const HUB = "http://server.test/hub/user/ann/api/me";

  it.each([
    { me: 200, from: undefined, kind: "forbidden" },
    { me: 403, from: undefined, kind: "login" },
    { me: 200, from: "http://server.test/hub/login?next=x", kind: "login" },
    // JupyterHub 6: a stopped server's PUT is 403 for its XSRF token, its GET leads to 424.
    { me: 424, from: HUB, kind: "stopped" },
  ])("is $kind where api/me says $me from $from", async ({ me, from, kind }) => {
    const refused = save();
    const failed = expect(refused).rejects.toMatchObject({ kind });
    sent[0]?.answer("{}", 403);
    await vi.waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]?.url).toBe("http://server.test/api/me");
    sent[1]?.answer("{}", me, from);
    await failed;
  });

  it("is stopped where the hub says so in the server's place", async () => {
    const opened = callServer(connection, { to: "open", path: "api/x" });
    sent[0]?.answer("{}", 424, "http://server.test/hub/user/ann/api/x");
    await expect(opened).rejects.toMatchObject({ kind: "stopped", status: 424 });
  });
});
