// Numbered places in Markdown's HTML for what the program builds as elements. markdown-parser.ts makes them,
// sanitise.ts lets them through, markdown.ts fills them.

/** The placeholder's element; its text is the slot's number. It can do nothing by itself. */
export const slotTag = "lb-slot";

/** A longer formula is shown as its source. */
export const LONGEST_FORMULA = 5000;

export type Slot =
  | { readonly type: "code"; readonly info: string; readonly text: string }
  | { readonly type: "math"; readonly tex: string; readonly display: boolean };
