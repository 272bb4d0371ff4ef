// Calls that go out again while the connections that a browser has kept for them are dead.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callUntilAnswered, makeConnection } from "../../../src/jupyter/connection.ts";

interface Sent {
  readonly signal: AbortSignal | null | undefined;
  readonly answer: (text: string, status?: number) => void;
}

let sent: Sent[];
const connection = makeConnection({ baseUrl: "http://server.test/" });
const ask = () => callUntilAnswered(connection, { to: "ask", path: "api/status" });

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  vi.stubGlobal("fetch", (_: string, { signal }: RequestInit) => {
    return new Promise<Response>((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new DOMException("given up", "AbortError")));
      const answer = (text: string, status = 200): void => resolve(new Response(text, { status }));
      sent.push({ signal, answer });
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
