// The buttons of the page: one that runs a command, and one that does something of its own.
import { makeElement } from "../elements.ts";

/** A button that runs a command; clicks are handled by whoever listens for `data-command`. */
export function commandButton(
  command: string,
  label: string,
  options: {
    readonly icon?: string;
    readonly kind?: "primary" | "plain" | "quiet";
    readonly title?: string;
  } = {},
): HTMLButtonElement {
  const { icon, kind = "quiet", title } = options;
  const button = makeElement("button", {
    type: "button",
    class: "lb-button",
    "data-command": command,
    "data-kind": kind,
    ...(icon !== undefined && { "aria-label": label }),
    title: title ?? (icon === undefined ? undefined : label),
  });
  button.append(icon ?? label);
  return button;
}

/** A quiet button that does one thing of its own, in a dialog. */
export function quietButton(label: string, onPress: () => void): HTMLButtonElement {
  const el = makeElement(
    "button",
    { type: "button", class: "lb-button", "data-kind": "quiet" },
    label,
  );
  el.addEventListener("click", onPress);
  return el;
}
