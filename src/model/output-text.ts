// The outputs of a cell as one text, for copying and saving: whole, without colours. Pure.
import type { Output } from "../nbformat/types.ts";

// eslint-disable-next-line no-control-regex -- terminal codes begin with this character
const CODES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-_])/g;

export function textOfOutputs(outputs: readonly Output[]): string {
  return outputs.map(textOfOutput).join("");
}

function textOfOutput(output: Output): string {
  switch (output.output_type) {
    case "stream":
      return output.text.replace(CODES, "");
    case "error":
      return `${output.traceback.join("\n") || `${output.ename}: ${output.evalue}`}\n`.replace(
        CODES,
        "",
      );
    default: {
      const { "text/plain": plain, "text/markdown": markdown } = output.data;
      const text = [plain, markdown].find((value) => typeof value === "string");
      return text === undefined ? `[${Object.keys(output.data).join(", ")}]\n` : `${text}\n`;
    }
  }
}
