// A file as it came from the server, read as a notebook, with all that was changed on the way.
import type { OpenedFile } from "../execution/ports.ts";
import {
  NotebookFormatError,
  parseNotebook,
  parseNotebookText,
  type ParsedNotebook,
} from "../nbformat/parse.ts";

/** What a reader has to know of a file that is not shown as it is. */
export interface HowItOpened {
  /** The file's own format where it is older than 4. */
  readonly convertedFrom?: string;
  /** What was damaged and mended, in sentences. */
  readonly repairs: readonly string[];
  /** What is not damage, in sentences. */
  readonly notes: readonly string[];
}

/** @throws NotebookFormatError when the file is not a notebook that can be shown. */
export function parseOpened({ content, told }: OpenedFile): ParsedNotebook & HowItOpened {
  const { notebook, repairs } =
    "text" in content ? parseText(content.text, told?.problem) : parseNotebook(content.json);
  // Where nobody says it, Jupyter's own reading leaves the old format in the metadata.
  const before = notebook.metadata.orig_nbformat;
  const convertedFrom =
    told?.convertedFrom ?? (typeof before === "number" && before < 4 ? String(before) : undefined);
  return {
    notebook,
    repairs: [...(told?.repairs ?? []), ...repairs],
    notes: told?.notes ?? [],
    ...(convertedFrom !== undefined && { convertedFrom }),
  };
}

/** The server knows the line where a text stops being JSON. */
function parseText(text: string, problem: string | undefined): ParsedNotebook {
  try {
    return parseNotebookText(text);
  } catch (error) {
    if (!(error instanceof NotebookFormatError) || problem === undefined || text === "")
      throw error;
    throw new NotebookFormatError(`${error.message} ${problem}`, { cause: error });
  }
}

/** Whether saving would change more of the file than what was edited. */
export function isChangedByReading({ convertedFrom, repairs }: HowItOpened): boolean {
  return convertedFrom !== undefined || repairs.length > 0;
}
