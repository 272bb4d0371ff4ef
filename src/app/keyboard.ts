// Keyboard events → commands. A single key never fires while somebody types or works a control.
import { keyTable, makeKeyReader } from "../commands/keys.ts";
import type { Command } from "../extension.ts";

export const IS_MAC = /^Mac|iPhone|iPad/.test(navigator.platform);

export interface KeyboardOptions {
  readonly commands: readonly Command[];
  /** Runs a command; false when it is not enabled now, and then the key does what it does elsewhere. */
  readonly run: (command: Command) => boolean;
  /** What a key has opened is on its way: what is typed meanwhile is meant for that, and does nothing here. */
  readonly isHeld: () => boolean;
}

/**
 * Listens to a document until the signal is aborted.
 * @returns the way to other keys: call it with the commands as they are bound from now on.
 */
export function listenToKeys(
  document: Document,
  options: KeyboardOptions,
  signal: AbortSignal,
): (commands: readonly Command[]) => void {
  let read = makeKeyReader(keyTable(options.commands), IS_MAC);
  const onKey = (event: KeyboardEvent, phase: "capture" | "bubble"): void => {
    // Escape belongs to the editor first (it closes a list of completions), the rest to us first.
    if ((event.key === "Escape") !== (phase === "bubble")) return;
    if (event.defaultPrevented || isComposing(event)) return;
    if (document.querySelector("dialog[open]") !== null) return;
    if (options.isHeld()) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const place = placeOf(event.composedPath()[0] ?? null);
    if (place !== "page" && event.getModifierState("AltGraph")) return;
    if (place === "control" && isPlain(event)) return;
    if (place === "field" && !event.ctrlKey && !event.metaKey) return;
    const mode = place === "editor" || place === "field" ? "edit" : "command";
    const found = read(event, mode, event.timeStamp);
    if (found === undefined || found === "first-of-pair") return;
    // A field of its own has no part in editing a cell: only what holds everywhere holds there.
    if (place === "field" && found.when === "edit") return;
    if (options.run(found)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  document.addEventListener("keydown", (event) => onKey(event, "capture"), {
    capture: true,
    signal,
  });
  document.addEventListener("keydown", (event) => onKey(event, "bubble"), { signal });
  return (commands) => {
    read = makeKeyReader(keyTable(commands), IS_MAC);
  };
}

/** An input method is at work on the text; Safari and Android say so by the key alone. */
function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.key === "Process" || event.key === "Unidentified";
}

/** A character, or a bare Enter, Space or arrow: what controls answer to themselves. */
function isPlain({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && !altKey && (!shiftKey || key.length === 1);
}

const CONTROLS =
  "input, button, a, summary, audio, video, [role=button], [role=checkbox], [role=radio], [role=option], [role=slider], [role=tab], [role=menuitem]";
/** Inputs that take no text. */
const PRESSED =
  "input:is([type=checkbox], [type=radio], [type=button], [type=submit], [type=reset], [type=file], [type=color], [type=range], [type=image])";
const FIELDS =
  'input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role=textbox], [role=searchbox], [role=combobox], [role=spinbutton]';

/** `editor`: a cell's own editor. `field`: another place to type or choose in. `control`: something to press. */
function placeOf(target: EventTarget | null): "editor" | "field" | "control" | "page" {
  if (!(target instanceof Element)) return "page";
  if (target.closest("[data-cell-id] .cm-content") !== null) return "editor";
  if (target.closest(PRESSED) !== null) return "control";
  if (target.closest(FIELDS) !== null) return "field";
  return target.closest(CONTROLS) === null ? "page" : "control";
}
