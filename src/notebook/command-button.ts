// The button that runs a command.
import { makeElement } from "../elements.ts";

/** A button that runs a command; clicks are handled by whoever listens for `data-command`. */
export function commandButton(
  command: string,
  label: string,
  options: {
    readonly icon?: string;
    readonly kind?: "primary" | "quiet";
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
