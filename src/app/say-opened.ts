// What a reader has to know of the file that was opened.
import { countHeldBack } from "../model/trust.ts";
import type { Store } from "../model/store.ts";
import type { HowItOpened } from "./opened-file.ts";

/** How many repairs are named. */
const MOST = 6;

/** Says what a reader has to know of the file that was opened. */
export function sayHowItOpened(
  store: Store,
  isWritable: boolean,
  { convertedFrom, repairs, notes }: HowItOpened,
): void {
  if (!isWritable) {
    store.dispatch({
      type: "notice",
      notice: {
        id: "read-only",
        tone: "status",
        text: "This file is read-only: cells run and text can be changed, but nothing can be saved here. What you change is kept in this browser.",
        actions: [
          { label: "Save a copy", command: "notebook.save-copy" },
          { label: "Download", command: "notebook.download" },
        ],
      },
    });
  }
  const held = countHeldBack(store.state);
  if (held > 0) {
    store.dispatch({
      type: "notice",
      notice: {
        id: "trust",
        tone: "status",
        text: `This notebook came from elsewhere, or was changed outside. ${held === 1 ? "One output holds a script, which is" : `${held} outputs hold scripts, which are`} not run until you trust it; everything else is shown.`,
        actions: [{ label: "Trust this notebook", command: "notebook.trust" }],
      },
    });
  }
  if (repairs.length > 0) {
    store.dispatch({
      type: "notice",
      notice: {
        id: "repairs",
        tone: "status",
        text: `The file is damaged and is shown mended: ${repairs.slice(0, MOST).join(" ")}${repairs.length > MOST ? ` And ${repairs.length - MOST} more.` : ""} Nothing is written over it until you say so.`,
        actions: [
          { label: "Save over it", command: "notebook.save" },
          { label: "Save a copy", command: "notebook.save-copy" },
        ],
      },
    });
  }
  if (convertedFrom !== undefined) {
    store.dispatch({
      type: "notice",
      notice: {
        id: "converted",
        tone: "status",
        text: `This notebook has the old format ${convertedFrom} and is shown in today's. Nothing is written over it until you say so.`,
        actions: [
          { label: "Save in today's format", command: "notebook.save" },
          { label: "Save a copy", command: "notebook.save-copy" },
        ],
      },
    });
  }
  if (notes.length > 0) {
    store.dispatch({
      type: "notice",
      notice: { id: "notes", tone: "status", text: notes.join(" ") },
    });
  }
}
