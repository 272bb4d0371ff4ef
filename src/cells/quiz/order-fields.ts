// A list to put in order: each item has buttons that move it, and moves with Alt and an arrow key. What does not belong
// is left out, into a list below.
import { writeOrder, type OrderingQuestion } from "../../lesson/kinds/ordering.ts";
import { plainText } from "../../lesson/table.ts";
import { makeElement, setAttribute, setText } from "../../elements.ts";
import { makeButton } from "../parts.ts";
import type { AnswerFields, FieldsContext } from "./answer-fields.ts";

type Move = "up" | "down" | "swap";

export function makeOrderFields(first: OrderingQuestion, context: FieldsContext): AnswerFields {
  const { host } = context;
  let question = first;
  const placedList = makeElement("ol", { class: "lb-quiz-order", "aria-label": "In this order" });
  const leftList = makeElement("ul", { class: "lb-quiz-order", "aria-label": "Left out" });
  const leftTitle = makeElement("p", { class: "lb-quiz-rules" }, "Left out");
  const left = makeElement("div", { class: "lb-quiz-left" }, leftTitle, leftList);

  const move = (text: string, how: Move): void => {
    const places = question.items.map((_, index) => index);
    const index = question.items.findIndex((item) => item.text === text);
    const placed = places.filter((place) => question.items[place]?.isPlaced === true);
    const others = places.filter((place) => question.items[place]?.isPlaced !== true);
    const at = placed.indexOf(index);
    const target = at + (how === "up" ? -1 : 1);
    if (how === "swap") {
      if (at === -1) placed.push(...others.splice(others.indexOf(index), 1));
      else others.push(...placed.splice(at, 1));
    } else {
      if (at === -1 || target < 0 || target >= placed.length) return;
      placed.splice(target, 0, ...placed.splice(at, 1));
    }
    context.write((source, latest) =>
      latest.kind === "ordering" && latest.items.length === question.items.length
        ? writeOrder(source, latest, placed, others)
        : source,
    );
    const place = placed.indexOf(index);
    host.announce(
      place === -1
        ? `${plainText(text)}: left out`
        : `${plainText(text)}: ${place + 1} of ${placed.length}`,
    );
  };

  const rows = new Map(
    first.items.map((item) => [item.text, makeRow(item.text, move, first.extras, context)]),
  );
  return {
    el: makeElement(
      "div",
      { class: "lb-quiz-ordering" },
      placedList,
      ...(first.extras ? [left] : []),
    ),
    fits: (next) =>
      next.kind === "ordering" &&
      next.items.length === rows.size &&
      next.items.every((item) => rows.has(item.text)),
    show: (next) => {
      if (next.kind !== "ordering") return;
      question = next;
      // The element that has the focus is put back there after it was moved.
      const focused = document.activeElement;
      const pick = (isPlaced: boolean) =>
        next.items
          .filter((item) => item.isPlaced === isPlaced)
          .flatMap(({ text }) => rows.get(text) ?? []);
      const placed = pick(true);
      arrange(placedList, placed);
      arrange(leftList, pick(false));
      left.hidden = pick(false).length === 0;
      for (const [place, row] of placed.entries()) row.show(place, placed.length);
      for (const row of pick(false)) row.show(-1, placed.length);
      if (focused instanceof HTMLElement && focused !== document.activeElement) focused.focus();
    },
    focus: () => placedList.querySelector("button")?.focus(),
  };
}

interface Row {
  readonly el: HTMLElement;
  /** @param place from 0; -1 when left out */
  show(place: number, count: number): void;
}

function makeRow(
  text: string,
  move: (text: string, how: Move) => void,
  hasExtras: boolean,
  context: FieldsContext,
): Row {
  const name = plainText(text);
  const button = (label: string, icon: string, how: Move): HTMLButtonElement => {
    const made = makeButton(
      icon,
      { class: "lb-quiz-move", "aria-label": label, title: label },
      () => move(text, how),
    );
    made.disabled = context.isLocked;
    return made;
  };
  const up = button(`Move up: ${name}`, "↑", "up");
  const down = button(`Move down: ${name}`, "↓", "down");
  const swap = button("", "", "swap");
  const body = makeElement("div", { class: "lb-quiz-option-text" });
  context.renderMarkdown(body, text);
  const tools = makeElement(
    "div",
    { class: "lb-quiz-moves" },
    up,
    down,
    ...(hasExtras ? [swap] : []),
  );
  const el = makeElement("li", { class: "lb-quiz-option lb-quiz-item" }, body, tools);
  el.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || context.isLocked) return;
    const how = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (how !== "up" && how !== "down") return;
    event.preventDefault();
    event.stopPropagation();
    move(text, how);
  });
  return {
    el,
    show: (place, count) => {
      const isOut = place === -1;
      setAttribute(up, "aria-disabled", place === 0 ? "true" : undefined);
      setAttribute(down, "aria-disabled", place === count - 1 ? "true" : undefined);
      up.hidden = down.hidden = isOut;
      setAttribute(swap, "aria-label", `${isOut ? "Put in" : "Leave out"}: ${name}`);
      setText(swap, isOut ? "Put in" : "Leave out");
    },
  };
}

/** Puts the rows into a list; those that stand there already in this order are not touched. */
function arrange(list: HTMLElement, rows: readonly Row[]): void {
  for (const [place, { el }] of rows.entries()) {
    const there = list.children[place];
    if (there !== el) list.insertBefore(el, there ?? null);
  }
  while (list.children.length > rows.length) list.lastElementChild?.remove();
}
