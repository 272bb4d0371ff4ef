// Why a save did not come about, in words, with the ways out as commands. Used by the saver.
import type { ServerErrorKind } from "./ports.ts";
import type { Notice } from "../model/state.ts";

const COPY = { label: "Save a copy", command: "notebook.save-copy" } as const;
const DOWNLOAD = { label: "Download", command: "notebook.download" } as const;
const AGAIN = { label: "Try again", command: "notebook.save" } as const;
const SAFE = "Your text is safe in this browser";

/** The words and ways out for a failed save; `reason` is the error's own sentence. */
export function saveAdvice(kind: ServerErrorKind, reason: string): Notice {
  return { id: "save", tone: "alert", ...advise(kind, reason) };
}

function advise(kind: ServerErrorKind, reason: string): Pick<Notice, "text" | "actions"> {
  switch (kind) {
    case "conflict":
      return {
        text: "Not saved: the file was changed by somebody else, or in another tab, since you opened it. Both versions are still there. Compare them and take what you want of each, or decide for one.",
        actions: [
          { label: "Compare and merge", command: "notebook.merge" },
          { label: "Keep mine", command: "notebook.overwrite" },
          { label: "Load theirs", command: "notebook.reload" },
        ],
      };
    case "missing":
      return {
        text: `Not saved: the file was deleted or moved on the server since you opened it. ${SAFE}. You can put it back under its old name.`,
        actions: [{ label: "Put it back", command: "notebook.overwrite" }, COPY, DOWNLOAD],
      };
    case "login":
      return {
        text: `Could not save: you are logged out. ${SAFE}, and you can go on. Log in in another tab and come back: then it is saved by itself.`,
        actions: [{ label: "Log in", command: "notebook.log-in" }, AGAIN, DOWNLOAD],
      };
    case "stopped":
      return {
        text: `Could not save: your server was stopped. ${SAFE}, and you can go on. Start the server in another tab and come back: then it is saved by itself.`,
        actions: [{ label: "Start the server", command: "notebook.start-server" }, AGAIN, DOWNLOAD],
      };
    case "full":
      return {
        text: `Could not save: the server's disk is full. ${SAFE}, and you can go on. Delete what you no longer need; then it is saved by itself.`,
        actions: [{ label: "Show the files", command: "notebook.log-in" }, AGAIN, DOWNLOAD],
      };
    case "forbidden":
      return { text: `${reason} ${SAFE}. Save it as a copy elsewhere.`, actions: [COPY, DOWNLOAD] };
    case "unreachable":
      return {
        text: `${reason} ${SAFE}, and you can go on. It is saved by itself when the server answers again.`,
        actions: [AGAIN, DOWNLOAD],
      };
    case "other":
      return { text: `${reason} ${SAFE}, and you can go on.`, actions: [AGAIN, COPY, DOWNLOAD] };
  }
}
