// @jupyterlab/services' kernel connection, made safe to live with: no rejection that nobody handles, no throw in a
// socket handler, and "gone" told from "not answering". Used by kernel.ts alone.
import {
  CommsOverSubshells,
  KernelAPI,
  KernelConnection,
  KernelMessage as ServicesMessage,
  ServerConnection,
  type Kernel as Services,
} from "@jupyterlab/services";
import { isObject } from "../nbformat/parse.ts";
import { callServer, callUntilAnswered, type Connection } from "./connection.ts";
import { mendWireMessage } from "./messages.ts";
import { pause } from "./patience.ts";
import { restingSocket, type RestOptions } from "./resting-socket.ts";

export interface WireOptions {
  readonly connection: Connection;
  readonly model: Services.IModel;
  readonly clientId?: string;
  /** When the websocket may rest, and what to do after; where it never does, nothing is given. */
  readonly rest?: RestOptions;
}

/** Opens the websocket of a running kernel. */
export function connectWire({ connection, model, clientId, rest }: WireOptions): Wire {
  const { baseUrl, wsUrl, token } = connection;
  const settings = ServerConnection.makeSettings({ baseUrl, wsUrl, token });
  const line =
    typeof document === "undefined" && token !== ""
      ? socketWithToken(settings.WebSocket, token)
      : settings.WebSocket;
  const serverSettings = {
    ...settings,
    serializer: mendingSerializer(settings),
    // No token stands in an address: servers log those, and a hub lets none in by one.
    appendToken: false,
    // The library uses no more of a websocket than `Socket` has.
    WebSocket:
      rest === undefined ? line : (restingSocket(line, rest) as unknown as typeof WebSocket),
  };
  const calls = new KernelCalls(connection, serverSettings);
  return new Wire(calls, {
    model,
    serverSettings,
    kernelAPIClient: calls,
    // Comms in subshells break asyncio in the kernel (ipykernel#1510).
    commsOverSubshells: CommsOverSubshells.Disabled,
    ...(clientId !== undefined && { clientId }),
  });
}

/** Outside a page the library's websocket is that of `ws`, which takes headers. */
function socketWithToken(base: typeof WebSocket, token: string): typeof WebSocket {
  type OpenWithHeaders = new (
    url: string,
    protocols: string[],
    options: { readonly headers: Readonly<Record<string, string>> },
  ) => object;
  const Base = base as unknown as OpenWithHeaders;
  return class extends Base {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { Authorization: `token ${token}` } });
    }
  } as unknown as typeof WebSocket;
}

export class Wire extends KernelConnection {
  readonly #calls: KernelCalls;
  /** The ids of the main shell's `kernel_info_request`s: the server sends such requests too, in this client's name. */
  readonly #asked = new Set<string>();

  constructor(calls: KernelCalls, options: ConstructorParameters<typeof KernelConnection>[0]) {
    super(options);
    this.#calls = calls;
    this.anyMessage.connect((_, { msg, direction }) => {
      const { channel, header } = msg;
      if (direction === "send" && channel === "shell" && header.msg_type === "kernel_info_request")
        this.#asked.add(header.msg_id);
    });
  }

  override dispose(): void {
    // The library connects while it is made, but disposes only later.
    this.#calls.giveUp();
    super.dispose();
  }

  /** The library asks after each connect and drops the promise; a restart or a lost socket rejects it. */
  override async requestKernelInfo(): Promise<ServicesMessage.IInfoReplyMsg | undefined> {
    try {
      return await super.requestKernelInfo();
    } catch {
      return undefined;
    }
  }

  /**
   * Asks the same on the control channel, which ipykernel answers also while it runs a cell.
   * Gives the reply's content; `undefined` when none comes any more.
   */
  async askOnControl(): Promise<unknown> {
    return this.#sendOnControl("kernel_info_request");
  }

  /** Opens a subshell; gives the reply's content. The library's own way trusts only what the main shell has said. */
  async createSubshell(): Promise<unknown> {
    return this.#sendOnControl("create_subshell_request");
  }

  async #sendOnControl(type: "kernel_info_request" | "create_subshell_request"): Promise<unknown> {
    const message = ServicesMessage.createMessage<ServicesMessage.ICreateSubshellRequestMsg>({
      // The library's list of control messages lacks `kernel_info_request`.
      msgType: type as "create_subshell_request",
      channel: "control",
      session: this.clientId,
      username: this.username,
      content: {},
    });
    try {
      return (await this.sendControlMessage(message, true).done).content;
    } catch {
      return undefined;
    }
  }

  /** Whether the request with this header was, or may have been, for somebody else than the main shell. */
  isAside(parent: object): boolean {
    const read = (key: string): string => {
      const value: unknown = Object.getOwnPropertyDescriptor(parent, key)?.value;
      return typeof value === "string" ? value : "";
    };
    if (read("subshell_id") !== "") return true;
    const type = read("msg_type");
    // Asked on the control channel too.
    if (type === "kernel_info_request") return !this.#asked.has(read("msg_id"));
    return !SHELL_REQUESTS.has(type);
  }

  /** Likewise after an automatic restart. Whether it worked is told by `connectionStatusChanged`. */
  override async reconnect(): Promise<void> {
    if (this.isDisposed) return;
    this.#calls.giveUp();
    await super.reconnect().catch(() => undefined);
  }
}

/** What only the main shell is asked, where it is not a subshell. */
const SHELL_REQUESTS: ReadonlySet<string> = new Set([
  "execute_request",
  "complete_request",
  "inspect_request",
  "history_request",
  "is_complete_request",
  "comm_info_request",
  "comm_open",
  "comm_msg",
  "comm_close",
]);

/** The calls that a connection makes by itself, with our errors. */
class KernelCalls extends KernelAPI.KernelAPIClient {
  readonly #connection: Connection;
  /** Rises when a connection is begun anew, so that waiting for the one before ends without a word. */
  #attempt = 0;

  constructor(connection: Connection, serverSettings: ServerConnection.ISettings) {
    super({ serverSettings });
    this.#connection = connection;
  }

  giveUp(): void {
    this.#attempt += 1;
  }

  /**
   * Asked when the socket does not open: `dead` ends the connection. While there is no answer a page goes on asking;
   * elsewhere a network error makes the library wait and ask again, some times.
   */
  override async getModel(id: string): Promise<Services.IModel> {
    const { recovery } = this.#connection;
    const attempt = this.#attempt;
    for (let tries = 0; ; tries++) {
      try {
        const model = await this.#askModel(id);
        return attempt === this.#attempt ? model : await new Promise(() => undefined);
      } catch (error) {
        if (recovery === undefined) throw error;
        await pause(tries, recovery);
        // The library would take an answer for the socket that it has opened meanwhile.
        if (attempt !== this.#attempt) return new Promise(() => undefined);
      }
    }
  }

  async #askModel(id: string): Promise<Services.IModel> {
    const gone = { id, name: "", execution_state: "dead" } as const;
    try {
      const { status, json } = await callUntilAnswered(this.#connection, {
        to: "ask for the kernel",
        path: kernelPath(id),
        expect: [404],
      });
      return status === 404 || !isObject(json) || json.execution_state === "dead"
        ? gone
        : { id, name: typeof json.name === "string" ? json.name : "" };
    } catch (error) {
      // Logged out, stopped by the hub, or no answer: the kernel may well be alive.
      throw new ServerConnection.NetworkError(
        error instanceof TypeError ? error : new TypeError(String(error), { cause: error }),
      );
    }
  }

  override async interrupt(id: string): Promise<void> {
    await this.#post(id, "interrupt", "stop the cell");
  }

  override async restart(id: string): Promise<void> {
    await this.#post(id, "restart", "restart the kernel");
  }

  override async shutdown(id: string): Promise<void> {
    await callServer(this.#connection, {
      to: "end the kernel",
      method: "DELETE",
      path: kernelPath(id),
      expect: [404], // Gone already is what was asked for.
    });
  }

  async #post(id: string, action: string, to: string): Promise<void> {
    const path = `${kernelPath(id)}/${action}`;
    await callServer(this.#connection, { to, method: "POST", path });
  }
}

function mendingSerializer(
  settings: ServerConnection.ISettings,
): ServerConnection.ISettings["serializer"] {
  let session = "";
  return {
    serialize: (message, protocol) => settings.serializer.serialize(message, protocol),
    deserialize: (data, protocol) => {
      const message = mendWireMessage(read(data, protocol), session);
      const { header } = message;
      if (isObject(header) && typeof header.session === "string") session = header.session;
      // The shape was just made what the type says.
      return message as unknown as ServicesMessage.IMessage;
    },
  };

  function read(data: ArrayBuffer, protocol?: string): unknown {
    try {
      return settings.serializer.deserialize(data, protocol);
    } catch {
      return undefined; // Not a message at all; mended to one that nobody handles.
    }
  }
}

/** A kernel's address below the server's. */
export function kernelPath(id: string): string {
  return `api/kernels/${encodeURIComponent(id)}`;
}
