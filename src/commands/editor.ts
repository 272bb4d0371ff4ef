// Commands on the text that is being edited: an editor's own acts, and the kernel's history. Keys, palette, menu and settings read
// them like all others.
import type { Command, CommandContext, EditorAction } from "../extension.ts";
import { findCell } from "../model/select.ts";
import type { BoundCommand } from "./settings.ts";

export const editorCommands: readonly Command[] = [
  actInCode("complete", "Complete the name, or indent", ["Tab"]),
  actInCode("explain", "Explain the call, or indent less", ["Shift Tab"]),
  actInCode("propose", "Propose how to go on", ["Ctrl Space"]),
  recall("history-previous", "Fetch what was run before", "Alt ArrowUp", -1),
  recall("history-next", "Fetch what was run after", "Alt ArrowDown", 1),
  act("undo", "Undo in this text", ["Accel Z"]),
  act("redo", "Redo in this text", ["Accel Shift Z", "Accel Y"]),
  act("comment", "Comment the lines or uncomment them", ["Accel /"]),
  act("delete-line", "Delete the line", ["Accel D", "Accel Shift K"]),
  act("select-next-same", "Select the next place with the same words", ["Accel Shift D"]),
  act("move-line-up", "Move the line up", ["Ctrl Shift ArrowUp"]),
  act("move-line-down", "Move the line down", ["Ctrl Shift ArrowDown"]),
  act("indent", "Indent the lines", ["Accel ]"]),
  act("unindent", "Indent the lines less", ["Accel ["]),
  act("bracket", "Go to the matching bracket", ["Accel Shift \\"]),
  act("fold", "Fold the code at the cursor", ["Accel Shift [", "Accel Alt ["]),
  act("unfold", "Unfold the code at the cursor", ["Accel Shift ]", "Accel Alt ]"]),
  act("fold-all", "Fold all code of the cell", []),
  act("unfold-all", "Unfold all code of the cell", []),
];

/** Keys that are the browser's own while a text is edited: they are listed, and not given away. */
export const fixedKeys: readonly BoundCommand[] = (
  [
    ["copy", "Copy", "Accel C"],
    ["cut", "Cut", "Accel X"],
    ["paste", "Paste", "Accel V"],
    ["select-all", "Select the whole text", "Accel A"],
  ] as const
).map(([name, label, key]) => ({ id: `editor.${name}`, label, keys: [key], when: "edit" }));

/** Is done in any text. */
function act(name: EditorAction, label: string, keys: readonly string[]): Command {
  return {
    id: `editor.${name}`,
    label,
    keys,
    when: "edit",
    enabled: ({ state }) => state.selection.mode === "edit",
    run: ({ editor }) => editor.act(name),
  };
}

/** Is done in code; elsewhere the key does what it does otherwise, such as Tab in prose. */
function actInCode(name: EditorAction, label: string, keys: readonly string[]): Command {
  return { ...act(name, label, keys), enabled: editsCode };
}

function recall(name: string, label: string, key: string, by: 1 | -1): Command {
  return {
    id: `editor.${name}`,
    label,
    keys: [key],
    when: "edit",
    enabled: editsCode,
    run: ({ help }) => help.recall(by),
  };
}

function editsCode({ state }: CommandContext): boolean {
  const { mode, active } = state.selection;
  return mode === "edit" && findCell(state, active)?.cell.cell_type === "code";
}
