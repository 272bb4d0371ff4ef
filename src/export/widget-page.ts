// The saved state of ipywidgets → what it showed, as text and elements that do nothing. A file has no kernel to answer a control.
import { imageDataUrl } from "../markup/safe-address.ts";
import { WIDGET_TYPE } from "../model/trust.ts";
import type { Output } from "../nbformat/types.ts";
import { capturedFrom, outputsOf } from "../widgets/captured.ts";
import { referenceOf } from "../widgets/references.ts";
import { base64Of } from "../widgets/state-file.ts";
import type { WidgetModel, WidgetState, WidgetValue } from "../widgets/values.ts";
import { html, type Html } from "./html.ts";
import { safeHtml } from "./safe-html.ts";
import { textOf } from "./text.ts";

/** Models by their id. */
export type Widgets = ReadonlyMap<string, WidgetModel>;

/** Boxes in boxes beyond this are a circle. */
const DEEPEST = 20;

/** The widget as it stood when the notebook was saved; `undefined` when its state was not. */
export function widgetPage(
  id: string,
  widgets: Widgets,
  showOutput: (output: Output) => Html,
): Html | undefined {
  if (!widgets.has(id)) return undefined;
  return html`<div class="lb-output lb-given-widget" data-mime="${WIDGET_TYPE}">
    ${show(id, 0)}
  </div>`;

  function show(key: string | undefined, depth: number): Html {
    const model = key === undefined ? undefined : widgets.get(key);
    if (model === undefined || depth > DEEPEST) return html``;
    const { name, state } = model;
    const label = textOf(state.description);
    const children = listOf(state.children);
    if (children.length > 0) {
      const titles = listOf(state.titles);
      return html`${children.map(
        (child, at) =>
          html`${textOf(titles[at]) !== "" && html`<p><strong>${textOf(titles[at])}</strong></p>`}${show(referenceOf(child), depth + 1)}`,
      )}`;
    }
    if (/^(?:Image|Audio|Video)Model$/.test(name)) {
      const data = state.value instanceof ArrayBuffer ? base64Of(state.value) : "";
      return data !== "" && name === "ImageModel"
        ? html`<p>
            <img
              src="${imageDataUrl(`image/${textOf(state.format) || "png"}`, data)}"
              alt="Picture"
            />
          </p>`
        : html``;
    }
    if (name === "OutputModel") {
      return html`${outputsOf(capturedFrom(state.outputs)).map(showOutput)}`;
    }
    if (/^HTML(?:Math)?Model$/.test(name)) {
      return line(label, safeHtml(textOf(state.value)).html);
    }
    if (name === "ButtonModel") return line("", html`[${label === "" ? "Button" : label}]`);
    const value = valueWords(state);
    return label === "" && value === "" ? html`` : line(label, html`${value}`);
  }
}

function line(label: string, value: Html): Html {
  return html`<div class="lb-given-control">
    ${label !== "" && html`<span>${label}</span> `}${value}
  </div>`;
}

/** The value of a control in words: the chosen option, a range, a state. */
function valueWords(state: WidgetState): string {
  const { value, index, _options_labels: labels, max } = state;
  if (Array.isArray(labels)) {
    const options = listOf(labels);
    const chosen = Array.isArray(index) ? listOf(index) : [index];
    return chosen.map((at) => textOf(typeof at === "number" ? options[at] : undefined)).join(", ");
  }
  if (typeof value === "boolean") return value ? "☑" : "☐";
  if (Array.isArray(value)) return listOf(value).map(plainWords).join(" – ");
  const shown = plainWords(value);
  return typeof value === "number" && typeof max === "number" && typeof state.bar_style === "string"
    ? `${shown} of ${max}`
    : shown;
}

function plainWords(value: WidgetValue | undefined): string {
  if (typeof value === "number" || typeof value === "string") return String(value);
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

function listOf(value: WidgetValue | undefined): readonly WidgetValue[] {
  return Array.isArray(value) ? (value as readonly WidgetValue[]) : [];
}
