// The form of a question: what kind it is, its text, its answer, its explanation and its settings.
import { makeElement } from "../elements.ts";
import { withKind, type QuestionDraft } from "../lesson/draft/draft.ts";
import { readForm } from "../lesson/draft/read.ts";
import { writeDraft } from "../lesson/draft/write.ts";
import { lessonMetadata, withLessonMetadata } from "../lesson/lesson-metadata.ts";
import type { QuestionKindName } from "../lesson/question-kinds.ts";
import type { Cell, JsonObject } from "../nbformat/types.ts";
import { makeBodyForm } from "./body-form.ts";
import { makeArea, makeLine, makeSelect } from "./fields.ts";
import { makeSettingsForm } from "./settings-form.ts";

export const kindWords: readonly (readonly [QuestionKindName, string])[] = [
  ["single", "One option is right"],
  ["many", "Several options may be right"],
  ["number", "A number"],
  ["text", "A short text"],
  ["ordering", "Put in order"],
  ["matching", "Match two columns"],
  ["output", "Predict the output"],
];

/**
 * Makes the choice of the kind, which can be made at any time. The texts go along into the fields of the new kind; a text
 * that is in no fields stays as it is.
 */
export function makeKindChoice(cell: Cell, set: (cell: Cell) => void): HTMLElement | undefined {
  const { question } = lessonMetadata(cell);
  if (question === "code") return undefined;
  const known = kindWords.find(([name]) => name === question)?.[0];
  const choices = known === undefined ? [["", "Choose a kind"] as const, ...kindWords] : kindWords;
  return makeSelect(known ?? "", choices, {
    label: "Kind of question",
    onInput: (name) => {
      const kind = kindWords.find(([one]) => one === name)?.[0];
      if (kind === undefined) return;
      const { draft } = readForm(cell);
      const metadata = withLessonMetadata(cell, { question: kind });
      const source = draft === undefined ? cell.source : writeDraft(withKind(draft, kind));
      set({ ...cell, source, metadata });
    },
  });
}

/** Makes the form; undefined while the text of the cell cannot be read as fields. */
export function makeQuestionForm(
  cells: readonly Cell[],
  set: (cells: readonly Cell[]) => void,
): HTMLElement | undefined {
  const [first, ...others] = cells;
  const reading = first === undefined ? undefined : readForm(first);
  if (first === undefined || reading?.draft === undefined) return undefined;
  let { draft } = reading;
  let cell = first;
  let below = others;
  const el = makeElement("div", { class: "lb-author-fields" });

  const setDraft = (part: Partial<QuestionDraft>): void => {
    draft = { ...draft, ...part };
    cell = { ...cell, source: writeDraft(draft) };
    set([cell, ...below]);
  };
  const setLesson = (changes: JsonObject): void => {
    cell = { ...cell, metadata: withLessonMetadata(cell, changes) };
    set([cell, ...below]);
  };
  const setBelow = (index: number, change: (one: Cell) => Cell): void => {
    below = below.map((one, place) => (place === index ? change(one) : one));
    set([cell, ...below]);
  };

  const draw = (): void => {
    el.replaceChildren(
      makeArea(draft.stem, {
        label: draft.kind === "code" ? "What is to be done" : "What is asked",
        rows: 3,
        onInput: (stem) => setDraft({ stem }),
      }),
      ...makeBodyForm(draft.body, draft.kind, (body) => setDraft({ body })),
      ...below.map((one, index) => makeCodeField(one, (change) => setBelow(index, change))),
      makeArea(draft.explanation, {
        label: "Explanation, shown when the answer is right",
        rows: 2,
        onInput: (explanation) => setDraft({ explanation }),
      }),
      makeSettingsForm({
        kind: draft.kind,
        lessonbook: lessonMetadata(cell),
        onSet: (name, value) => setLesson({ [name]: value }),
      }),
    );
  };
  draw();
  return el;
}

/** A code cell that comes with a new exercise. */
function makeCodeField(cell: Cell, change: (change: (cell: Cell) => Cell) => void): HTMLElement {
  const { nbgrader } = cell.metadata;
  const info =
    typeof nbgrader === "object" && nbgrader !== null && !Array.isArray(nbgrader) ? nbgrader : {};
  const isTest = "grade" in info && info.grade === true;
  const code = makeArea(cell.source, {
    label: isTest
      ? "Tests, which learners see"
      : "Cell for the answer, with the solution between its marks",
    code: true,
    rows: 4,
    onInput: (source) => change((one) => ({ ...one, source })),
  });
  if (!isTest) return code;
  const points = "points" in info && typeof info.points === "number" ? String(info.points) : "";
  return makeElement(
    "div",
    {},
    code,
    makeLine(points, {
      label: "Points of the tests",
      onInput: (text) => {
        const number = Number(text);
        if (text.trim() === "" || !Number.isFinite(number) || number < 0) return;
        change((one) => ({
          ...one,
          metadata: { ...one.metadata, nbgrader: { ...info, points: number } },
        }));
      },
    }),
  );
}
