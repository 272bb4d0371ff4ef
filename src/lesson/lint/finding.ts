// What the linter says about a question, for its author.
import type { Problem } from "../lesson-metadata.ts";

/** An `error` must be mended before release; `advice` makes a better question and stops nothing. */
export interface Finding extends Problem {
  readonly severity: "error" | "advice";
}

export function advise(line: number, message: string): Finding {
  return { severity: "advice", line, message };
}

export function refuse(line: number, message: string): Finding {
  return { severity: "error", line, message };
}
