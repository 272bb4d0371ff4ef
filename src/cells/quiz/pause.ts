// After three quick wrong answers in a row the card asks what will change, and waits for a word or a moment: guessing on
// teaches nothing. Nothing of it is kept in the file.
import { makeElement } from "../../elements.ts";

export interface Pause {
  readonly el: HTMLElement;
  /** Whether Check is to wait now. */
  readonly isOn: boolean;
  /** Tells of a check; shows the question when it was the third quick failure. */
  count(isRight: boolean): void;
  focus(): void;
}

/** Failures closer together than this are quick, in milliseconds. */
const QUICK = 10_000;
const FAILURES = 3;
const LONGEST = 20_000;

export function makePause(id: string, onEnd: () => void, signal: AbortSignal): Pause {
  const field = makeElement("input", {
    class: "lb-quiz-line",
    type: "text",
    id: `lb-pause-${id}`,
    autocomplete: "off",
  });
  const label = makeElement(
    "label",
    { for: field.id },
    "Those were three quick tries. What will you change, and why?",
  );
  const el = makeElement("div", { class: "lb-quiz-pause", "data-part": "pause" });
  el.hidden = true;
  let failures: number[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    clearTimeout(timer);
    if (el.hidden) return;
    el.hidden = true;
    el.replaceChildren();
    field.value = "";
    failures = [];
    onEnd();
  };
  // Three letters are no essay, but more than another click.
  field.addEventListener("change", () => {
    if (field.value.trim().length >= 3) end();
  });
  signal.addEventListener("abort", () => clearTimeout(timer));
  return {
    el,
    get isOn() {
      return !el.hidden;
    },
    count: (isRight) => {
      const now = Date.now();
      failures = isRight ? [] : [...failures.filter((at) => now - at < QUICK * FAILURES), now];
      const [first = 0] = failures;
      if (failures.length < FAILURES || now - first > QUICK * (FAILURES - 1)) return;
      el.hidden = false;
      el.replaceChildren(label, field);
      timer = setTimeout(end, LONGEST);
    },
    focus: () => field.focus(),
  };
}
