// Lanes as SVG: a lane for the loop, then one for each task. What runs is solid, what waits is a line with its reason on it,
// what blocks is hatched. One path for each state of a lane, so that hundreds of lanes are painted at once.
import { makeElement } from "../../elements.ts";
import { waitWords } from "../../model/wait-words.ts";
import { lanesOf, loopSpans, type Lane, type Span } from "./lanes.ts";
import type { Late, Timeline } from "./read.ts";
import { freeStretches, makeScale, type Scale } from "./scale.ts";
import type { Step } from "./steps.ts";
import { STATE_SIGNS, stateWords, taskWords, timeWords } from "./words.ts";

export interface PictureOptions {
  /** Pixels for labels and chart together. */
  readonly width: number;
  readonly zoom: number;
  /** Squeezes stretches in which the loop is free. */
  readonly squeeze: boolean;
  /** Microseconds that the chart's width stands for; at least the record's own. */
  readonly duration: number;
  /** The reader chose a moment in a lane; -1 for the loop's. */
  readonly onPick: (task: number, moment: number) => void;
}

export interface Picture {
  readonly el: HTMLElement;
  /** Marks a step, or none. */
  mark(step: Step | undefined): void;
}

/** Pixels: a lane, its bars, the axis, and a letter of the words on a line. */
const [ROW, NARROW_ROW, BAR, AXIS, LETTER] = [26, 40, 14, 22, 6.8];
/** Below this width labels take two lines. */
const NARROW = 560;
const MOST_WORDS = 400;
/** So many lanes are seen without scrolling. */
const FEW_LANES = 12;
const SVG = "http://www.w3.org/2000/svg";

let patterns = 0;

export function drawPicture(timeline: Timeline, options: PictureOptions): Picture {
  const lanes = lanesOf(timeline);
  const isNarrow = options.width < NARROW;
  const row = isNarrow ? NARROW_ROW : ROW;
  const labelWidth = Math.round(options.width * (isNarrow ? 0.36 : 0.3));
  // A little room at the right, for the signs at the ends of lanes.
  const width = Math.max(60, (options.width - labelWidth - 18) * options.zoom);
  const free = options.squeeze ? freeStretches(timeline) : [];
  const scale = makeScale(options.duration, width, free);
  const height = AXIS + row * (lanes.length + 1);
  const right = width + 16;
  const svg = makeSvg("svg", { width: right, height, "aria-hidden": "true" });
  svg.classList.add("lb-timeline-chart");
  const hatch = `lb-timeline-hatch-${++patterns}`;
  svg.append(makeHatch(hatch));
  const now = makeSvg("rect", { class: "lb-timeline-now", y: 0, height, hidden: "" });
  svg.append(axis(scale, height, right), now);
  const middle = (index: number): number => AXIS + row * index + row / 2;
  svg.append(loopLane(timeline, scale, middle(0), hatch));
  const words: Word[] = [];
  lanes.forEach((lane, index) => {
    svg.append(drawLane(lane, scale, middle(index + 1), hatch));
    collectWords(words, lane, scale, middle(index + 1));
  });
  svg.append(...drawWords(words));

  const labels = makeElement(
    "div",
    { class: "lb-timeline-labels" },
    makeElement("div", { class: "lb-timeline-label" }, makeElement("b", {}, "the loop")),
    ...lanes.map(drawLabel),
  );
  labels.style.width = `${labelWidth}px`;
  const el = makeElement(
    "div",
    { class: "lb-timeline-picture" },
    labels,
    makeElement("div", { class: "lb-timeline-scroll" }, svg),
  );
  el.toggleAttribute("data-narrow", isNarrow);
  // What may scroll can be scrolled by keyboard.
  if (lanes.length > FEW_LANES || options.zoom > 1) el.tabIndex = 0;
  el.style.setProperty("--lb-timeline-row", `${row}px`);
  el.style.setProperty("--lb-timeline-axis", `${AXIS}px`);
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    const lane = lanes[Math.floor((event.clientY - box.top - AXIS) / row) - 1];
    options.onPick(lane?.id ?? -1, scale.moment(event.clientX - box.left));
  });

  return {
    el,
    mark(step) {
      now.toggleAttribute("hidden", step === undefined);
      for (const label of labels.querySelectorAll("[data-now]")) label.removeAttribute("data-now");
      if (step === undefined) return;
      const x = scale.place(step.start);
      now.setAttribute("x", rounded(x - 1));
      now.setAttribute("width", rounded(Math.max(3, scale.place(step.end) - x + 2)));
      const index = lanes.findIndex(({ id }) => id === step.task);
      labels.children[index + 1]?.setAttribute("data-now", "");
      const scroll = svg.parentElement;
      if (scroll !== null && scroll.scrollWidth > scroll.clientWidth)
        scroll.scrollLeft = x - scroll.clientWidth / 2;
      scrollRow(el, AXIS + row * (index + 1), row);
    },
  };
}

/** Scrolls a picture that is taller than its box so that a lane is seen; the page stays where it is. */
function scrollRow(el: HTMLElement, top: number, row: number): void {
  if (el.scrollHeight <= el.clientHeight) return;
  if (top < el.scrollTop) el.scrollTop = top - row;
  else if (top + row > el.scrollTop + el.clientHeight)
    el.scrollTop = top + 2 * row - el.clientHeight;
}

function drawLabel({ task, depth }: Lane): HTMLElement {
  const label = makeElement(
    "div",
    { class: "lb-timeline-label", title: `${taskWords(task)}, ${stateWords(task)}` },
    makeElement("code", {}, taskWords(task)),
    makeElement(
      "span",
      { class: "lb-timeline-state", "data-state": task.state },
      `${STATE_SIGNS[task.state]} ${stateWords(task)}`,
    ),
  );
  label.style.setProperty("--lb-timeline-depth", String(Math.min(depth, 6)));
  return label;
}

/** Round moments and their lines; the words stay left of `right`. */
function axis(scale: Scale, height: number, right: number): SVGElement {
  const group = makeSvg("g", { class: "lb-timeline-axis" });
  const grid = scale.ticks.map(
    (moment) => `M${rounded(scale.place(moment))} ${AXIS - 4}V${height}`,
  );
  group.append(makeSvg("path", { d: grid.join("") }));
  for (const moment of scale.ticks) {
    const words = moment === 0 ? "0" : timeWords(moment);
    const x = Math.min(scale.place(moment), right - (words.length * LETTER) / 2);
    group.append(makeText(words, Math.max(x, 4), AXIS - 8));
  }
  for (const { start, end } of scale.squeezed) {
    const x = (scale.place(start) + scale.place(end)) / 2;
    const mark = `M${rounded(x - 5)} ${AXIS - 2}l4 -6M${rounded(x + 1)} ${AXIS - 2}l4 -6`;
    group.append(makeSvg("path", { class: "lb-timeline-squeezed", d: mark }));
    const word = makeText(`free ${timeWords(end - start)}`, x, AXIS + 6);
    word.setAttribute("class", "lb-timeline-squeezed");
    group.append(word);
  }
  return group;
}

function loopLane(timeline: Timeline, scale: Scale, y: number, hatch: string): SVGElement {
  const spans = loopSpans(timeline);
  const group = makeSvg("g", { "data-lane": "loop" });
  const end = scale.place(timeline.duration);
  group.append(
    makeSvg("path", { class: "lb-timeline-free", d: `M0 ${y + BAR / 2}H${rounded(end)}` }),
  );
  for (const state of ["other", "task"] as const) {
    const bars = spans.filter((span) => span.state === state);
    group.append(makeSvg("path", { class: `lb-timeline-${state}`, d: barsPath(bars, scale, y) }));
  }
  const blocked = spans.filter((span) => span.state === "blocked");
  group.append(...blocked.map((span) => blockedBar(span, scale, y, hatch)));
  return group;
}

function drawLane(lane: Lane, scale: Scale, y: number, hatch: string): SVGElement {
  const group = makeSvg("g", { "data-lane": String(lane.id) });
  const waits = lane.spans
    .filter(({ state }) => state === "waits")
    .map(({ start, end }) => `M${rounded(scale.place(start))} ${y}H${rounded(scale.place(end))}`);
  const runs = lane.spans.filter(({ state }) => state === "runs");
  const blocked = lane.spans.filter(({ state }) => state === "blocked");
  group.append(
    makeSvg("path", { class: "lb-timeline-waits", d: waits.join("") }),
    makeSvg("path", { class: "lb-timeline-task", d: barsPath(runs, scale, y) }),
    ...blocked.map((span) => blockedBar(span, scale, y, hatch)),
    ...lane.late.map((late) => lateMark(late, scale, y)),
    endMark(lane, scale.place(lane.end), y),
  );
  return group;
}

interface Bar {
  readonly start: number;
  readonly end: number;
}

/** Bars as one path; those that touch are one, so that a path is no longer than the picture is wide. */
function barsPath(bars: readonly Bar[], scale: Scale, y: number): string {
  const path: string[] = [];
  let [left, right] = [-1, -1];
  const close = (): void => {
    if (right > left) {
      const width = rounded(right - left);
      path.push(`M${rounded(left)} ${y - BAR / 2}h${width}v${BAR}h-${width}z`);
    }
  };
  for (const { start, end } of bars) {
    const x = scale.place(start);
    const until = Math.max(x + 1.5, scale.place(end));
    if (x <= right + 0.25) right = Math.max(right, until);
    else {
      close();
      [left, right] = [x, until];
    }
  }
  close();
  return path.join("");
}

function blockedBar(bar: Bar, scale: Scale, y: number, hatch: string): SVGElement {
  const x = scale.place(bar.start);
  return makeSvg("rect", {
    class: "lb-timeline-blocked",
    x: rounded(x),
    y: y - BAR / 2 - 1,
    width: rounded(Math.max(3, scale.place(bar.end) - x)),
    height: BAR + 2,
    fill: `url(#${hatch})`,
  });
}

/** From when a timer was due to when it came: a bar with a diamond. */
function lateMark({ due, at }: Late, scale: Scale, y: number): SVGElement {
  const [from, to] = [scale.place(due), scale.place(at)];
  const diamond = `M${rounded(from)} ${y - 5}l4 5l-4 5l-4 -5z`;
  const line = `M${rounded(from)} ${y}H${rounded(to)}`;
  return makeSvg("path", { class: "lb-timeline-late", d: diamond + line });
}

/** The shape of each end: a stroke, a cross, a triangle, an arrow, a ring. */
function endMark({ task }: Lane, place: number, y: number): SVGElement {
  const x = rounded(place + 1);
  const shapes = {
    done: `M${x} ${y - 6}v12`,
    cancelled: `M${x} ${y - 5}l10 10m0 -10l-10 10`,
    error: `M${x} ${y + 6}l6 -12l6 12z`,
    pending: `M${x} ${y}h9m-4 -4l4 4l-4 4`,
    lost: `M${x} ${y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0`,
  };
  return makeSvg("path", {
    class: "lb-timeline-end",
    "data-state": task.state,
    d: shapes[task.state],
  });
}

interface Word {
  readonly text: string;
  readonly kind: "wait" | "late" | "blocked";
  readonly x: number;
  readonly y: number;
  readonly room: number;
}

/** Words for the stretches of a lane that have room for them. */
function collectWords(words: Word[], lane: Lane, scale: Scale, y: number): void {
  const add = (text: string, kind: Word["kind"], from: number, to: number): void => {
    const room = to - from;
    if (room >= text.length * LETTER + 8) words.push({ text, kind, x: (from + to) / 2, y, room });
  };
  let end = 0;
  for (const span of lane.spans) {
    const [from, to] = [scale.place(span.start), scale.place(span.end)];
    if (span.state === "blocked")
      add(`held ${timeWords(span.end - span.start)}`, "blocked", from, to);
    if (span.state !== "waits") continue;
    const late = lane.late.find(({ due, at }) => due >= span.start && at <= span.end + 1000);
    const until = late === undefined ? to : scale.place(late.due) - 4;
    add(wordOf(span), "wait", Math.max(from, end), until);
    if (late !== undefined)
      add(`${timeWords(late.at - late.due)} late`, "late", scale.place(late.due) + 4, to);
    end = to;
  }
}

function wordOf(span: Span): string {
  return waitWords(span.wait);
}

/** The widest stretches get their words. */
function drawWords(words: readonly Word[]): readonly SVGElement[] {
  const widest = [...words].sort((one, other) => other.room - one.room).slice(0, MOST_WORDS);
  return widest.map(({ text, kind, x, y }) => {
    const el = makeText(text, x, y + 4);
    el.setAttribute("class", `lb-timeline-word lb-timeline-word-${kind}`);
    return el;
  });
}

function makeHatch(id: string): SVGElement {
  const pattern = makeSvg("pattern", {
    id,
    width: 7,
    height: 7,
    patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  });
  pattern.append(
    makeSvg("rect", { class: "lb-timeline-hatch-ground", width: 7, height: 7 }),
    makeSvg("rect", { class: "lb-timeline-hatch-line", width: 3, height: 7 }),
  );
  const defs = makeSvg("defs", {});
  defs.append(pattern);
  return defs;
}

function makeText(text: string, x: number, y: number): SVGElement {
  const el = makeSvg("text", { x: rounded(x), y: rounded(y) });
  el.textContent = text;
  return el;
}

function makeSvg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[K] {
  const el = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, String(value));
  return el;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
