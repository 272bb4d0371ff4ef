// Keyboard events → commands. A single key never fires while somebody types or works a control.
import { keyTable, makeKeyReader } from "../commands/keys.ts";
import type { Command } from "../extension.ts";

export const IS_MAC = /^Mac|iPhone|iPad/.test(navigator.platform);

export interface KeyboardOptions {
  readonly commands: readonly Command[];
  /** Runs a command; false when it is not enabled now, and then the key does what it does elsewhere. */
  readonly run: (command: Command) => boolean;
}

/** Listens to a document until the signal is aborted. */
export function listenToKeys(
  document: Document,
  options: KeyboardOptions,
  signal: AbortSignal,
): void {
  const read = makeKeyReader(keyTable(options.commands), IS_MAC);
  const onKey = (event: KeyboardEvent, phase: "capture" | "bubble"): void => {
    // Escape belongs to the editor first (it closes a list of completions), the rest to us first.
    if ((event.key === "Escape") !== (phase === "bubble")) return;
    if (
      event.defaultPrevented ||
      event.isComposing ||
      document.querySelector("dialog[open]") !== null
    )
      return;
    const place = placeOf(event.target);
    if (place === "control" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey)
      return;
    // Shift alone types a capital letter, and Shift Enter is the field's own.
    if (place === "field" && !event.ctrlKey && !event.metaKey) return;
    const found = read(event, place === "editor" ? "edit" : "command", event.timeStamp);
    if (found === undefined) return;
    if (found === "first-of-pair") return;
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
}

function placeOf(target: EventTarget | null): "editor" | "field" | "control" | "page" {
  if (!(target instanceof Element)) return "page";
  if (target.closest("[contenteditable=true]") !== null) return "editor";
  if (target.closest("input, textarea, select") !== null) return "field";
  return target.closest("button, a, summary, [role=button]") === null ? "page" : "control";
}
