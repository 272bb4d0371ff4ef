// The fields for what stands in a question's metadata: points, attempts, hints and how answers are taken.
import { makeElement } from "../elements.ts";
import type { QuestionKindName } from "../lesson/question-kinds.ts";
import type { JsonObject, JsonValue } from "../nbformat/types.ts";
import { makeArea, makeGroup, makeLine, makeRow, makeSelect, makeTick } from "./fields.ts";
import { makeListEditor } from "./list-editor.ts";

export interface SettingsOptions {
  readonly kind: QuestionKindName;
  readonly lessonbook: JsonObject;
  /** Sets a key of `metadata.lessonbook`; `undefined` takes it out. */
  readonly onSet: (name: string, value: JsonValue | undefined) => void;
}

const partialKinds: readonly QuestionKindName[] = ["many", "ordering", "matching", "output"];

export function makeSettingsForm({ kind, lessonbook, onSet }: SettingsOptions): HTMLElement {
  const { points, attempts, topic } = lessonbook;
  const hints = Array.isArray(lessonbook.hints)
    ? lessonbook.hints.filter((hint) => typeof hint === "string")
    : [];
  const isChoice = kind === "single" || kind === "many";
  const isTyped = kind === "text" || kind === "output";
  return makeGroup(
    "Settings",
    makeRow(
      makeSelect(lessonbook.mode === "graded" ? "graded" : "practice", modes, {
        label: "Mode",
        onInput: (value) => onSet("mode", value),
      }),
      makeLine(points === undefined ? "" : JSON.stringify(points), {
        label: "Points",
        note: "1 when empty",
        onInput: (text) => onSet("points", readNumber(text)),
      }),
    ),
    makeLine(Array.isArray(attempts) ? attempts.join(", ") : "", {
      label: "Points by attempt",
      note: "Such as 10, 7, 5; empty: the same each time",
      onInput: (text) => onSet("attempts", readNumbers(text)),
    }),
    ...(partialKinds.includes(kind)
      ? [
          makeSelect(
            typeof lessonbook.partial === "string" ? lessonbook.partial : "off",
            partials,
            {
              label: "Partly right answers",
              onInput: (value) => onSet("partial", value === "off" ? undefined : value),
            },
          ),
        ]
      : []),
    makeElement(
      "div",
      { class: "lb-author-ticks" },
      ...(isChoice ? [tick("shuffle", "Each learner sees the options in another order")] : []),
      ...(kind === "code" ? [] : [tick("reveal", "The answer can be shown after the hints")]),
    ),
    ...(isTyped ? [makeRow(triple("matchCase", "Capitals"), triple("matchSpaces", "Blanks"))] : []),
    makeLine(typeof topic === "string" ? topic : "", {
      label: "Topic",
      note: "Questions on one topic come back together after some days",
      onInput: (text) => onSet("topic", text.trim() === "" ? undefined : text.trim()),
    }),
    makeListEditor({
      title: "Hints, from the first to the last",
      noun: "hint",
      items: hints,
      isOrdered: true,
      add: () => "",
      onChange: (next) => onSet("hints", next.length === 0 ? undefined : [...next]),
      fields: (hint, _, change) => [
        makeArea(hint, { label: "Hint", onInput: (text) => change(() => text) }),
      ],
    }),
  );

  function tick(name: string, label: string): HTMLElement {
    return makeTick(lessonbook[name] === true, {
      label,
      onChange: (isTicked) => onSet(name, isTicked ? true : undefined),
    });
  }

  function triple(name: string, label: string): HTMLElement {
    const value = lessonbook[name];
    return makeSelect(
      typeof value === "boolean" ? String(value) : "",
      [
        ["", "As usual for this kind"],
        ["true", "Count"],
        ["false", "Do not count"],
      ],
      { label, onInput: (text) => onSet(name, text === "" ? undefined : text === "true") },
    );
  }
}

const modes = [
  ["practice", "Practice: checked in the page"],
  ["graded", "Graded: recorded, graded by you"],
] as const;

const partials = [
  ["off", "Count nothing"],
  ["each-answer", "Each part counts by itself"],
  ["net-correct", "Wrong parts take off what right ones give"],
  ["coverage", "Wrong parts lower what right ones give"],
] as const;

/** What is no number is kept as it was typed, so that the parser can name it. */
function readNumber(text: string): JsonValue | undefined {
  if (text.trim() === "") return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

function readNumbers(text: string): JsonValue | undefined {
  if (text.trim() === "") return undefined;
  return text
    .split(/[\s,;]+/)
    .filter((part) => part !== "")
    .map((part) => readNumber(part) ?? part);
}
