// A terminal that nobody sits at: what commands print, line by line, each with where it went.
import type { Terminal } from "../../src/cli/terminal.ts";

/** @param said takes each text, after `out ` or `say ` */
export function recordingTerminal(said: string[]): Terminal {
  return {
    out: (text) => said.push(`out ${text}`),
    say: (text) => said.push(`say ${text}`),
    ending: new AbortController().signal,
  };
}
