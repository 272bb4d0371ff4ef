// The keys that people bring from Jupyter, as JupyterLab's own settings list them (its `shortcuts-extension`,
// `notebook-extension` and `completer-extension` schemas): each does here what it does there.
import { describe, expect, it } from "vitest";
import { extensions } from "../../../src/app/extensions.ts";
import { keyTable } from "../../../src/commands/keys.ts";

const table = keyTable(extensions.flatMap(({ commands }) => commands ?? []));

describe.each([
  [
    "command",
    {
      Enter: "cell.edit",
      A: "cell.insert-above",
      B: "cell.insert-below",
      X: "cell.cut",
      C: "cell.copy",
      V: "cell.paste",
      "D D": "cell.delete",
      Z: "notebook.undo",
      "Shift Z": "notebook.redo",
      Y: "cell.to-code",
      M: "cell.to-markdown",
      R: "cell.to-raw",
      1: "heading.level-1",
      2: "heading.level-2",
      3: "heading.level-3",
      4: "heading.level-4",
      5: "heading.level-5",
      6: "heading.level-6",
      J: "cell.select-next",
      ArrowDown: "cell.select-next",
      K: "cell.select-previous",
      ArrowUp: "cell.select-previous",
      "Shift J": "cell.extend-down",
      "Shift ArrowDown": "cell.extend-down",
      "Shift K": "cell.extend-up",
      "Shift ArrowUp": "cell.extend-up",
      "Shift Home": "cell.extend-to-first",
      "Shift End": "cell.extend-to-last",
      "Accel A": "cell.select-all",
      "Shift M": "cell.merge",
      "Ctrl Backspace": "cell.merge-above",
      "Ctrl Shift M": "cell.merge-below",
      "Ctrl Shift ArrowUp": "cell.move-up",
      "Ctrl Shift ArrowDown": "cell.move-down",
      ArrowLeft: "heading.fold",
      ArrowRight: "heading.unfold",
      "Shift A": "heading.insert-above",
      "Shift B": "heading.insert-below",
      "Shift L": "view.line-numbers",
      "Shift R": "view.side-by-side",
      "I I": "kernel.interrupt",
      "0 0": "kernel.restart",
    },
  ],
  [
    "edit",
    {
      Escape: "cell.command-mode",
      "Ctrl M": "cell.command-mode",
      "Ctrl Shift -": "cell.split",
      Tab: "editor.complete",
      "Shift Tab": "editor.explain",
      "Alt ArrowUp": "editor.history-previous",
      "Alt ArrowDown": "editor.history-next",
      "Accel D": "editor.delete-line",
      "Accel /": "editor.comment",
      "Accel Shift D": "editor.select-next-same",
    },
  ],
] as const)("in %s mode", (mode, keys) => {
  const everywhere = {
    "Shift Enter": "cell.run-advance",
    "Accel Enter": "cell.run",
    "Alt Enter": "cell.run-insert",
    "Accel S": "notebook.save",
    "Accel F": "search.find",
    "Accel H": "search.replace",
    "Accel G": "search.next",
    "Accel Shift G": "search.previous",
    "Accel Shift C": "settings.palette",
    "Accel Shift H": "settings.shortcuts",
    "Accel I": "help.inspector",
  };
  it.each(Object.entries({ ...keys, ...everywhere }))("%s is %s", (key, id) => {
    expect(table.get(`${mode}:${key}`)?.id).toBe(id);
  });
});
