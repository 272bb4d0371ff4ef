// A websocket that rests while nobody uses the page, unseen by its owner.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { REST_AFTER, restingSocket, type Socket } from "../../../src/jupyter/resting-socket.ts";

/** The browser's websocket, in the hands of the test. */
class Line implements Socket {
  binaryType: BinaryType = "blob";
  /** As the browser's: empty until it is open. */
  protocol = "";
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  onerror: Socket["onerror"] = null;
  readonly sent: unknown[] = [];
  closed = false;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    lines.push(this);
  }

  send(data: unknown): void {
    this.sent.push(data);
  }

  close(): void {
    this.closed = true;
  }
}

function open(line: Line | undefined): void {
  if (line === undefined) throw new Error("no line");
  line.protocol = "v1";
  line.onopen?.(new Event("open"));
}

let lines: Line[];
let use: () => void;
let mayRest: boolean;
let heard: string[];
let socket: Socket;

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  heard = [];
  mayRest = true;
  const Resting = restingSocket(Line, {
    onUse: (listener) => {
      use = listener;
      return () => heard.push("deaf");
    },
    mayRest: () => mayRest,
    onAwake: () => heard.push("awake"),
  });
  socket = new Resting("ws://server.test/k", ["v1"]);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => heard.push("open");
  socket.onmessage = ({ data }) => heard.push(String(data));
  socket.onclose = () => heard.push("close");
  open(lines[0]);
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a socket that rests", () => {
  it("is an open socket at first", () => {
    socket.send("one");
    lines[0]?.onmessage?.(new MessageEvent("message", { data: "two" }));
    expect(lines[0]).toMatchObject({ sent: ["one"], url: "ws://server.test/k", protocols: ["v1"] });
    expect(heard).toEqual(["open", "two"]);
    expect(socket.protocol).toBe("v1");
  });

  it("is closed after ten minutes without use, and its owner does not hear of it", () => {
    vi.advanceTimersByTime(REST_AFTER - 1);
    expect(lines[0]?.closed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(lines[0]?.closed).toBe(true);
    lines[0]?.onclose?.(new Event("close") as CloseEvent);
    expect(heard).toEqual(["open"]);
  });

  it.each(["a use of the page", "a message to the kernel", "a message from it"])(
    "waits ten minutes from %s",
    (what) => {
      vi.advanceTimersByTime(REST_AFTER - 1_000);
      if (what.startsWith("a use")) use();
      else if (what.endsWith("kernel")) socket.send("x");
      else lines[0]?.onmessage?.(new MessageEvent("message", { data: "x" }));
      vi.advanceTimersByTime(REST_AFTER - 1);
      expect(lines[0]?.closed).toBe(false);
      vi.advanceTimersByTime(1);
      expect(lines[0]?.closed).toBe(true);
    },
  );

  it("stays open while something runs", () => {
    mayRest = false;
    vi.advanceTimersByTime(5 * REST_AFTER);
    expect(lines[0]?.closed).toBe(false);
    mayRest = true;
    vi.advanceTimersByTime(REST_AFTER);
    expect(lines[0]?.closed).toBe(true);
  });

  it("opens again with the next use, as binary as before, and rests again", () => {
    vi.advanceTimersByTime(REST_AFTER);
    use();
    use();
    expect(lines).toHaveLength(2);
    expect(lines[1]?.binaryType).toBe("arraybuffer");
    open(lines[1]);
    expect(heard).toEqual(["open", "awake"]);
    vi.advanceTimersByTime(REST_AFTER);
    expect(lines[1]?.closed).toBe(true);
  });

  it("opens again for a message, which goes out when it is open, in order", () => {
    vi.advanceTimersByTime(REST_AFTER);
    socket.send("one");
    // Messages are written in the protocol of the line that they will go by.
    expect(socket.protocol).toBe("v1");
    socket.send("two");
    expect(lines[1]?.sent).toEqual([]);
    open(lines[1]);
    socket.send("three");
    expect(lines[1]?.sent).toEqual(["one", "two", "three"]);
  });

  it("says that it closed where it cannot open again, and is over then", () => {
    vi.advanceTimersByTime(REST_AFTER);
    use();
    lines[1]?.onclose?.(new Event("close") as CloseEvent);
    expect(heard).toEqual(["open", "deaf", "close"]);
    use();
    vi.advanceTimersByTime(5 * REST_AFTER);
    expect(lines).toHaveLength(2);
  });

  it("is over when its owner closes it, at rest too", () => {
    vi.advanceTimersByTime(REST_AFTER);
    socket.close();
    use();
    expect(lines).toHaveLength(1);
    expect(heard).toEqual(["open", "deaf"]);
  });
});
