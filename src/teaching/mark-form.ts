// The fields of a mark: points, extra credit, comment, flag, and the comments that others' answers got. Keeps no state but what
// stands in the fields.
import { makeElement, setText } from "../elements.ts";
import type { MarkDraft } from "../execution/course-port.ts";
import type { Mark } from "../grading/marks.ts";
import type { UsedComment } from "./mark-book.ts";
import { pointsText, readPoints } from "./words.ts";

/** What stands in the fields. */
export type FormDraft = Omit<MarkDraft, "work">;

export interface MarkForm {
  readonly el: HTMLFormElement;
  /** What stands in the fields; `undefined` when that is no mark, and then it is said beside them. */
  read(): FormDraft | undefined;
  write(mark: Mark | undefined): void;
  focus(): void;
  /** Offers the comments of today. */
  showComments(): void;
}

/** Most comments that are offered. */
const MOST_COMMENTS = 6;

let made = 0;

export function makeMarkForm(options: {
  readonly maxScore: number;
  readonly auto: number | null;
  readonly comments: () => readonly UsedComment[];
  readonly onSubmit: () => void;
  readonly onInput: () => void;
  /** Where the card says how saving went. */
  readonly said: HTMLElement;
}): MarkForm {
  const { maxScore, auto } = options;
  const id = `lb-mark-${++made}`;
  const points = pointsField("points", { "aria-describedby": `${id}-of` });
  const extra = pointsField("extra", {});
  const comment = makeElement("textarea", {
    class: "lb-field",
    rows: "2",
    name: "comment",
    maxlength: "10000",
  });
  const flag = makeElement("input", { type: "checkbox", name: "flag" });
  const wrong = makeElement("p", { class: "lb-mark-wrong", role: "alert" });
  const used = makeElement("div", {
    class: "lb-mark-used",
    role: "group",
    "aria-label": "Comments used before",
  });
  const machine = auto === null ? "" : `, ${auto} by machine`;
  const el = makeElement(
    "form",
    { class: "lb-mark-form", novalidate: "" },
    makeElement(
      "div",
      { class: "lb-mark-line" },
      makeElement("label", {}, "Points ", points),
      makeElement("span", { id: `${id}-of`, class: "lb-class-note" }, `of ${maxScore}${machine}`),
      makeElement("label", {}, "Extra ", extra),
      makeElement("label", { class: "lb-mark-flag" }, flag, " Look again"),
    ),
    makeElement("label", { class: "lb-mark-comment" }, "Comment", comment),
    used,
    wrong,
    makeElement(
      "div",
      { class: "lb-mark-line" },
      makeElement(
        "button",
        { type: "submit", class: "lb-button", "data-kind": "primary" },
        "Save and next",
      ),
      options.said,
    ),
  );
  el.addEventListener("submit", (event) => {
    event.preventDefault();
    options.onSubmit();
  });
  el.addEventListener("input", () => {
    check();
    options.onInput();
  });
  comment.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    options.onSubmit();
  });

  function check(): FormDraft | undefined {
    const [given, onTop] = [readPoints(points.value), readPoints(extra.value)];
    const isOff = given === undefined || (given !== null && (given < 0 || given > maxScore));
    points.setAttribute("aria-invalid", String(isOff));
    extra.setAttribute("aria-invalid", String(onTop === undefined));
    setText(
      wrong,
      isOff
        ? `Points must be a number from 0 to ${maxScore}. What goes beyond is extra.`
        : onTop === undefined
          ? "Extra must be a number, or nothing."
          : "",
    );
    if (isOff || onTop === undefined) return undefined;
    return { points: given, extra: onTop, comment: comment.value.trim(), flag: flag.checked };
  }

  function take(one: UsedComment): void {
    const before = comment.value.trim();
    if (!before.split(/\n{2,}/).includes(one.text)) {
      comment.value = before === "" ? one.text : `${before}\n\n${one.text}`;
    }
    if (points.value.trim() === "") points.value = pointsText(one.points);
    options.onInput();
    points.focus();
  }

  return {
    el,
    read: check,
    write: (mark) => {
      points.value = pointsText(mark?.points);
      extra.value = pointsText(mark?.extra);
      comment.value = mark?.comment ?? "";
      flag.checked = mark?.flag ?? false;
      check();
    },
    focus: () => {
      points.focus();
      points.select();
    },
    showComments: () => {
      if (used.contains(document.activeElement)) return; // Nothing moves under the keyboard.
      const comments = options.comments().slice(0, MOST_COMMENTS);
      used.hidden = comments.length === 0;
      used.replaceChildren(
        ...comments.map((one) => {
          const button = makeElement(
            "button",
            { type: "button", class: "lb-mark-reuse", title: one.text },
            one.text.length > 60 ? `${one.text.slice(0, 60)}…` : one.text,
          );
          button.addEventListener("click", () => take(one));
          return button;
        }),
      );
    },
  };
}

function pointsField(name: string, attributes: Readonly<Record<string, string>>): HTMLInputElement {
  return makeElement("input", {
    class: "lb-field lb-mark-points",
    name,
    inputmode: "decimal",
    autocomplete: "off",
    ...attributes,
  });
}
