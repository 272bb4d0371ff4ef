// Answers beside each other, each with its mark: all students' to one question, or all of one student. One key saves and goes
// to the next.
import { makeElement, setText } from "../elements.ts";
import type { Answer, MarkBook } from "./mark-book.ts";
import { makeMarkCard, type MarkCard } from "./mark-card.ts";
import type { Route } from "./route.ts";
import { showWork, type Draw, type GradedNotebooks } from "./work-view.ts";
import { plural } from "./words.ts";

export interface MarkingOptions {
  readonly book: MarkBook;
  readonly notebooks: GradedNotebooks;
  readonly draw: Draw;
  readonly route: Route;
  /** The heading of an answer, of those that are shown here the `at`th from 0. */
  readonly title: (answer: Answer, at: number) => string;
  readonly signal: AbortSignal;
}

export interface Marking {
  readonly el: HTMLElement;
  /** Puts the keyboard on the first answer that needs a mark, else on the first. */
  focus(): void;
  /** Saves what is not saved. */
  leave(): Promise<void>;
  readonly unsaved: boolean;
}

/** Cards that are made at once. */
const AT_ONCE = 50;

export function makeMarking(options: MarkingOptions): Marking {
  const { book, notebooks, draw, route, title, signal } = options;
  const answers = chooseAnswers(book, route);
  const cards: MarkCard[] = [];
  const list = makeElement("div", { class: "lb-marks" });
  const end = makeElement("p", { class: "lb-class-note", role: "status", tabindex: "-1" });
  const count = makeElement("p", { class: "lb-class-note" });
  const more = makeElement("button", { type: "button", class: "lb-button" });
  more.addEventListener("click", () => showMore());
  const el = makeElement("section", { "aria-label": "Answers" }, count, list, end, more);
  el.addEventListener("keydown", onKey);
  book.onChange(showCount, signal);
  if (answers.length === 0) setText(end, emptyWords(route));
  showMore();
  showCount();

  function showMore(): void {
    for (const answer of answers.slice(cards.length, cards.length + AT_ONCE)) {
      const at = cards.length;
      const card = makeMarkCard({
        book,
        answer,
        title: title(answer, at),
        showWork: (place) => void fill(place, answer),
        next: () => go(at + 1),
        signal,
      });
      cards.push(card);
      list.append(card.el);
    }
    const left = answers.length - cards.length;
    more.hidden = left === 0;
    setText(more, `Show ${Math.min(left, AT_ONCE)} more of ${left}`);
  }

  async function fill(place: HTMLElement, answer: Answer): Promise<void> {
    const { course, assignment } = book.place;
    const path = [course, "autograded", answer.student, assignment, `${answer.notebook}.ipynb`];
    try {
      const notebook = await notebooks.open(path.filter((part) => part !== "").join("/"));
      if (!signal.aborted) showWork(place, notebook, answer.cell, draw, signal);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      place.replaceChildren(makeElement("p", { class: "lb-class-note" }, words));
    }
  }

  function go(to: number): void {
    if (to >= cards.length && cards.length < answers.length) showMore();
    const card = cards[to];
    if (to < 0) return;
    if (card === undefined) {
      setText(end, "That was the last answer.");
      end.focus();
      end.scrollIntoView({ block: "nearest" });
      return;
    }
    card.focus();
    card.el.scrollIntoView({ block: "nearest" });
  }

  function onKey(event: KeyboardEvent): void {
    const { target, key } = event;
    const step = key === "PageDown" ? 1 : key === "PageUp" ? -1 : 0;
    if (step === 0 || !event.altKey) return;
    event.preventDefault();
    const here = cards.findIndex((card) => target instanceof Node && card.el.contains(target));
    go(here === -1 ? 0 : here + step);
  }

  function showCount(): void {
    const now = answers.flatMap((answer) => book.answer(answer)?.grade ?? []);
    const waiting = now.filter(({ status }) => status === "needs-manual").length;
    const stand =
      waiting === 0 ? "none needs a mark" : `${waiting} ${waiting === 1 ? "needs" : "need"} a mark`;
    setText(
      count,
      answers.length === 0
        ? ""
        : `${plural(answers.length, "answer")}, ${stand}. Enter in the points saves and goes on; Ctrl Enter does in a comment.`,
    );
  }

  return {
    el,
    focus: () => {
      const at = answers.findIndex(({ grade }) => grade.status === "needs-manual");
      cards[Math.max(0, at)]?.focus();
    },
    leave: async () => {
      await Promise.all(cards.map((card) => card.save()));
    },
    get unsaved() {
      return cards.some((card) => card.unsaved);
    },
  };
}

function chooseAnswers(
  book: MarkBook,
  { question, student, show, namesHidden }: Route,
): readonly Answer[] {
  const all =
    question !== undefined
      ? book.answersTo(question.notebook, question.cell)
      : student !== undefined
        ? book.answersOf(student)
        : [];
  // Without names nor an order that tells them: by what was written, so that equal answers stand together.
  const ordered = namesHidden && question !== undefined ? [...all].sort(compare) : all;
  return ordered.filter(
    ({ grade }) =>
      show === "all" ||
      (show === "waiting" ? grade.status === "needs-manual" || grade.markedBefore : grade.flag) ===
        true,
  );
}

function compare({ grade: { work: a = "" } }: Answer, { grade: { work: b = "" } }: Answer): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function emptyWords({ show }: Route): string {
  if (show === "waiting") return "Nothing here needs a mark.";
  return show === "flagged" ? "Nothing here is flagged." : "There is no answer here.";
}
