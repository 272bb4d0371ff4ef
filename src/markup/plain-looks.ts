// Which parts of an element's `style` may stay: what stays inside the element and loads nothing. Pure.

const names =
  /^(?:color|background-color|font-weight|font-style|font-family|text-decoration(?:-\w+)?|text-align|vertical-align|white-space|border-(?:top|right|bottom|left)-(?:color|style|width)|border-[\w-]+-radius|border-collapse|border-spacing|padding(?:-\w+)?|width|max-width|height|list-style(?:-\w+)?)$/;
const values = /^(?!.*(?:url|var|env|attr|expression|image)\s*\()[\w\s.,%#()'"/+-]{1,120}$/i;

/** Whether a declaration only looks: it can neither lie over the page nor load; its value names no address and no variable. */
export function isPlainLook(name: string, value: string): boolean {
  return names.test(name) && values.test(value);
}
