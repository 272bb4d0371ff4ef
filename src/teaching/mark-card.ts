// One answer with its mark: the work above, below it points, extra credit, comment and flag. Saves what was changed when one
// goes on or leaves, keeps it when that fails, and shows both when somebody else marked it meanwhile.
import { makeElement, setText } from "../elements.ts";
import type { Mark } from "../grading/marks.ts";
import type { Answer, MarkBook } from "./mark-book.ts";
import { makeMarkForm, type FormDraft } from "./mark-form.ts";
import { statusWords } from "./words.ts";

export interface MarkCard {
  readonly el: HTMLElement;
  /** Puts the keyboard on the points. */
  focus(): void;
  /** Saves what was changed. False when it could not be saved and needs a look. */
  save(): Promise<boolean>;
  /** There is something that is not saved. */
  readonly unsaved: boolean;
}

export interface MarkCardOptions {
  readonly book: MarkBook;
  readonly answer: Answer;
  readonly title: string;
  /** Fills the place for the work when it comes near the screen. */
  readonly showWork: (el: HTMLElement) => void;
  /** Goes on to the next answer. */
  readonly next: () => void;
  readonly signal: AbortSignal;
}

export function makeMarkCard(options: MarkCardOptions): MarkCard {
  const { book, answer, signal } = options;
  let seen = answer.mark;
  let saving: Promise<boolean> | undefined;
  const state = makeElement("span", { class: "lb-mark-state" });
  const work = makeElement(
    "div",
    { class: "lb-mark-work" },
    makeElement("p", { class: "lb-class-note" }, "Reading the answer"),
  );
  const said = makeElement("span", { class: "lb-mark-said", role: "status" });
  const trouble = makeElement("div", { class: "lb-mark-trouble", role: "alert" });
  const form = makeMarkForm({
    maxScore: answer.grade.maxScore,
    auto: answer.grade.auto,
    comments: () => book.commentsOn(answer.notebook, answer.cell),
    onSubmit: () => void goOn(),
    onInput: () => setText(said, isChanged() ? "Not saved yet" : ""),
    said,
  });
  form.write(seen);
  const el = makeElement(
    "article",
    { class: "lb-mark", "aria-label": options.title },
    makeElement("header", {}, makeElement("h2", {}, options.title), state),
    ...messagesOf(answer),
    work,
    form.el,
    trouble,
  );
  el.addEventListener("focusout", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && el.contains(relatedTarget))) void save();
  });
  whenNear(el, signal, () => options.showWork(work));
  book.onChange(showState, signal);
  showState();

  function showState(): void {
    const grade = book.answer(answer)?.grade ?? answer.grade;
    el.dataset.status = grade.status;
    el.toggleAttribute("data-flag", grade.flag === true);
    const points = grade.status === "needs-manual" ? "" : `${grade.score} of ${grade.maxScore}, `;
    setText(state, `${points}${statusWords(grade)}${grade.flag === true ? ", flagged" : ""}`);
    form.showComments();
  }

  function isChanged(): boolean {
    const now = form.read();
    return now === undefined || !isSame(now, seen);
  }

  async function goOn(): Promise<void> {
    if (await save()) options.next();
  }

  function save(): Promise<boolean> {
    saving ??= saveChange().finally(() => (saving = undefined));
    return saving;
  }

  async function saveChange(): Promise<boolean> {
    const now = form.read();
    if (now === undefined) return false; // The form says what is wrong.
    if (isSame(now, seen)) return trouble.childElementCount === 0;
    return send(now, seen?.revision ?? 0);
  }

  async function send(now: FormDraft, revision: number): Promise<boolean> {
    setText(said, "Saving");
    trouble.replaceChildren();
    try {
      const theirs = await book.save(answer, revision, { ...now, work: answer.grade.work ?? "" });
      if (theirs !== undefined) {
        showConflict(theirs);
        return false;
      }
    } catch (error) {
      setText(said, "Not saved yet");
      showTrouble(
        `${error instanceof Error ? error.message : String(error)} What you wrote stays here.`,
        {
          "Try again": () => void save(),
        },
      );
      return false;
    }
    seen = book.answer(answer)?.mark;
    setText(said, isChanged() ? "Not saved yet" : "Saved");
    return true;
  }

  function showConflict(theirs: Mark): void {
    setText(said, "Not saved yet");
    const points = theirs.points === null ? "no points" : `${theirs.points} points`;
    const comment = theirs.comment === "" ? "" : ` and the comment “${theirs.comment}”`;
    showTrouble(`${theirs.by || "Somebody else"} marked this meanwhile: ${points}${comment}.`, {
      "Take theirs": () => {
        seen = theirs;
        form.write(theirs);
        settle("Saved");
      },
      "Keep mine": () => {
        const now = form.read();
        if (now === undefined) return;
        seen = theirs;
        settle("");
        void send(now, theirs.revision);
      },
    });
  }

  function settle(words: string): void {
    trouble.replaceChildren();
    setText(said, words);
    form.focus();
  }

  function showTrouble(words: string, ways: Readonly<Record<string, () => void>>): void {
    const buttons = Object.entries(ways).map(([label, run]) => {
      const button = makeElement("button", { type: "button", class: "lb-button" }, label);
      button.addEventListener("click", run);
      return button;
    });
    trouble.replaceChildren(
      makeElement("p", {}, words),
      makeElement("p", { class: "lb-class-actions" }, ...buttons),
    );
  }

  return {
    el,
    focus: () => form.focus(),
    save,
    get unsaved() {
      return isChanged();
    },
  };
}

/** What grading said of the answer. */
function messagesOf({ grade, mark }: Answer): readonly HTMLElement[] {
  const nbgrader = grade.nbgrader;
  const words = [
    grade.message,
    nbgrader === undefined || nbgrader === null ? "" : `nbgrader's rules give ${nbgrader}.`,
    grade.markedBefore === true && mark !== undefined
      ? `The answer has changed since ${mark.by || "somebody"} gave ${mark.points ?? 0}. Mark it again to say that this still holds.`
      : "",
  ].filter((text) => text !== "");
  return words.map((text) => makeElement("p", { class: "lb-class-note" }, text));
}

function isSame(draft: FormDraft, seen: Mark | undefined): boolean {
  return (
    draft.points === (seen?.points ?? null) &&
    draft.extra === (seen?.extra ?? null) &&
    draft.comment === (seen?.comment ?? "") &&
    draft.flag === (seen?.flag ?? false)
  );
}

function whenNear(el: HTMLElement, signal: AbortSignal, run: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      run();
    },
    { rootMargin: "800px" },
  );
  observer.observe(el);
  signal.addEventListener("abort", () => observer.disconnect());
}
