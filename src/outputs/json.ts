// `application/json` and its like: a tree that opens level by level; a part is built when it is opened, so that size costs nothing.
import type { RenderContext } from "../extension.ts";
import type { JsonObject, JsonValue } from "../nbformat/types.ts";

/** Entries shown of one list or object; the rest follows at a press. */
const pageSize = 100;
/** Longer texts are cut. */
const longestText = 2000;

/** Renders JSON as a tree. */
export function renderJson({ data, metadata, el }: RenderContext): void {
  el.classList.add("lb-json");
  const root = makeValue(undefined, data, metadata.expanded !== false);
  el.append(root);
}

function makeValue(key: string | undefined, value: JsonValue, open: boolean): HTMLElement {
  if (typeof value === "object" && value !== null) return makeBranch(key, value, open);
  const row = document.createElement("div");
  row.className = "lb-json-row";
  const text = document.createElement("span");
  text.className = typeof value === "string" ? "lb-tok-string" : "lb-tok-number";
  const written = JSON.stringify(value);
  text.textContent = written.length > longestText ? `${written.slice(0, longestText)} …` : written;
  row.append(...makeKey(key), text);
  return row;
}

function makeBranch(
  key: string | undefined,
  value: readonly JsonValue[] | JsonObject,
  open: boolean,
): HTMLElement {
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  const branch = document.createElement("details");
  const summary = document.createElement("summary");
  const size = document.createElement("span");
  size.className = "lb-json-size";
  size.textContent = `${isList ? "list" : "object"} of ${entries.length}`;
  summary.append(...makeKey(key), size);
  branch.append(summary);
  const fill = () => {
    if (branch.childElementCount === 1) showEntries(branch, entries, 0);
  };
  branch.addEventListener("toggle", fill);
  if (open && entries.length > 0) {
    branch.open = true;
    fill();
  }
  return branch;
}

function showEntries(
  branch: HTMLElement,
  entries: readonly (readonly [string, JsonValue | undefined])[],
  from: number,
): void {
  for (const [key, value] of entries.slice(from, from + pageSize))
    branch.append(makeValue(key, value ?? null, false));
  const left = entries.length - from - pageSize;
  if (left <= 0) return;
  const more = document.createElement("button");
  more.type = "button";
  more.className = "lb-button";
  more.dataset.kind = "quiet";
  more.textContent = `Show ${Math.min(left, pageSize)} more of ${left}`;
  more.addEventListener("click", () => {
    more.remove();
    showEntries(branch, entries, from + pageSize);
  });
  branch.append(more);
}

function makeKey(key: string | undefined): (Node | string)[] {
  if (key === undefined) return [];
  const name = document.createElement("span");
  name.className = "lb-json-key";
  name.textContent = key;
  return [name, ": "];
}
