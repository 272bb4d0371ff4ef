// What one run prints, from websocket and journal as one: nothing twice, nothing left out, whatever comes first.
import { describe, expect, it } from "vitest";
import type { KernelMessage } from "../../../src/execution/ports.ts";
import type { JournalRun } from "../../../src/jupyter/journal.ts";
import { MessageIds } from "../../../src/jupyter/message-ids.ts";
import { RunFeed } from "../../../src/jupyter/run-feed.ts";

const print = (text: string): KernelMessage => ({ type: "stream", name: "stdout", text });

/** A feed, and what a cell that shows its messages would hold. */
function follow(endsByIdle = false): {
  readonly feed: RunFeed;
  readonly text: () => string;
  readonly receive: (...numbers: readonly number[]) => void;
} {
  let text = "";
  const feed = new RunFeed((message) => {
    if (message.type === "clear_output") text = "";
    if (message.type === "stream" && message.name === "stdout") text += message.text;
  }, endsByIdle);
  return {
    feed,
    text: () => text,
    receive: (...numbers) => {
      for (const number of numbers) feed.receive(`k_${number}`, print(`${number} `));
    },
  };
}

/** The journal's record of messages `first` to `last`. */
function record(first: number, last: number, more: Partial<JournalRun> = {}): JournalRun {
  const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return {
    messageId: "run",
    complete: true,
    state: "running",
    executionCount: 7,
    ename: undefined,
    dropped: 0,
    messages: [print(numbers.map((number) => `${number} `).join(""))],
    seen: MessageIds.from({ ranges: { k: [[1, last]] }, others: [] }),
    ...more,
  };
}

describe("a run's feed", () => {
  it("fills a gap from the journal and drops what the websocket brings again", () => {
    const { feed, receive, text } = follow();
    receive(1, 2);
    feed.hold();
    receive(4, 5);
    feed.catchUp(record(1, 4));
    receive(6);
    expect(text()).toBe("1 2 3 4 5 6 ");
  });

  it("drops what comes late and was in the journal", () => {
    const { feed, receive, text } = follow();
    feed.hold();
    feed.catchUp(record(1, 3));
    receive(2, 3, 4);
    expect(text()).toBe("1 2 3 4 ");
  });

  it("fills a second gap as it did the first", () => {
    const { feed, receive, text } = follow();
    receive(1);
    feed.hold();
    feed.catchUp(record(1, 3));
    receive(4);
    feed.hold();
    receive(7);
    feed.catchUp(record(1, 6));
    expect(text()).toBe("1 2 3 4 5 6 7 ");
  });

  it("takes nothing back for a record that has only what it was given, by websocket and by a record before", () => {
    const { feed, receive, text } = follow();
    feed.hold();
    feed.catchUp(record(1, 3));
    receive(4, 5);
    feed.hold();
    feed.catchUp(record(1, 4));
    expect(text()).toBe("1 2 3 4 5 ");
  });

  it("leaves alone what lacks nothing", () => {
    const messages: KernelMessage[] = [];
    const feed = new RunFeed((message) => messages.push(message));
    feed.receive("k_1", print("1"));
    feed.hold();
    feed.catchUp(record(1, 1));
    expect(messages).toEqual([print("1")]);
  });

  it("keeps what is shown when the journal has less, and says that something may be missing", () => {
    const messages: KernelMessage[] = [];
    const feed = new RunFeed((message) => messages.push(message));
    feed.receive("k_1", print("1"));
    feed.hold();
    feed.catchUp(record(3, 4, { dropped: 2 }));
    expect(messages.slice(0, 1)).toEqual([print("1")]);
    expect(messages[1]).toMatchObject({
      name: "stderr",
      text: expect.stringContaining("missing") as string,
    });
    expect(messages).toHaveLength(2);
  });

  it("says how many messages are gone to who has none of them", () => {
    const messages: KernelMessage[] = [];
    const feed = new RunFeed((message) => messages.push(message));
    feed.hold();
    feed.catchUp(record(3, 4, { dropped: 2 }));
    expect(messages).toContainEqual({
      type: "stream",
      name: "stderr",
      text: expect.stringMatching(/^\[2 messages dropped/) as string,
    });
    expect(messages.at(-1)).toEqual(print("3 4 "));
  });

  it("goes on with what was held back where there is no journal", () => {
    const { feed, receive, text } = follow();
    receive(1);
    feed.hold();
    receive(2);
    expect(text()).toBe("1 ");
    feed.carryOn();
    expect(text()).toBe("1 2 ");
  });

  it("tells the end by the journal, with the error that ended it", async () => {
    const { feed } = follow();
    feed.hold();
    feed.catchUp(record(1, 1, { state: "ended", ename: "KeyError" }));
    await expect(feed.over).resolves.toEqual({
      status: "error",
      executionCount: 7,
      ename: "KeyError",
    });
  });

  it("tells the end by the kernel's idle where the reply goes elsewhere", async () => {
    const { feed, receive } = follow(true);
    feed.receive("k_0", { type: "execute_input", executionCount: 3 });
    receive(1);
    feed.receive("k_2", { type: "status", state: "idle" });
    await expect(feed.over).resolves.toEqual({ status: "ok", executionCount: 3 });
  });

  it("says that an end nobody saw is lost", async () => {
    const { feed, receive } = follow();
    receive(1);
    feed.endUnseen();
    await expect(feed.over).resolves.toBe("lost");
  });
});

describe("ids of messages", () => {
  it("are all there and no others, counted or not", () => {
    const ids = new MessageIds();
    const kept = ["k_1", "k_2", "k_4", "uuid-1", "k_007", "_5", "9"];
    for (const id of kept) ids.add(id);
    expect(kept.every((id) => ids.has(id))).toBe(true);
    expect(["k_3", "k_5", "k_7", "other_1", "uuid", "k_"].some((id) => ids.has(id))).toBe(false);
  });

  it("tell whether others are among them", () => {
    const ids = MessageIds.from({ ranges: { k: [[1, 9]] }, others: ["x"] });
    expect(MessageIds.from({ ranges: { k: [[2, 3]] }, others: ["x"] }).isWithin(ids)).toBe(true);
    expect(MessageIds.from({ ranges: { k: [[9, 10]] }, others: [] }).isWithin(ids)).toBe(false);
    expect(MessageIds.from({ ranges: {}, others: ["y"] }).isWithin(ids)).toBe(false);
  });
});
