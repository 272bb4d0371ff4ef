// Questions that running code puts to the reader: the stdin channel of one execution. Used by kernel.ts alone.
import { KernelMessage, type Kernel as Services } from "@jupyterlab/services";
import type { InputRequest } from "../execution/ports.ts";
import { isObject } from "../nbformat/parse.ts";

type Execution = Services.IShellFuture<
  KernelMessage.IExecuteRequestMsg,
  KernelMessage.IExecuteReplyMsg
>;

/** Hands each `input_request` (Jupyter messaging protocol 5.x) of an execution on, and its answer back to the kernel. */
export function answerInputs(
  execution: Execution,
  onInput: (request: InputRequest) => Promise<string>,
): void {
  let asked = 0;
  // Not awaited: the library holds back every other message until the handler has returned.
  execution.onStdin = (message) => {
    if (!KernelMessage.isInputRequestMsg(message)) return;
    const { header } = message;
    const turn = ++asked;
    void onInput(readRequest(message.content)).then((value) => {
      // A newer question means that this one was given up.
      if (turn !== asked || execution.isDisposed) return;
      execution.sendInputReply({ status: "ok", value }, header);
    });
  };
}

function readRequest(content: unknown): InputRequest {
  const given = isObject(content) ? content : {};
  return {
    prompt: typeof given.prompt === "string" ? given.prompt : "",
    password: given.password === true,
  };
}
