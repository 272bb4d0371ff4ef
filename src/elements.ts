// A few lines that make elements and write to them, so that views read as what they show. No state.
// Used by cells, notebook and app.

/** Makes an element with attributes and children; an attribute that is `undefined` is left out. */
export function makeElement<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) el.setAttribute(name, value);
  }
  el.append(...children);
  return el;
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

/** A sentence's text as nodes: what stands between two backticks is code, nothing else means anything. */
export function withCode(sentence: string): readonly Node[] {
  return sentence
    .split(/(`[^`\n]+`)/)
    .map((part, i) =>
      i % 2 === 0 ? document.createTextNode(part) : makeElement("code", {}, part.slice(1, -1)),
    );
}
