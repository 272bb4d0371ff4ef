// The timeline as the reader uses it: the picture with steps through it, the table, the run before beside it, and the
// guess before it. A lazy chunk: `../timeline.ts` imports it when the first timeline comes.
import { makeElement, setText } from "../../elements.ts";
import { chromeTrace } from "./chrome-trace.ts";
import { pictureSvg, saveFile } from "./export.ts";
import { remember, runBefore } from "./history.ts";
import { drawPicture, type Picture } from "./picture.ts";
import { drawQuestion } from "./predict.ts";
import { readTimeline, type Block, type Place, type Timeline } from "./read.ts";
import { stepSentence, stepsOf, worstBlocks, type Step } from "./steps.ts";
import { drawTable } from "./table.ts";
import { blockSentence, summaryWords, timeWords } from "./words.ts";

/** Blocks that are said in words before "and more". */
const SAID_BLOCKS = 3;
const ZOOMS = [1, 2, 4, 8, 16, 32] as const;

/** Shows a timeline in `el`; the function it gives shows a newer record of the same run in its place. */
export function showTimeline(
  el: HTMLElement,
  data: unknown,
  signal: AbortSignal,
): (data: unknown) => void {
  const view = new TimelineView(el, readTimeline(data), signal);
  return (next) => view.update(readTimeline(next));
}

class TimelineView {
  readonly #el: HTMLElement;
  #timeline: Timeline;
  #steps: readonly Step[] = [];
  #picture: Picture | undefined;
  /** The place of the step that is shown; -1 for none. */
  #step = -1;
  #zoom = 0;
  #squeeze = false;
  #isTable = false;
  #isCompared = false;
  /** What came of the guess; undefined before one was made, where one is asked for. */
  #verdict: string | undefined;
  #isRevealed: boolean;
  #width = 0;

  readonly #summary = makeElement("span", { class: "lb-timeline-summary" });
  readonly #tools = makeElement("div", { class: "lb-timeline-tools" });
  readonly #stepper = makeElement("div", { class: "lb-timeline-stepper" });
  readonly #slider = makeElement("input", {
    type: "range",
    min: "0",
    step: "1",
    "aria-label": "Step through the run",
    "data-part": "timeline-steps",
  });
  readonly #sentence = makeElement("p", {
    class: "lb-timeline-sentence",
    "data-part": "timeline-step",
  });
  readonly #body = makeElement("div", { class: "lb-timeline-body" });
  readonly #words = makeElement("div", { class: "lb-timeline-words" });

  constructor(el: HTMLElement, timeline: Timeline, signal: AbortSignal) {
    this.#timeline = timeline;
    this.#isRevealed = !timeline.predict;
    this.#el = makeElement("section", {
      class: "lb-timeline",
      "data-part": "timeline",
      "aria-label": "Timeline of the event loop",
    });
    const back = this.#button("◀", () => this.#go(-1), { "aria-label": "Step back" });
    const on = this.#button("▶", () => this.#go(1), { "aria-label": "Step forward" });
    this.#stepper.append(back, this.#slider, on);
    this.#slider.addEventListener("input", () => this.#show(Number(this.#slider.value) - 1));
    el.append(this.#el);
    this.#draw();
    // The picture is as wide as its place; it is drawn anew when that changes.
    const watcher = new ResizeObserver(() => {
      const width = this.#body.clientWidth;
      if (width === 0 || Math.abs(width - this.#width) < 2) return;
      this.#drawBody();
    });
    watcher.observe(this.#body);
    signal.addEventListener("abort", () => {
      watcher.disconnect();
      this.#tellPlace(undefined);
    });
  }

  /** Shows a newer record of the same run: what the reader chose stays chosen. */
  update(timeline: Timeline): void {
    this.#timeline = timeline;
    this.#draw();
  }

  #draw(): void {
    const timeline = this.#timeline;
    if (timeline.phase === "over") remember(timeline);
    this.#steps = stepsOf(timeline);
    this.#el.dataset.phase = timeline.phase;
    setText(this.#summary, summaryWords(timeline));
    if (!this.#isRevealed) {
      if (timeline.phase === "running") return;
      this.#el.replaceChildren(
        this.#heading(),
        drawQuestion(timeline, (verdict) => this.#reveal(verdict)),
      );
      return;
    }
    this.#drawTools();
    this.#slider.max = String(this.#steps.length);
    this.#drawWords();
    const parts = [
      this.#heading(),
      this.#stepper,
      this.#sentence,
      this.#body,
      this.#words,
      this.#tools,
    ];
    // What is there already stays, so that the keyboard stays where it is.
    if (this.#body.parentElement !== this.#el) this.#el.replaceChildren(...parts);
    this.#drawBody();
    this.#show(Math.min(this.#step, this.#steps.length - 1));
  }

  #heading(): HTMLElement {
    const title = makeElement("strong", {}, "Timeline");
    const summary = this.#isRevealed ? [this.#summary] : [];
    return makeElement("div", { class: "lb-timeline-head" }, title, ...summary);
  }

  #reveal(verdict: string | undefined): void {
    this.#isRevealed = true;
    this.#verdict = verdict;
    this.#draw();
    this.#slider.focus();
  }

  #drawTools(): void {
    const before = runBefore(this.#timeline);
    const toggle = (
      label: string,
      name: string,
      isOn: boolean,
      press: () => void,
    ): HTMLButtonElement =>
      this.#button(label, press, { "aria-pressed": String(isOn), "data-tool": name });
    const redraw = (): void => {
      this.#drawTools();
      this.#drawBody();
      this.#show(this.#step);
    };
    const focused = this.#tools.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-tool")
      : undefined;
    this.#tools.replaceChildren(
      toggle("Table", "table", this.#isTable, () => {
        this.#isTable = !this.#isTable;
        redraw();
      }),
      toggle("Squeeze free time", "squeeze", this.#squeeze, () => {
        this.#squeeze = !this.#squeeze;
        redraw();
      }),
      ...(before === undefined
        ? []
        : [
            toggle("Compare with the run before", "compare", this.#isCompared, () => {
              this.#isCompared = !this.#isCompared;
              redraw();
            }),
          ]),
      this.#button("−", () => this.#setZoom(-1), { "aria-label": "Narrower", "data-tool": "out" }),
      this.#button("+", () => this.#setZoom(1), { "aria-label": "Wider", "data-tool": "in" }),
      this.#button("Save as SVG", () => this.#saveSvg(), { "data-tool": "svg" }),
      this.#button("Save as trace", () => this.#saveTrace(), {
        "data-tool": "trace",
        title: "Chrome's trace format, for Perfetto",
      }),
    );
    if (typeof focused === "string")
      this.#tools.querySelector<HTMLElement>(`[data-tool="${focused}"]`)?.focus();
  }

  #drawBody(): void {
    this.#width = this.#body.clientWidth;
    const timeline = this.#timeline;
    const before = this.#isCompared ? runBefore(timeline) : undefined;
    const duration = Math.max(timeline.duration, before?.duration ?? 0);
    this.#stepper.hidden = this.#isTable;
    this.#sentence.hidden = this.#isTable;
    if (this.#isTable) {
      this.#picture = undefined;
      this.#body.replaceChildren(
        ...(before === undefined
          ? [drawTable(timeline)]
          : [title("The run before"), drawTable(before), title("This run"), drawTable(timeline)]),
      );
      return;
    }
    // Before it stands in the page it has no width: the observer calls again.
    const width = this.#width || 600;
    const draw = (record: Timeline): Picture =>
      drawPicture(record, {
        width,
        zoom: ZOOMS[this.#zoom] ?? 1,
        squeeze: this.#squeeze,
        duration,
        onPick: (task, moment) => {
          if (record === timeline) this.#pick(task, moment);
        },
      });
    this.#picture = draw(timeline);
    const { el } = this.#picture;
    el.setAttribute("role", "img");
    el.setAttribute("aria-label", `${summaryWords(timeline)}. The table says the same in words.`);
    this.#body.replaceChildren(
      ...(before === undefined
        ? [el]
        : [
            title(`The run before: ${summaryWords(before)}`),
            draw(before).el,
            title(`This run: ${summaryWords(timeline)}${difference(timeline, before)}`),
            el,
          ]),
      legend(),
    );
  }

  #drawWords(): void {
    const timeline = this.#timeline;
    const blocks = worstBlocks(timeline);
    const more = blocks.length - SAID_BLOCKS;
    const unawaited = timeline.unawaited.map(
      ({ name, place }) =>
        `${name}() was called and never awaited, so none of it ran${place === undefined ? "" : ` (line ${place.line})`}.`,
    );
    const notes = [...(more > 0 ? [`The loop was held ${more} more times.`] : []), ...unawaited];
    this.#words.replaceChildren(
      ...(this.#verdict === undefined
        ? []
        : [makeElement("p", { "data-part": "timeline-verdict", role: "status" }, this.#verdict)]),
      ...blocks.slice(0, SAID_BLOCKS).map((block) => this.#drawBlock(block)),
      ...[...notes, ...timeline.notes].map((text) =>
        makeElement("p", { class: "lb-timeline-note" }, text),
      ),
    );
  }

  #drawBlock(block: Block): HTMLElement {
    const { place } = block;
    const el = makeElement(
      "p",
      { class: "lb-timeline-held", "data-part": "timeline-blocked" },
      makeElement("span", { class: "lb-timeline-held-sign", "aria-hidden": "true" }),
      makeElement("span", {}, blockSentence(block, this.#timeline)),
    );
    if (block.source !== "") el.append(makeElement("code", {}, block.source));
    if (place?.cell !== null && place !== undefined) {
      el.append(
        this.#button(`Go to line ${place.line}`, () => this.#goTo(place), { "data-kind": "quiet" }),
      );
    }
    return el;
  }

  #go(by: 1 | -1): void {
    const last = this.#steps.length - 1;
    // Before the first step stands the whole picture.
    this.#show(Math.max(-1, Math.min(last, this.#step + by)));
  }

  #show(step: number): void {
    this.#step = step;
    const shown = this.#steps[step];
    const count = this.#steps.length;
    this.#slider.value = String(step + 1);
    this.#slider.disabled = count === 0;
    const words =
      shown === undefined
        ? count === 0
          ? "Nothing has run yet."
          : `The whole run, in ${count} step${count === 1 ? "" : "s"}. Go through it with the arrow keys, or press a bar.`
        : `Step ${step + 1} of ${count}, at ${timeWords(shown.start)}: ${stepSentence(shown, this.#timeline)}`;
    setText(this.#sentence, words);
    this.#slider.setAttribute("aria-valuetext", words);
    this.#picture?.mark(shown);
    this.#tellPlace(shown?.place);
  }

  /** Goes to the run of a task that is nearest to a moment. */
  #pick(task: number, moment: number): void {
    let best = -1;
    let nearest = Infinity;
    this.#steps.forEach((step, at) => {
      if (task >= 0 && step.task !== task) return;
      const away = Math.max(step.start - moment, moment - step.end, 0);
      if (away < nearest) [best, nearest] = [at, away];
    });
    if (best >= 0) this.#show(best);
  }

  #setZoom(by: 1 | -1): void {
    this.#zoom = Math.max(0, Math.min(ZOOMS.length - 1, this.#zoom + by));
    this.#drawBody();
    this.#show(this.#step);
  }

  /** Tells the cells which line the step speaks of; a cell whose line it is marks it. */
  #tellPlace(place: Place | undefined): void {
    const detail = place === undefined ? null : { cell: place.cell, line: place.line };
    this.#el.dispatchEvent(new CustomEvent("lb-line", { bubbles: true, detail }));
  }

  #goTo({ cell, line }: Place): void {
    this.#el.dispatchEvent(
      new CustomEvent("lb-go-to-line", { bubbles: true, detail: { cell, line } }),
    );
  }

  #saveSvg(): void {
    if (this.#isTable) {
      this.#isTable = false;
      this.#draw();
    }
    if (this.#picture !== undefined)
      saveFile("timeline.svg", "image/svg+xml", pictureSvg(this.#picture));
  }

  #saveTrace(): void {
    const text = JSON.stringify(chromeTrace(this.#timeline));
    saveFile("timeline-trace.json", "application/json", text);
  }

  #button(
    label: string,
    press: () => void,
    attributes: Readonly<Record<string, string>> = {},
  ): HTMLButtonElement {
    const button = makeElement(
      "button",
      { type: "button", class: "lb-button lb-timeline-button", ...attributes },
      label,
    );
    button.addEventListener("click", press);
    return button;
  }
}

function title(text: string): HTMLElement {
  return makeElement("p", { class: "lb-timeline-title" }, text);
}

function difference(now: Timeline, before: Timeline): string {
  const saved = before.duration - now.duration;
  if (Math.abs(saved) < 1000) return "";
  return saved > 0 ? ` (${timeWords(saved)} less)` : ` (${timeWords(-saved)} more)`;
}

function legend(): HTMLElement {
  const entry = (kind: string, text: string): HTMLElement =>
    makeElement("span", { class: "lb-timeline-key", "data-key": kind }, makeElement("i", {}), text);
  return makeElement(
    "p",
    { class: "lb-timeline-legend", "aria-hidden": "true" },
    entry("runs", "runs"),
    entry("waits", "waits"),
    entry("blocked", "holds the loop"),
    entry("late", "timer came late"),
    entry("other", "the loop's other work"),
  );
}
