// A question as a card: text, controls, one button, verdict, hints. What is answered is written into the source at once;
// checking happens only by the button. The same card shows the teacher's source, locked and without the key.
import type { CellHost } from "../../extension.ts";
import type { PartFeedback } from "../../lesson/score.ts";
import { dayOf } from "../../lesson/days.ts";
import { findExercise, type Exercise } from "../../lesson/exercise.ts";
import { lessonMetadata, withLessonMetadata } from "../../lesson/lesson-metadata.ts";
import { parseQuestion, type Question } from "../../lesson/question-kinds.ts";
import type { LearnerRecord } from "../../lesson/question.ts";
import { findCell } from "../../model/select.ts";
import { isObject } from "../../nbformat/parse.ts";
import type { Cell } from "../../nbformat/types.ts";
import { makeElement, setAttribute, withCode } from "../../elements.ts";
import { makeButton } from "../parts.ts";
import { makeAnswerFields, type AnswerFields } from "./answer-fields.ts";
import { watchExercise } from "./exercise-watch.ts";
import { makeLadder } from "./hints.ts";
import { makePause } from "./pause.ts";
import {
  describeTerms,
  findExerciseVerdict,
  findObstacle,
  findVerdict,
  recordAnswer,
  recordExercise,
  type ShownVerdict,
  type VerdictWords,
} from "./verdict.ts";

export interface Card {
  readonly el: HTMLElement;
  /** Whether the card, as it is, can show another state of its cell. */
  fits(cell: Cell, question: Question): boolean;
  show(cell: Cell, question: Question): void;
  focus(): void;
}

const LONGEST_MESSAGE = 2000;

const icons: Readonly<Record<ShownVerdict, string>> = {
  none: "",
  right: "✓",
  wrong: "✕",
  partial: "◐",
  recorded: "●",
};

export function makeCard(
  cell: Cell,
  question: Question,
  host: CellHost,
  signal: AbortSignal,
): Card {
  const card = new QuestionCard(cell, question, host, signal);
  card.show(cell, question);
  return card;
}

class QuestionCard implements Card {
  readonly el: HTMLElement;
  readonly #host: CellHost;
  readonly #first: { readonly cell: Cell; readonly question: Question };
  readonly #fields: AnswerFields;
  readonly #terms = makeElement("p", { class: "lb-quiz-terms" });
  readonly #verdict = makeElement("div", {
    class: "lb-quiz-verdict",
    role: "status",
    "data-part": "verdict",
    "data-verdict": "none",
  });
  readonly #button: HTMLButtonElement;
  readonly #ladder;
  readonly #pause;
  #question: Question;
  /** What the verdict shows, so that equal words are not said twice. */
  #said = "";

  constructor(cell: Cell, question: Question, host: CellHost, signal: AbortSignal) {
    this.#host = host;
    this.#first = { cell, question };
    this.#question = question;
    const { id } = cell;
    this.#fields = makeAnswerFields(question, {
      cell,
      host,
      isLocked: !question.released,
      write: (edit) => this.#write(edit),
      renderMarkdown: (el, source) => this.#render(el, source),
    });
    const isExercise = question.kind === "code";
    const label = isExercise ? "Run the tests" : question.mode === "graded" ? "Record" : "Check";
    this.#button = makeElement(
      "button",
      { type: "submit", class: "lb-button", "data-kind": "primary" },
      label,
    );
    this.#pause = makePause(id, () => this.#drawPause(), signal);
    this.#ladder = question.released
      ? makeLadder(question, { host, signal, record: (changes) => this.#record(changes) })
      : undefined;
    const form = makeElement(
      "form",
      { class: "lb-quiz-form" },
      makeElement(
        "fieldset",
        { class: "lb-quiz-options" },
        this.#renderPart("legend", "lb-quiz-stem", question.stem),
        this.#fields.el,
      ),
      ...(question.after === "" ? [] : [this.#renderPart("div", "lb-quiz-after", question.after)]),
      this.#pause.el,
      makeElement(
        "div",
        { class: "lb-quiz-bar" },
        ...(question.released ? [this.#button] : makeSourceNote(id, host)),
        this.#terms,
      ),
      this.#verdict,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (isExercise) this.#runTests();
      else this.#check();
    });
    if (isExercise && question.released) {
      watchExercise(id, host, signal, {
        onChange: () => this.#draw(),
        onTested: (exercise) => this.#recordTests(exercise),
      });
    }
    this.el = makeElement(
      "div",
      {
        class: "lb-quiz",
        tabindex: "-1",
        "data-part": "question",
        "data-question": question.kind,
        "data-mode": question.mode,
      },
      form,
      ...(this.#ladder === undefined ? [] : [this.#ladder.el]),
    );
    // The way out, as from an editor: controls and fields have keys of their own and do not lead to the next cell.
    this.el.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
      event.stopPropagation();
      host.command("cell.command-mode", id);
    });
  }

  fits(cell: Cell, question: Question): boolean {
    const { cell: before, question: shown } = this.#first;
    const frame = (value: Cell): string => {
      const metadata = Object.entries(lessonMetadata(value)).filter(([key]) => key !== "learner");
      return JSON.stringify(metadata);
    };
    return (
      before.attachments === cell.attachments &&
      shown.stem === question.stem &&
      shown.after === question.after &&
      frame(before) === frame(cell) &&
      this.#fields.fits(question)
    );
  }

  show(_cell: Cell, question: Question): void {
    this.#question = question;
    this.#draw();
  }

  focus(): void {
    if (this.#question.released) this.#fields.focus();
    if (!this.el.contains(document.activeElement)) {
      (this.#question.released ? this.#button : this.el).focus();
    }
  }

  #draw(): void {
    const exercise = this.#exercise();
    this.#terms.textContent = describeTerms(this.#question, exercise);
    if (!this.#question.released) {
      this.#fields.show(this.#question, undefined);
      return;
    }
    const { id } = this.#first.cell;
    const words =
      exercise === undefined
        ? findVerdict(id, this.#question)
        : findExerciseVerdict(id, this.#question, exercise);
    this.#fields.show(this.#question, words.key);
    this.#say(words);
    this.#ladder?.show(this.#question);
    this.#drawPause();
  }

  #drawPause(): void {
    setAttribute(this.#button, "aria-disabled", this.#pause.isOn ? "true" : undefined);
  }

  #check(): void {
    const latest = this.#latest();
    if (latest === undefined) return;
    if (this.#pause.isOn) {
      this.#pause.focus();
      return;
    }
    const obstacle = findObstacle(latest.question);
    if (obstacle !== undefined) {
      this.#said = "";
      this.#say({ verdict: "none", sentence: obstacle, feedback: [] });
      return;
    }
    const { id } = this.#first.cell;
    const learner = recordAnswer(id, latest.question, dayOf(new Date()));
    if (learner === undefined) return;
    if (latest.question.mode === "practice") {
      const { verdict } = findVerdict(id, { ...latest.question, learner });
      this.#pause.count(verdict === "right");
    }
    this.#record(learner);
  }

  #runTests(): void {
    const { solution, tests } = this.#exercise() ?? { tests: [] };
    const cells = [...(solution === undefined ? [] : [solution]), ...tests];
    this.#host.run(cells.map(({ id }) => id));
  }

  #recordTests(exercise: Exercise): void {
    const latest = this.#latest();
    if (latest === undefined) return;
    const learner = recordExercise(
      this.#first.cell.id,
      latest.question,
      exercise,
      dayOf(new Date()),
    );
    if (learner !== undefined) this.#record(learner);
  }

  #exercise(): Exercise | undefined {
    if (this.#question.kind !== "code") return undefined;
    const cells = this.#host.state().cells.map(({ cell }) => cell);
    return findExercise(cells, this.#first.cell.id);
  }

  #write(edit: (source: string, question: Question) => string): void {
    const latest = this.#latest();
    if (latest === undefined) return;
    const { id, source } = latest.cell;
    const next = edit(source, latest.question);
    if (next !== source) this.#host.dispatch({ type: "source", id, source: next });
  }

  /** Keeps something of what the learner did, in the cell's metadata. */
  #record(changes: Partial<LearnerRecord>): void {
    const latest = this.#latest();
    if (latest === undefined) return;
    const metadata = withLessonMetadata(latest.cell, {
      learner: { ...latest.question.learner, ...changes },
    });
    this.#host.dispatch({ type: "cell-metadata", id: latest.cell.id, metadata });
  }

  /** The released question as the notebook holds it now. */
  #latest(): { readonly cell: Cell; readonly question: Question } | undefined {
    const cell = findCell(this.#host.state(), this.#first.cell.id)?.cell;
    const question = cell === undefined ? undefined : parseQuestion(cell).question;
    return cell !== undefined && question?.released === true ? { cell, question } : undefined;
  }

  #say(words: VerdictWords): void {
    const { verdict, sentence, feedback, message, explanation } = words;
    const said = JSON.stringify([verdict, sentence, feedback, message, explanation]);
    if (said === this.#said) return;
    this.#said = said;
    this.#verdict.dataset.verdict = verdict;
    this.#verdict.replaceChildren(...this.#verdictParts(words));
  }

  #verdictParts(words: VerdictWords): HTMLElement[] {
    if (words.sentence === "") return [];
    const icon = icons[words.verdict];
    const sentence = makeElement("p", { class: "lb-quiz-sentence" }, words.sentence);
    if (icon !== "") {
      sentence.prepend(makeElement("span", { class: "lb-quiz-icon", "aria-hidden": "true" }, icon));
    }
    const blocks = words.feedback.flatMap((part) => this.#feedbackParts(part));
    if (words.message !== undefined) blocks.push(makeMessage(words.message));
    if (words.explanation !== undefined) {
      blocks.push(this.#renderPart("div", "lb-quiz-explanation", words.explanation));
    }
    return [sentence, ...blocks];
  }

  #feedbackParts({ text, feedback }: PartFeedback): HTMLElement[] {
    // With several parts it must be plain which one a text is about.
    const isNamed = this.#question.kind === "many" || this.#question.kind === "ordering";
    return [
      ...(isNamed ? [this.#renderPart("div", "lb-quiz-feedback-option", text)] : []),
      this.#renderPart("div", "lb-quiz-feedback", feedback),
    ];
  }

  #renderPart(tag: "div" | "legend", className: string, source: string): HTMLElement {
    const el = makeElement(tag, { class: className });
    this.#render(el, source);
    return el;
  }

  #render(el: HTMLElement, source: string): void {
    const { attachments } = this.#first.cell;
    this.#host.renderMarkdown(el, source, isObject(attachments) ? { attachments } : {});
  }
}

/** What a test says. Several lines keep their places. */
function makeMessage(message: string): HTMLElement {
  const text = message.slice(0, LONGEST_MESSAGE);
  return makeElement(
    "div",
    { class: "lb-quiz-feedback lb-markdown" },
    text.includes("\n")
      ? makeElement("pre", { class: "lb-code-block" }, text)
      : makeElement("p", {}, ...withCode(text)),
  );
}

/** What stands in place of the button in the teacher's source. */
export function makeSourceNote(id: string, host: CellHost): readonly HTMLElement[] {
  return [
    makeButton("Edit in a form", { class: "lb-button" }, () => host.command("author.edit", id)),
    makeElement(
      "p",
      { class: "lb-quiz-source-note", "data-part": "source-note" },
      "Teacher's source: the answer key is in this cell.",
    ),
  ];
}
