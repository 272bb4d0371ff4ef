// One measured cell of a table: its button, and the result beside the claim. It shows what it is told; running the
// measurement and keeping its result is the table's part.
import type { KeptMeasurement } from "../../lesson/measured-cell.ts";
import {
  compareWithClaim,
  formatQuantity,
  formatRange,
  summarise,
  type Summary,
} from "../../lesson/quantity.ts";
import { makeElement } from "../../elements.ts";
import { makeButton } from "../parts.ts";

export type MeasureStatus =
  | { readonly type: "idle" }
  | { readonly type: "busy" }
  | { readonly type: "failed"; readonly message: string };

export interface MeasuredView {
  readonly el: HTMLElement;
  /** `claim`: what the row says it should be, in the unit of the measurement. */
  show(status: MeasureStatus, kept: KeptMeasurement | undefined, claim?: number): void;
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
    show: (status, kept, claim) => {
      const isBusy = status.type === "busy";
      el.dataset.state = status.type;
      // Once there is a number, the number speaks and the button steps back.
      if (kept !== undefined) button.dataset.kind = "quiet";
      label.textContent = isBusy ? "Measuring …" : kept === undefined ? "Measure" : "Measure again";
      // Not `disabled`, which would take the focus away.
      if (isBusy) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
      result.replaceChildren(
        ...(kept === undefined ? [] : describeKept(kept, claim)),
        ...(status.type === "failed"
          ? [makeElement("p", { class: "lb-table-failed" }, `Could not measure: ${status.message}`)]
          : []),
      );
    },
  };
}

/** A measurement as a sentence for a screen reader and the status line. */
export function describeMeasurement(
  kept: Pick<KeptMeasurement, "values" | "unit">,
  claim?: number,
): string {
  const summary = summarise(kept.values);
  const runs = `${kept.values.length} ${kept.values.length === 1 ? "run" : "runs"}`;
  const range =
    kept.values.length === 1
      ? `from ${runs}`
      : `median of ${runs}, ${formatRange(summary, kept.unit)}`;
  const busy = summary.isUnsteady ? "; machine busy, measure again for a steadier number" : "";
  const verdict = claim === undefined ? "" : `: ${compareWithClaim(summary.median, claim).words}`;
  return `${formatQuantity(summary.median, kept.unit)} here${verdict} (${range}${busy})`;
}

function describeKept(kept: KeptMeasurement, claim: number | undefined): HTMLElement[] {
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
  ];
  return [
    value,
    ...(claim === undefined ? [] : [makeVerdict(summary.median, claim)]),
    ...(runs > 1 && summary.min >= 0 && summary.max > 0 ? [makeSpreadBar(summary)] : []),
    makeElement("p", { class: "lb-table-words" }, words.join(" · ")),
  ];
}

function makeVerdict(median: number, claim: number): HTMLElement {
  const { verdict, words } = compareWithClaim(median, claim);
  const sign = { same: "≈", less: "↓", more: "↑" }[verdict];
  return makeElement(
    "p",
    { class: "lb-table-verdict", "data-claim": verdict },
    makeElement("span", { "aria-hidden": "true" }, `${sign} `),
    words,
  );
}

/** From 0 to the largest run; the filled part goes from the smallest to the largest, the line is the median. */
function makeSpreadBar(summary: Summary): HTMLElement {
  const bar = makeElement("span", { class: "lb-table-spread", "aria-hidden": "true" });
  const percent = (value: number): string => `${Math.round((value / summary.max) * 1000) / 10}%`;
  bar.style.setProperty("--lb-spread-min", percent(summary.min));
  bar.style.setProperty("--lb-spread-median", percent(summary.median));
  return bar;
}

/** On which Python and when the numbers were measured: "Measured on Python 3.12.1, 3 Feb 2026."; empty when nobody knows. */
export function describeOccasion(kept: readonly KeptMeasurement[]): string {
  const pythons = [...new Set(kept.flatMap(({ python }) => python ?? []))];
  const dates = kept.map(({ at }) => Date.parse(at ?? "")).filter((date) => !Number.isNaN(date));
  const words = [
    ...(pythons.length === 0 ? [] : [`on Python ${pythons.join(" and ")}`]),
    ...(dates.length === 0 ? [] : [dateFormat.format(Math.max(...dates))]),
  ];
  return words.length === 0 ? "" : `Measured ${words.join(", ")}.`;
}

const dateFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
