// A guess before the picture: in which order do the tasks end, or how long does it all take? It is compared, never graded.
import { makeElement } from "../../elements.ts";
import type { Task, Timeline } from "./read.ts";
import { taskWords, timeWords } from "./words.ts";

export type Question =
  { readonly type: "order"; readonly tasks: readonly Task[] } | { readonly type: "length" };

/** Ends that are closer than this are at the same time, in microseconds. */
const SAME = 1000;
const MOST_ORDERED = 8;

/** What can be asked of a record: the order of ends where names tell the tasks apart, else the length. */
export function questionOf({ tasks, root }: Timeline): Question {
  const ended = tasks.filter(
    ({ ended: end, earlier }, id) => id !== root && !earlier && end !== undefined,
  );
  const names = new Set(ended.map(taskWords));
  const isOrder = ended.length >= 2 && ended.length <= MOST_ORDERED && names.size === ended.length;
  return isOrder ? { type: "order", tasks: ended } : { type: "length" };
}

/** How a guessed order compares with what happened. */
export function orderVerdict(guess: readonly Task[]): string {
  const isRight = guess.every((task, at) => {
    const next = guess[at + 1];
    return next === undefined || (task.ended ?? 0) <= (next.ended ?? 0) + SAME;
  });
  const really = [...guess].sort((one, other) => (one.ended ?? 0) - (other.ended ?? 0));
  const list = (tasks: readonly Task[]): string => tasks.map(taskWords).join(", ");
  return isRight
    ? `You said ${list(guess)}. That is how they ended.`
    : `You said ${list(guess)}. They ended ${list(really)}.`;
}

export function lengthVerdict(seconds: number, { duration }: Timeline): string {
  return `You said ${timeWords(seconds * 1e6)}. It took ${timeWords(duration)}.`;
}

/** Shows the question; `onReveal` gets the verdict, or nothing when no guess was made. */
export function drawQuestion(
  timeline: Timeline,
  onReveal: (verdict: string | undefined) => void,
): HTMLElement {
  const question = questionOf(timeline);
  const [body, verdict] =
    question.type === "order" ? orderField(question.tasks) : lengthField(timeline);
  const reveal = makeElement(
    "button",
    { type: "submit", class: "lb-button", "data-kind": "primary" },
    "Show what happened",
  );
  const skip = makeElement(
    "button",
    { type: "button", class: "lb-button", "data-kind": "quiet" },
    "I have no guess",
  );
  const form = makeElement(
    "form",
    { class: "lb-timeline-guess" },
    body,
    makeElement("div", { class: "lb-timeline-buttons" }, reveal, skip),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onReveal(verdict());
  });
  skip.addEventListener("click", () => onReveal(undefined));
  return form;
}

function orderField(tasks: readonly Task[]): readonly [HTMLElement, () => string | undefined] {
  const order = [...tasks];
  const list = makeElement("ol", {});
  const draw = (focus?: readonly [at: number, by: number]): void => {
    list.replaceChildren(...order.map((task, at) => drawItem(task, at)));
    if (focus === undefined) return;
    const [at, by] = focus;
    const [up, down] = list.children[at]?.querySelectorAll("button") ?? [];
    // At an end the button that was pressed is gone: the other one takes the keyboard.
    const wanted = by < 0 ? up : down;
    (wanted?.disabled === true ? (by < 0 ? down : up) : wanted)?.focus();
  };
  const move = (at: number, by: number): void => {
    const [task] = order.splice(at, 1);
    if (task === undefined) return;
    order.splice(at + by, 0, task);
    draw([at + by, by]);
  };
  const drawItem = (task: Task, at: number): HTMLElement => {
    const button = (sign: string, word: string, by: number): HTMLButtonElement => {
      const el = makeElement(
        "button",
        { type: "button", class: "lb-button", "aria-label": `${taskWords(task)}: ${word}` },
        sign,
      );
      el.disabled = at + by < 0 || at + by >= order.length;
      el.addEventListener("click", () => move(at, by));
      return el;
    };
    return makeElement(
      "li",
      {},
      makeElement("code", {}, taskWords(task)),
      button("↑", "earlier", -1),
      button("↓", "later", 1),
    );
  };
  draw();
  const legend = "Before you look: in which order did the tasks end? Put the first on top.";
  const field = makeElement("fieldset", {}, makeElement("legend", {}, legend), list);
  return [field, () => orderVerdict(order)];
}

function lengthField(timeline: Timeline): readonly [HTMLElement, () => string | undefined] {
  const input = makeElement("input", {
    type: "number",
    min: "0",
    step: "any",
    inputmode: "decimal",
    required: "",
  });
  const label = makeElement(
    "label",
    {},
    "Before you look: how many seconds did it take in all? ",
    input,
  );
  return [label, () => lengthVerdict(Number(input.value), timeline)];
}
