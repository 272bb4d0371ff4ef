// The end of a widget's comm inside the frame: what ipywidgets sends goes to the page by message.
import type { FromWidget } from "../protocol.ts";

/** What ipywidgets hands over with a message; it wants to hear when the kernel has handled it. */
interface Callbacks {
  readonly iopub?: Readonly<Record<string, ((message: unknown) => void) | undefined>>;
}

type Listener = (message: unknown) => void;

/** The interface is `IClassicComm` of @jupyter-widgets/base. */
export class FrameComm {
  readonly target_name = "jupyter.widget";
  readonly comm_id: string;
  readonly #say: (message: FromWidget) => void;
  readonly #waiting: (Callbacks | undefined)[] = [];
  #onMessage: Listener = () => undefined;
  #onClose: Listener = () => undefined;
  #sent = 0;

  constructor(id: string, say: (message: FromWidget) => void) {
    this.comm_id = id;
    this.#say = say;
  }

  send(
    data: unknown,
    callbacks?: Callbacks,
    _metadata?: unknown,
    buffers: readonly (ArrayBuffer | ArrayBufferView)[] = [],
  ): string {
    this.#waiting.push(callbacks);
    this.#say({
      type: "comm",
      id: this.comm_id,
      data: data as FromWidget["data"],
      buffers: buffers.map(bytesOf),
    });
    return `${this.comm_id}-${this.#sent++}`;
  }

  /** Widgets are opened and closed by the kernel. */
  open(): string {
    return "";
  }

  close(): string {
    return "";
  }

  on_msg(listener: Listener): void {
    this.#onMessage = listener;
  }

  on_close(listener: Listener): void {
    this.#onClose = listener;
  }

  /** The page brings a message from the other half. */
  receive(data: unknown, buffers: readonly ArrayBuffer[]): void {
    const views = buffers.map((buffer) => new DataView(buffer));
    this.#onMessage({ content: { comm_id: this.comm_id, data }, buffers: views });
  }

  /** The oldest message that waits has been handled. */
  handled(): void {
    const message = { content: { execution_state: "idle" } };
    this.#waiting.shift()?.iopub?.status?.(message);
  }

  closed(): void {
    this.#onClose({ content: { comm_id: this.comm_id, data: {} } });
  }
}

function bytesOf(buffer: ArrayBuffer | ArrayBufferView): ArrayBuffer {
  if (buffer instanceof ArrayBuffer) return buffer;
  const { buffer: all, byteOffset, byteLength } = buffer;
  return all.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}
