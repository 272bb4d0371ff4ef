// HTML as text, safe by construction: what is put into a template is text, unless it is HTML already.

/** A piece of HTML. */
export class Html {
  /** @param text must be HTML that is safe where it is put */
  constructor(readonly text: string) {}
}

type Value = Html | string | number | false | undefined | readonly Html[];

/** HTML from a template; texts in it are escaped, `false` and `undefined` are nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const parts = strings.map((text, index) => (index === 0 ? "" : show(values[index - 1])) + text);
  return new Html(parts.join(""));
}

/** Pieces one after the other. */
export function joinHtml(parts: readonly Html[]): Html {
  return new Html(parts.map(({ text }) => text).join(""));
}

function show(value: Value): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "object") return joinHtml(value).text;
  return String(value)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
