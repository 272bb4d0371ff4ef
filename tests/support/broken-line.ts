// A loopback proxy in front of a test's server whose connections a test can cut and later let through again.
import { connect, createServer, type Socket } from "node:net";

export interface BrokenLine {
  readonly port: number;
  /** Ends every connection, and refuses new ones until `mend`. */
  cut(): void;
  mend(): void;
  /** Lets the connections of now carry nothing any more, without a word to either end, as after a suspended machine. */
  stall(): void;
  /** Sends new connections to another port. */
  lead(port: number): void;
  close(): Promise<void>;
}

/** Opens a line to a port of 127.0.0.1. */
export async function openLine(target: number): Promise<BrokenLine> {
  const sockets = new Set<Socket>();
  const pairs = new Set<readonly [Socket, Socket]>();
  let to = target;
  let isCut = false;
  const keep = (socket: Socket, other: () => Socket | undefined): void => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      sockets.delete(socket);
      other()?.destroy();
    });
  };
  const server = createServer((socket) => {
    if (isCut) {
      socket.destroy();
      return;
    }
    const onward = connect(to, "127.0.0.1");
    keep(socket, () => onward);
    keep(onward, () => socket);
    socket.pipe(onward).pipe(socket);
    const pair = [socket, onward] as const;
    pairs.add(pair);
    socket.on("close", () => pairs.delete(pair));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port to listen on");
  const dropAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: address.port,
    cut: () => {
      isCut = true;
      dropAll();
    },
    mend: () => {
      isCut = false;
    },
    stall: () => {
      for (const [near, far] of pairs) {
        near.unpipe(far);
        far.unpipe(near);
        for (const socket of [near, far]) socket.pause();
      }
    },
    lead: (port) => {
      to = port;
    },
    close: () =>
      new Promise((resolve) => {
        dropAll();
        server.close(() => resolve());
      }),
  };
}
