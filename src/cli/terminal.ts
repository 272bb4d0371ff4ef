// How a command speaks and ends. Results go to `out` (stdout), progress and problems to `say` (stderr).

export interface Terminal {
  out(text: string): void;
  say(text: string): void;
  /** Shows a line that the next one takes the place of; only on a real terminal. An empty text takes it away. */
  show?(text: string): void;
  /** Set when the person (Ctrl-C) or the system (SIGTERM) asks the program to end. */
  readonly ending: AbortSignal;
}

/** Exit codes: 0 done, 1 done but something in the input or the world was bad, 2 used wrongly. */
export type ExitCode = 0 | 1 | 2;

/** The command line asks for something that does not exist; exit code 2. The message is one line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The command cannot go on; exit code 1. The message says why and what to do. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** The person ended the command. Not a failure. */
export class EndedByUser extends Error {
  override readonly name = "EndedByUser";
}

/** What went wrong, in the error's own words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** @throws EndedByUser when the command was asked to end meanwhile. */
export function throwIfEnding({ ending }: Terminal): void {
  if (ending.aborted) throw new EndedByUser("Ended.");
}
