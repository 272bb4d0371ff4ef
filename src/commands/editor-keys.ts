// The keys that belong to the cell's editor (`editor/`). They are listed with the commands' keys, and not given away to commands.
import type { BoundCommand } from "./settings.ts";

export const editorKeys: readonly BoundCommand[] = [
  key("complete", "Complete the name, or indent", ["Tab"]),
  key("explain", "Explain the call, or indent less", ["Shift Tab"]),
  key("undo", "Undo in this text", ["Accel Z"]),
  key("redo", "Redo in this text", ["Accel Shift Z", "Accel Y"]),
  key("comment", "Comment the lines or uncomment them", ["Accel /"]),
  key("delete-line", "Delete the line", ["Accel D"]),
  key("select-next-same", "Select the next place with the same words", ["Accel Shift D"]),
  key("move-line-up", "Move the line up", ["Alt ArrowUp"]),
  key("move-line-down", "Move the line down", ["Alt ArrowDown"]),
  key("indent", "Indent the lines", ["Accel ]"]),
  key("unindent", "Indent the lines less", ["Accel ["]),
  key("bracket", "Go to the matching bracket", ["Accel Shift \\"]),
  key("fold", "Fold the code at the cursor", ["Accel Shift ["]),
  key("unfold", "Unfold the code at the cursor", ["Accel Shift ]"]),
  key("copy", "Copy", ["Accel C"]),
  key("cut", "Cut", ["Accel X"]),
  key("paste", "Paste", ["Accel V"]),
  key("select-all", "Select the whole text", ["Accel A"]),
];

function key(name: string, label: string, keys: readonly string[]): BoundCommand {
  return { id: `editor.${name}`, label, keys, when: "edit" };
}
