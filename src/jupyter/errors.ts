// What went wrong between here and the server, in words for a student. Used by every call in this room.
import { ServerError, type ServerErrorKind } from "../execution/ports.ts";

/** What the call was about, to name it in the message: "open", "save", … and the file or thing. */
export interface Attempt {
  /** Fills "Could not …". */
  readonly to: string;
}

/** What JupyterHub 2 and later answer in the place of a user's server that was stopped. */
export const STOPPED = 424;

/** The server did not answer at all. */
export function unreachableError(attempt: Attempt, cause: unknown): ServerError {
  return new ServerError(
    `Could not ${attempt.to}: the server is not answering. Check that it still runs and that you are online, then try again.`,
    "unreachable",
    0,
    { cause },
  );
}

/**
 * The error for an answer with a failing HTTP status.
 * `said` is the server's own message; `loggedIn` tells a lapsed login from a lack of rights where the status does not.
 */
export function answerError(
  attempt: Attempt,
  status: number,
  said: string,
  loggedIn = true,
): ServerError {
  const kind = FULL.test(said) ? "full" : kindOfStatus(status, loggedIn);
  return new ServerError(`Could not ${attempt.to}: ${explain(kind, status, said)}`, kind, status);
}

/** What servers say when the disk or the account's share of it is full: our extension, Python, Jupyter. */
const FULL = /disk is full|no space left|errno (?:28|122)\]|quota exceeded/i;

function kindOfStatus(status: number, loggedIn: boolean): ServerErrorKind {
  switch (status) {
    case 401:
      return "login";
    case 403:
      return loggedIn ? "forbidden" : "login";
    case 404:
    case 410:
      return "missing";
    case 409:
      return "conflict";
    case 507:
      return "full";
    case STOPPED:
      return "stopped";
    case 502:
    case 503:
    case 504:
      return "unreachable";
    default:
      return "other";
  }
}

function explain(kind: ServerErrorKind, status: number, said: string): string {
  switch (kind) {
    case "login":
      return "you are logged out. Log in again in another tab, then try again.";
    case "forbidden":
      return "the server does not allow it. Ask whoever runs the server for access.";
    case "missing":
      return "it is not there. It may have been moved, renamed or deleted.";
    case "conflict":
      return "the file was changed by somebody else in between.";
    case "full":
      return "the disk is full. Delete what you no longer need, then try again.";
    case "stopped":
      return "your server was stopped. Start it again, then try again.";
    case "unreachable":
      return `the server is not answering (${status}). Wait a moment, then try again.`;
    case "other":
      if (status === 413)
        return "it is too large for the server. Clear some outputs and try again.";
      // Our own routes say there what to do.
      if (status === 422 && said !== "") return `${readable(said)}.`;
      return `${readable(said) || "the server could not do it"} (${status}).`;
  }
}

/** A server's message without paths of its file system, without its final stop, and not endless. */
function readable(said: string): string {
  const text = said
    .replace(/(['"])(?:\/|[A-Za-z]:\\)[^'"]*\1/g, "the file")
    .replace(/(?<![\w/.])(?:\/[\w.~@ -]+){2,}|\b[A-Za-z]:\\\S+/g, "the file")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[.:]$/, "");
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
