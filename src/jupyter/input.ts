// Questions that running code puts to the reader: the stdin channel of one run. Used by kernel.ts alone.
import type { KernelMessage } from "@jupyterlab/services";
import type { InputRequest } from "../execution/ports.ts";
import { isObject } from "../nbformat/parse.ts";

type Header = KernelMessage.IHeader<"input_request">;

export interface QuestionsOptions {
  /** Answers a question; may never settle. */
  readonly onInput: (request: InputRequest) => Promise<string>;
  /** Shows question and answer as a terminal does, before the kernel goes on. `id` is a message id of its own. */
  readonly echo: (id: string, text: string) => Promise<void>;
  /** Sends the answer to the question with this header. */
  readonly reply: (value: string, header: Header) => void;
  /** The run is over: answers go nowhere. */
  readonly isOver: () => boolean;
}

export class Questions {
  readonly #options: QuestionsOptions;
  #asked = 0;

  constructor(options: QuestionsOptions) {
    this.#options = options;
  }

  /** Takes an `input_request` (Jupyter messaging protocol 5.x). */
  receive({ content, header }: KernelMessage.IInputRequestMsg): void {
    const given: unknown = content;
    const { prompt, password } = isObject(given) ? given : {};
    this.ask({
      prompt: typeof prompt === "string" ? prompt : "",
      password: password === true,
      replyTo: { ...header },
    });
  }

  /** Puts a question to the reader; it takes the place of the one before, which the code has given up. */
  ask(request: InputRequest): void {
    const { onInput, echo, reply, isOver } = this.#options;
    const header = readHeader(request);
    const turn = ++this.#asked;
    const isStale = (): boolean => turn !== this.#asked || isOver();
    void onInput(request).then(async (value) => {
      if (isStale()) return;
      await echo(`${header.msg_id}/echo`, `${request.prompt}${request.password ? "" : value}\n`);
      if (!isStale()) reply(value, header);
    });
  }
}

function readHeader({ replyTo }: InputRequest): Header {
  const read = (key: string): string => {
    const value = replyTo?.[key];
    return typeof value === "string" ? value : "";
  };
  return {
    msg_type: "input_request",
    msg_id: read("msg_id"),
    session: read("session"),
    username: read("username"),
    version: read("version"),
    date: read("date"),
  };
}
