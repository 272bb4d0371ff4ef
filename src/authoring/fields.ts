// The fields that authoring forms are made of: each with its label, each telling every change at once.
import { makeElement } from "../elements.ts";

export interface FieldOptions {
  readonly label: string;
  /** A few words below the field. */
  readonly note?: string;
  readonly onInput: (value: string) => void;
}

/** A field for one line. */
export function makeLine(
  value: string,
  options: FieldOptions & { readonly code?: boolean },
): HTMLElement {
  const input = makeElement("input", {
    type: "text",
    class: "lb-field",
    autocomplete: "off",
    spellcheck: options.code === true ? "false" : undefined,
    dir: "auto",
  });
  input.value = value;
  input.addEventListener("input", () => options.onInput(input.value));
  return labelled(input, options);
}

/** A field for several lines that grows with its text. */
export function makeArea(
  value: string,
  options: FieldOptions & { readonly code?: boolean; readonly rows?: number },
): HTMLElement {
  const area = makeElement("textarea", {
    class: options.code === true ? "lb-field lb-author-code" : "lb-field",
    spellcheck: options.code === true ? "false" : undefined,
    dir: "auto",
  });
  area.value = value;
  const least = options.rows ?? 1;
  const grow = (): void => {
    area.rows = Math.min(14, Math.max(least, area.value.split("\n").length));
  };
  grow();
  area.addEventListener("input", () => {
    grow();
    options.onInput(area.value);
  });
  return labelled(area, options);
}

/** A choice of one among several, by value and words. */
export function makeSelect(
  value: string,
  choices: readonly (readonly [value: string, words: string])[],
  options: FieldOptions,
): HTMLElement {
  const select = makeElement(
    "select",
    { class: "lb-field" },
    ...choices.map(([name, words]) => makeElement("option", { value: name }, words)),
  );
  select.value = value;
  select.addEventListener("change", () => options.onInput(select.value));
  return labelled(select, options);
}

/** A box to tick, its words behind it; in a group it is a radio button, of which one is on. */
export function makeTick(
  isTicked: boolean,
  options: {
    readonly label: string;
    readonly group?: string;
    readonly onChange: (isTicked: boolean) => void;
  },
): HTMLElement {
  const type = options.group === undefined ? "checkbox" : "radio";
  const name = options.group === undefined ? undefined : `lb-author-${options.group}`;
  const box = makeElement("input", { type, name, class: "lb-author-box" });
  box.checked = isTicked;
  box.addEventListener("change", () => options.onChange(box.checked));
  return makeElement("label", { class: "lb-author-tick" }, box, options.label);
}

/** Fields side by side, where there is room. */
export function makeRow(...fields: readonly HTMLElement[]): HTMLElement {
  return makeElement("div", { class: "lb-author-row" }, ...fields);
}

/** Fields under a heading. */
export function makeGroup(title: string, ...fields: readonly HTMLElement[]): HTMLElement {
  return makeElement(
    "fieldset",
    { class: "lb-author-group" },
    makeElement("legend", {}, title),
    ...fields,
  );
}

let made = 0;

function labelled(field: HTMLElement, { label, note }: FieldOptions): HTMLElement {
  const el = makeElement(
    "label",
    { class: "lb-author-field" },
    makeElement("span", { class: "lb-author-label" }, label),
    field,
  );
  if (note === undefined) return el;
  made += 1;
  const id = `lb-author-note-${made}`;
  field.setAttribute("aria-describedby", id);
  const words = makeElement("span", { class: "lb-author-note", id }, note);
  return makeElement("div", { class: "lb-author-field" }, el, words);
}
