// A kernel's websocket that rests: after a while in which nobody uses the page and nothing is owed it is closed, while its owner, the
// library, takes it for open; it opens again with the next use or message. An open socket is pinged, and a hub's proxy takes
// each answer for use of the server, so that it would never be stopped. Used by wire.ts alone.
import type { Recovery } from "./connection.ts";

/** Milliseconds without use after which a socket rests. */
export const REST_AFTER = 10 * 60_000;

export interface RestOptions {
  readonly onUse: Recovery["onUse"];
  /** Nothing is waited for, and nothing runs. */
  readonly mayRest: () => boolean;
  /** The socket is open again after a rest: what came meanwhile may be missing. */
  readonly onAwake: () => void;
}

/** The part of a websocket that the library uses. */
export interface Socket {
  binaryType: BinaryType;
  readonly protocol: string;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  send(data: string | ArrayBuffer): void;
  close(): void;
}

type OpenSocket = new (url: string, protocols: string[]) => Socket;

/** Makes the class of sockets that rest, out of the browser's. */
export function restingSocket(base: OpenSocket, options: RestOptions): OpenSocket {
  return class RestingSocket implements Socket {
    onopen: Socket["onopen"] = null;
    onmessage: Socket["onmessage"] = null;
    onclose: Socket["onclose"] = null;
    onerror: Socket["onerror"] = null;
    binaryType: BinaryType = "arraybuffer";
    readonly #url: string;
    readonly #protocols: string[];
    readonly #stopListening: () => void;
    #state: "opening" | "open" | "resting" | "waking" | "ended" = "opening";
    /** The last one that was opened; closed while this one rests. */
    #line: Socket;
    /** What the server chose; a line that is being opened knows none yet. */
    #protocol = "";
    /** What was sent while the line was being opened again. */
    readonly #held: (string | ArrayBuffer)[] = [];
    #usedAt = Date.now();
    #timer: ReturnType<typeof setTimeout> | undefined;

    constructor(url: string, protocols: string[]) {
      this.#url = url;
      this.#protocols = protocols;
      this.#stopListening = options.onUse(() => this.#use());
      this.#line = this.#connect((event) => this.onopen?.(event));
    }

    get protocol(): string {
      return this.#protocol;
    }

    send(data: string | ArrayBuffer): void {
      this.#use();
      if (this.#state === "waking") this.#held.push(data);
      else this.#line.send(data);
    }

    close(): void {
      this.#end();
      hangUp(this.#line);
    }

    #connect(onOpen: (event: Event) => void): Socket {
      const line = new base(this.#url, this.#protocols);
      line.binaryType = this.binaryType;
      line.onopen = (event) => {
        this.#state = "open";
        this.#protocol = line.protocol;
        this.#lookIn(REST_AFTER);
        onOpen(event);
      };
      line.onmessage = (event) => {
        this.#usedAt = Date.now();
        this.onmessage?.(event);
      };
      line.onclose = (event) => {
        this.#end();
        this.onclose?.(event);
      };
      line.onerror = (event) => {
        this.#end();
        this.onerror?.(event);
      };
      return line;
    }

    #use(): void {
      this.#usedAt = Date.now();
      if (this.#state !== "resting") return;
      this.#state = "waking";
      this.#line = this.#connect(() => {
        for (const data of this.#held.splice(0)) this.#line.send(data);
        options.onAwake();
      });
    }

    #lookIn(milliseconds: number): void {
      this.#timer = setTimeout(() => {
        const left = this.#usedAt + REST_AFTER - Date.now();
        if (left > 0 || !options.mayRest()) this.#lookIn(left > 0 ? left : REST_AFTER);
        else {
          this.#state = "resting";
          hangUp(this.#line);
        }
      }, milliseconds);
    }

    #end(): void {
      this.#state = "ended";
      clearTimeout(this.#timer);
      this.#stopListening();
    }
  };
}

/** Closes a line without a word to its owner. */
function hangUp(line: Socket): void {
  line.onopen = line.onmessage = line.onclose = line.onerror = null;
  line.close();
}
