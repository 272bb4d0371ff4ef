// One measured cell of a table: its button, and the result beside the claim. It shows what it is told; running the
// measurement and keeping its result is the table's part.
import type { KeptMeasurement } from "../../lesson/measured-cell.ts";
import { formatQuantity, formatRange, summarise, type Summary } from "../../lesson/quantity.ts";
import { makeElement } from "../../elements.ts";
import { makeButton } from "../parts.ts";

export type MeasureStatus =
  | { readonly type: "idle" }
  | { readonly type: "busy" }
  | { readonly type: "failed"; readonly message: string };

export interface MeasuredView {
  readonly el: HTMLElement;
  show(status: MeasureStatus, kept: KeptMeasurement | undefined): void;
}

/** Makes the view; `name` says what is measured, for those who hear the button without seeing the table. */
export function makeMeasured(name: string, onMeasure: () => void): MeasuredView {
  const hiddenName = makeElement("span", { class: "lb-hidden-text" }, ` ${name}`);
  const label = makeElement("span", {}, "Measure");
  const button = makeButton("", { class: "lb-button", "data-part": "measure" }, onMeasure);
  button.append(label, hiddenName);
  const result = makeElement("div", { class: "lb-table-result", "data-part": "measured" });
  const el = makeElement("div", { class: "lb-table-measure" }, result, button);
  return {
    el,
    show: (status, kept) => {
      const isBusy = status.type === "busy";
      el.dataset.state = status.type;
      label.textContent = isBusy ? "Measuring …" : kept === undefined ? "Measure" : "Measure again";
      // Not `disabled`, which would take the focus away.
      if (isBusy) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
      result.replaceChildren(
        ...(kept === undefined ? [] : describeKept(kept)),
        ...(status.type === "failed"
          ? [makeElement("p", { class: "lb-table-failed" }, `Could not measure: ${status.message}`)]
          : []),
      );
    },
  };
}

/** A measurement as a sentence for a screen reader and the status line. */
export function describeMeasurement(kept: Pick<KeptMeasurement, "values" | "unit">): string {
  const summary = summarise(kept.values);
  const runs = `${kept.values.length} ${kept.values.length === 1 ? "run" : "runs"}`;
  const range =
    kept.values.length === 1
      ? `from ${runs}`
      : `median of ${runs}, ${formatRange(summary, kept.unit)}`;
  const busy = summary.isUnsteady ? "; machine busy, measure again for a steadier number" : "";
  return `${formatQuantity(summary.median, kept.unit)} here (${range}${busy})`;
}

function describeKept(kept: KeptMeasurement): HTMLElement[] {
  const summary = summarise(kept.values);
  const value = makeElement(
    "p",
    { class: "lb-table-value" },
    makeElement("strong", {}, `${formatQuantity(summary.median, kept.unit)} here`),
  );
  const runs = kept.values.length;
  const words = [
    runs === 1 ? "1 run" : `${formatRange(summary, kept.unit)} in ${runs} runs`,
    ...(summary.isUnsteady ? ["machine busy: the runs differ by more than 30 %"] : []),
    ...(kept.note === undefined ? [] : [kept.note]),
    ...describeOccasion(kept),
  ];
  return [
    value,
    ...(runs > 1 && summary.min >= 0 && summary.max > 0 ? [makeSpreadBar(summary)] : []),
    makeElement("p", { class: "lb-table-words" }, words.join(" · ")),
  ];
}

/** From 0 to the largest run; the filled part goes from the smallest to the largest, the line is the median. */
function makeSpreadBar(summary: Summary): HTMLElement {
  const bar = makeElement("span", { class: "lb-table-spread", "aria-hidden": "true" });
  const percent = (value: number): string => `${Math.round((value / summary.max) * 1000) / 10}%`;
  bar.style.setProperty("--lb-spread-min", percent(summary.min));
  bar.style.setProperty("--lb-spread-median", percent(summary.median));
  return bar;
}

function describeOccasion(kept: KeptMeasurement): string[] {
  const date = kept.at === undefined ? Number.NaN : Date.parse(kept.at);
  return [
    ...(kept.python === undefined ? [] : [`Python ${kept.python}`]),
    ...(Number.isNaN(date)
      ? []
      : [new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" }).format(date)]),
  ];
}
