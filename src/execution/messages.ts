// Kernel message → change. The only place that knows what a message means for a cell. Pure.
import type { Change } from "../model/change.ts";
import type { CellId } from "../model/state.ts";
import type { Output } from "../nbformat/types.ts";
import type { KernelMessage } from "./ports.ts";

/** The change that a message makes to the cell whose run sent it; none for messages that show nothing. */
export function changeOf(message: KernelMessage, id: CellId): Change | undefined {
  switch (message.type) {
    case "execute_input":
      return { type: "run-counted", id, executionCount: message.executionCount };
    case "clear_output":
      return { type: "clear-output", id, wait: message.wait };
    case "update_display_data":
      return message.displayId === undefined
        ? undefined
        : {
            type: "update-display",
            displayId: message.displayId,
            data: message.data,
            metadata: message.metadata,
          };
    case "status":
      return undefined;
    case "stream":
    case "display_data":
    case "execute_result":
    case "error": {
      const output = outputOf(message);
      if (output === undefined) return undefined;
      const displayId = "displayId" in message ? message.displayId : undefined;
      return { type: "output", id, output, ...(displayId !== undefined && { displayId }) };
    }
  }
}

/** The output that a message carries, as nbformat writes it. */
export function outputOf(message: KernelMessage): Output | undefined {
  switch (message.type) {
    case "stream":
      return { output_type: "stream", name: message.name, text: message.text };
    case "display_data":
      return { output_type: "display_data", data: message.data, metadata: message.metadata };
    case "execute_result":
      return {
        output_type: "execute_result",
        execution_count: message.executionCount,
        data: message.data,
        metadata: message.metadata,
      };
    case "error":
      return {
        output_type: "error",
        ename: message.ename,
        evalue: message.evalue,
        traceback: message.traceback,
      };
    default:
      return undefined;
  }
}
