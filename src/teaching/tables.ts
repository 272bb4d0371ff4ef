// A plain table in a box of its own that scrolls sideways, so that the page never does.
import { makeElement } from "../elements.ts";

/** The first cell of each row is the row's head. */
export function makeTable(
  heads: readonly string[],
  rows: readonly (readonly (Node | string)[])[],
): HTMLElement {
  const head = heads.map((text) =>
    text === "" ? makeElement("td") : makeElement("th", { scope: "col" }, text),
  );
  const body = rows.map((cells) =>
    makeElement(
      "tr",
      {},
      ...cells.map((cell, at) =>
        at === 0 ? makeElement("th", { scope: "row" }, cell) : makeElement("td", {}, cell),
      ),
    ),
  );
  const table = makeElement(
    "table",
    { class: "lb-class-table" },
    makeElement("thead", {}, makeElement("tr", {}, ...head)),
    makeElement("tbody", {}, ...body),
  );
  return makeElement("div", { class: "lb-class-box" }, table);
}
