// The least that a client of a kernel can be: one websocket, JSON messages, no page. The floor that the page is held against.
import { randomUUID } from "node:crypto";
import WebSocket from "ws";

/** The Jupyter Server to measure on: its address with a final slash, and a token. */
export interface BareServer {
  readonly url: string;
  readonly token: string;
}

/** Runs `1+1` again and again on a kernel of its own; gives the milliseconds to reply and idle of each. */
export function timeBareClient(server: BareServer, runs: number): Promise<readonly number[]> {
  return withKernel(server, async (run) => {
    const times: number[] = [];
    // The first run warms the kernel and is not counted.
    for (let i = 0; i <= runs; i++) {
      const begun = performance.now();
      await run("1+1");
      if (i > 0) times.push(performance.now() - begun);
    }
    return times;
  });
}

/** Runs sources one after the other on a kernel of its own that is warm; gives the milliseconds for all. */
export function timeBareSequence(server: BareServer, sources: readonly string[]): Promise<number> {
  return withKernel(server, async (run) => {
    await run("1+1");
    const begun = performance.now();
    for (const source of sources) await run(source);
    return performance.now() - begun;
  });
}

async function withKernel<T>(
  server: BareServer,
  use: (run: (code: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  const headers = { Authorization: `token ${server.token}` };
  const api = `${server.url}api/kernels`;
  const body = JSON.stringify({ name: "python3" });
  const started = await fetch(api, { method: "POST", headers, body });
  const { id } = (await started.json()) as { id: string };
  const session = randomUUID();
  const address = `${api.replace("http", "ws")}/${id}/channels?session_id=${session}`;
  const socket = new WebSocket(address, { headers });
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  try {
    return await use((code) => execute(socket, session, code));
  } finally {
    socket.close();
    await fetch(`${api}/${id}`, { method: "DELETE", headers });
  }
}

interface Message {
  readonly parent_header?: { readonly msg_id?: string };
  readonly msg_type?: string;
  readonly content?: { readonly execution_state?: string };
}

function execute(socket: WebSocket, session: string, code: string): Promise<void> {
  const msg_id = randomUUID();
  return new Promise((resolve) => {
    const seen = { reply: false, idle: false };
    const onMessage = (data: WebSocket.RawData): void => {
      const message = JSON.parse((data as Buffer).toString()) as Message;
      if (message.parent_header?.msg_id !== msg_id) return;
      seen.reply ||= message.msg_type === "execute_reply";
      seen.idle ||= message.msg_type === "status" && message.content?.execution_state === "idle";
      if (!seen.reply || !seen.idle) return;
      socket.off("message", onMessage);
      resolve();
    };
    socket.on("message", onMessage);
    socket.send(
      JSON.stringify({
        channel: "shell",
        header: {
          msg_id,
          msg_type: "execute_request",
          session,
          username: "",
          version: "5.3",
          date: new Date().toISOString(),
        },
        parent_header: {},
        metadata: {},
        content: {
          code,
          silent: false,
          store_history: true,
          user_expressions: {},
          allow_stdin: false,
          stop_on_error: false,
        },
        buffers: [],
      }),
    );
  });
}
