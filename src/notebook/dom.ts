// A few lines that make elements, so that the widgets read as what they show. No state.

type Child = Node | string;

/** Makes an element with attributes and children. `undefined` attributes are left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) el.setAttribute(name, value);
  }
  el.append(...children);
  return el;
}

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
  const button = element("button", {
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

/** Sets or takes away an attribute; writes only when it differs, so that observers stay quiet. */
export function setAttribute(el: Element, name: string, value: string | undefined): void {
  if (value === undefined) el.removeAttribute(name);
  else if (el.getAttribute(name) !== value) el.setAttribute(name, value);
}

/** Sets text only when it differs. */
export function setText(el: Element, text: string): void {
  if (el.textContent !== text) el.textContent = text;
}
