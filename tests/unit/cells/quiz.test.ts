// @vitest-environment happy-dom
import { beforeAll, describe, expect, it, vi } from "vitest";
import { quizCell } from "../../../src/cells/quiz/view.ts";
import { releaseNotebook } from "../../../src/lesson/release.ts";
import type { Cell, JsonObject } from "../../../src/nbformat/types.ts";
import { code, md, nb } from "../../support/builders.ts";
import { buttonOf, find, mountCell, textOf, type MountedCell } from "./mounted-cell.ts";

const text = [
  "Which one waits?",
  "",
  "- [ ] the first",
  "  > It returns before it has begun.",
  "- [x] the second",
  "  > It awaits something.",
  "- [ ] the third",
  "",
  "> Why: only the second one awaits anything.",
].join("\n");

beforeAll(() => quizCell.preload([md("", { metadata: { lessonbook: { kind: "quiz" } } })]));

describe("a question's card", () => {
  it("claims question cells and no others", () => {
    const metadata = { lessonbook: { kind: "quiz" } };
    expect(quizCell.claims(md("", { metadata }))).toBe(true);
    expect(quizCell.claims(md(""))).toBe(false);
    expect(quizCell.claims(code("", { metadata }))).toBe(false);
    expect(quizCell.claims(md("", { metadata: { lessonbook: null } }))).toBe(false);
  });

  it("shows the stem as the legend of native radio buttons, in the source's order", () => {
    const { el } = mountCell(quizCell, released());
    expect(textOf(find(el, "fieldset > legend"))).toBe("Which one waits?");
    expect([...el.querySelectorAll("label")].map(textOf)).toEqual([
      "the first",
      "the second",
      "the third",
    ]);
    expect(inputs(el).map(({ type }) => type)).toEqual(["radio", "radio", "radio"]);
    expect(new Set(inputs(el).map(({ name }) => name)).size).toBe(1);
    expect(find(el, '[data-part="verdict"]').getAttribute("role")).toBe("status");
  });

  it("shows check boxes where several may be right", () => {
    const { el } = mountCell(quizCell, released({ question: "many" }));
    expect(inputs(el).map(({ type }) => type)).toEqual(["checkbox", "checkbox", "checkbox"]);
  });

  it("writes a tick into the source at once, and checks nothing", () => {
    const card = mountCell(quizCell, released());
    tick(card, 0);
    expect(card.cell().source).toContain("- [x] the first\n- [ ] the second");
    expect(card.changes.map(({ type }) => type)).toEqual(["source"]);
    expect(verdict(card)).toEqual({ is: "none", says: "" });
  });

  it("keeps one tick in a question with one answer, and the focus where it is", () => {
    const card = mountCell(quizCell, released());
    tick(card, 0);
    const third = inputs(card.el)[2];
    third?.focus();
    tick(card, 2);
    expect(ticks(card.el)).toEqual([false, false, true]);
    expect(card.cell().source.match(/\[x\]/g)).toHaveLength(1);
    expect(document.activeElement).toBe(third);
    expect(inputs(card.el)[2]).toBe(third);
  });

  it("follows what is ticked elsewhere, such as in the text or by undo", () => {
    const card = mountCell(quizCell, released());
    const source = card.cell().source.replace("[ ] the third", "[X] the third");
    card.dispatch({ type: "source", id: card.cell().id, source });
    expect(ticks(card.el)).toEqual([false, false, true]);
  });

  it("draws anew when the question's text changes", () => {
    const card = mountCell(quizCell, released({ mode: "graded" }));
    const source = card.cell().source.replace("the first", "the very first");
    card.dispatch({ type: "source", id: card.cell().id, source });
    expect(textOf(find(card.el, "label"))).toBe("the very first");
  });

  it("gives the focus to the ticked option, else to the first", () => {
    const card = mountCell(quizCell, released());
    card.focus();
    expect(document.activeElement).toBe(inputs(card.el)[0]);
    tick(card, 1);
    card.focus();
    expect(document.activeElement).toBe(inputs(card.el)[1]);
  });
});

describe("checking a practice question", () => {
  it("asks for an answer first, and counts no attempt", () => {
    const card = mountCell(quizCell, released());
    check(card);
    expect(verdict(card)).toEqual({ is: "none", says: "Choose an answer first." });
    expect(card.changes).toEqual([]);
  });

  it("says that an answer is wrong and why, without the explanation", () => {
    const card = mountCell(quizCell, released());
    tick(card, 0);
    check(card);
    expect(verdict(card)).toEqual({
      is: "wrong",
      says: "✕Not right yet. Change your answer and check again. It returns before it has begun.",
    });
  });

  it("says that an answer is right and explains it", () => {
    const card = mountCell(quizCell, released());
    tick(card, 1);
    check(card);
    expect(verdict(card)).toEqual({
      is: "right",
      says: "✓Right: 1 of 1 point. It awaits something. only the second one awaits anything.",
    });
  });

  it("by the Enter key in an option, as forms do", () => {
    const card = mountCell(quizCell, released());
    tick(card, 1);
    find(card.el, "form").dispatchEvent(new Event("submit", { cancelable: true }));
    expect(verdict(card).is).toBe("right");
  });

  it("takes the verdict back when the answer changes", () => {
    const card = mountCell(quizCell, released());
    tick(card, 1);
    check(card);
    tick(card, 2);
    expect(verdict(card)).toEqual({
      is: "none",
      says: "Your answer has changed. Check it again.",
    });
    tick(card, 1);
    expect(verdict(card).is).toBe("right");
  });

  it("counts an attempt for each other answer, and none for the same one", () => {
    const card = mountCell(quizCell, released());
    tick(card, 0);
    check(card);
    check(card);
    expect(terms(card)).toBe("Practice · 1 point · 1 attempt");
    tick(card, 1);
    check(card);
    expect(terms(card)).toBe("Practice · 1 point · 2 attempts");
  });

  it("gives fewer points at later attempts, and never takes points back", () => {
    const card = mountCell(quizCell, released({ attempts: [10, 7] }));
    expect(terms(card)).toBe("Practice · 10 points · the next attempt is worth 10 points");
    tick(card, 0);
    check(card);
    expect(terms(card)).toContain("the next attempt is worth 7 points");
    tick(card, 1);
    check(card);
    expect(verdict(card).says).toContain("7 of 10 points");
    tick(card, 0);
    check(card);
    tick(card, 1);
    check(card);
    expect(verdict(card).says).toContain("7 of 10 points");
    expect(terms(card)).toContain("the next attempt is worth 0 points");
  });

  it("gives part of the points where the question allows it, and names the rule", () => {
    const card = mountCell(
      quizCell,
      released({ question: "many", partial: "each-answer", points: 3 }),
    );
    expect(terms(card)).toBe(
      "Practice · 3 points · more than one option may be right · each option counts by itself",
    );
    tick(card, 0);
    tick(card, 1);
    check(card);
    expect(verdict(card)).toEqual({
      is: "partial",
      says:
        "◐Partly right: 2 of 3 points. Change your answer and check again. " +
        "the first It returns before it has begun. the second It awaits something.",
    });
  });

  it("shows verdict and answer again after a reload, without kernel and trust", () => {
    const card = mountCell(quizCell, released());
    tick(card, 1);
    check(card);
    const saved = JSON.parse(JSON.stringify(card.cell())) as Cell;
    const again = mountCell(quizCell, saved);
    expect(ticks(again.el)).toEqual([false, true, false]);
    expect(verdict(again)).toEqual(verdict(card));
    expect(again.changes).toEqual([]);
    expect(again.codes).toEqual([]);
  });

  it("does not believe a verdict that the file claims", () => {
    const card = mountCell(quizCell, released());
    tick(card, 1);
    check(card);
    const forged = { ...card.cell(), source: swapTick(card.cell().source) };
    expect(verdict(mountCell(quizCell, forged)).is).toBe("none");
    check(mountCell(quizCell, forged));
    expect(find(document, '[data-part="verdict"]').dataset.verdict).toBe("wrong");
  });

  it("says when an option's text was changed, instead of calling the answer wrong", () => {
    const cell = released();
    const card = mountCell(quizCell, { ...cell, source: cell.source.replace("third", "3rd") });
    tick(card, 2);
    check(card);
    expect(verdict(card).is).toBe("none");
    expect(verdict(card).says).toContain("Put back the text as it was released.");
    expect(terms(card)).toBe("Practice · 1 point");
  });

  it("asks for one tick where two were made by hand", () => {
    const cell = released();
    const card = mountCell(quizCell, { ...cell, source: cell.source.replaceAll("[ ]", "[x]") });
    expect(ticks(card.el)).toEqual([false, false, false]);
    expect(verdict(card).says).toBe("More than one option is ticked in the text. Choose one.");
    tick(card, 1);
    expect(card.cell().source.match(/\[x\]/g)).toHaveLength(1);
  });
});

describe("a graded question", () => {
  it("records the answer and says nothing about it", () => {
    const card = mountCell(quizCell, released({ mode: "graded" }));
    tick(card, 0);
    buttonOf(card.el, "Record").click();
    expect(verdict(card)).toEqual({
      is: "recorded",
      says: "●Recorded. It counts as it stands here when you hand the notebook in.",
    });
    expect(terms(card)).toBe("Graded · 1 point");
  });

  it("says when the recorded answer was changed", () => {
    const card = mountCell(quizCell, released({ mode: "graded" }));
    tick(card, 0);
    buttonOf(card.el, "Record").click();
    tick(card, 1);
    expect(verdict(card)).toEqual({
      is: "none",
      says: "Your answer has changed. Record it again.",
    });
    const again = mountCell(quizCell, JSON.parse(JSON.stringify(card.cell())) as Cell);
    expect(verdict(again).says).toBe("Your answer has changed. Record it again.");
  });
});

describe("hints", () => {
  const hints = ["Look up.", "Look down."];

  it("come one at a time, the next after a new try, and all stay", () => {
    const card = mountCell(quizCell, released({ hints }));
    expect(card.el.textContent).not.toContain("Look");
    buttonOf(card.el, "Hint 1 of 2").click();
    expect(card.el.textContent).toContain("Look up.");
    const next = buttonOf(card.el, "Hint 2 of 2");
    expect(next.getAttribute("aria-disabled")).toBe("true");
    next.click();
    expect(card.el.textContent).not.toContain("Look down.");
    tick(card, 0);
    check(card);
    buttonOf(card.el, "Hint 2 of 2").click();
    expect(card.el.textContent).toContain("Look up.");
    expect(card.el.textContent).toContain("Look down.");
  });

  it("come after a while, too", () => {
    vi.useFakeTimers();
    const card = mountCell(quizCell, released({ hints }));
    buttonOf(card.el, "Hint 1 of 2").click();
    vi.advanceTimersByTime(19_000);
    expect(buttonOf(card.el, "Hint 2 of 2").getAttribute("aria-disabled")).toBe("true");
    vi.advanceTimersByTime(1000);
    expect(buttonOf(card.el, "Hint 2 of 2").getAttribute("aria-disabled")).toBeNull();
    card.unmount();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it("are there again after a reload", () => {
    const card = mountCell(quizCell, released({ hints }));
    buttonOf(card.el, "Hint 1 of 2").click();
    const again = mountCell(quizCell, JSON.parse(JSON.stringify(card.cell())) as Cell);
    expect(again.el.textContent).toContain("Look up.");
    expect(again.el.textContent).not.toContain("Look down.");
    expect(isShown(buttonOf(again.el, "Hint 2 of 2"))).toBe(true);
  });
});

describe("the answer at the end of the hints", () => {
  it("is not offered unless its author says so", () => {
    const card = mountCell(quizCell, released({ hints: ["Look."] }));
    expect(card.el.textContent).not.toContain("Show the answer");
  });

  it("needs a try, asks first, earns nothing from then on, and asks why", () => {
    const card = mountCell(quizCell, released({ reveal: true, attempts: [5, 3] }));
    const show = buttonOf(card.el, "Show the answer");
    expect(show.getAttribute("aria-disabled")).toBe("true");
    tick(card, 0);
    check(card);
    show.click();
    expect(card.el.textContent).not.toContain("The answer");
    buttonOf(card.el, "Show it").click();
    const solution = find(card.el, '[data-part="solution"]');
    expect(textOf(solution)).toContain("- the second");
    expect(textOf(solution)).toContain("only the second one awaits anything.");
    const why = find(solution, "textarea") as HTMLTextAreaElement;
    expect(textOf(find(solution, "label"))).toContain("in your own words");
    why.value = "It waits.";
    why.dispatchEvent(new Event("change"));
    tick(card, 1);
    check(card);
    expect(verdict(card).is).toBe("right");
    expect(verdict(card).says).toContain("0 of 5 points");
    const again = mountCell(quizCell, JSON.parse(JSON.stringify(card.cell())) as Cell);
    expect((find(again.el, "textarea") as HTMLTextAreaElement).value).toBe("It waits.");
  });
});

describe("three quick failures", () => {
  const wrong = (card: MountedCell, index: number): void => {
    tick(card, index);
    check(card);
  };

  it("bring up the question what will change, and Check waits for a word", () => {
    const card = mountCell(quizCell, released());
    [0, 2, 0].forEach((index) => wrong(card, index));
    expect(textOf(find(card.el, '[data-part="pause"]'))).toContain("What will you change");
    wrong(card, 1);
    expect(verdict(card).is).toBe("none");
    const field = find(card.el, '[data-part="pause"] input') as HTMLInputElement;
    expect(document.activeElement).toBe(field);
    field.value = "I read it again";
    field.dispatchEvent(new Event("change"));
    check(card);
    expect(verdict(card).is).toBe("right");
  });

  it("are forgiven after a while, and slow ones are none", () => {
    vi.useFakeTimers();
    const card = mountCell(quizCell, released());
    for (const index of [0, 2, 0, 2]) {
      wrong(card, index);
      vi.advanceTimersByTime(15_000);
    }
    expect(card.el.querySelector('[data-part="pause"] input')).toBeNull();
    for (const index of [0, 2, 0]) wrong(card, index);
    expect(card.el.querySelector('[data-part="pause"] input')).not.toBeNull();
    vi.advanceTimersByTime(20_000);
    expect(card.el.querySelector('[data-part="pause"] input')).toBeNull();
    card.unmount();
    vi.useRealTimers();
  });
});

describe("the teacher's source", () => {
  it("shows the question as learners see it, locked, with a note in place of the button", () => {
    const card = mountCell(quizCell, quiz());
    expect(ticks(card.el)).toEqual([false, false, false]);
    expect(inputs(card.el).every(({ disabled }) => disabled)).toBe(true);
    expect(textOf(find(card.el, '[data-part="source-note"]'))).toBe(
      "Teacher's source: the answer key is in this cell.",
    );
    expect(card.el.querySelector('button[type="submit"]')).toBeNull();
    buttonOf(card.el, "Edit in a form").click();
    expect(card.commands).toEqual([["author.edit", card.cell().id]]);
    expect(card.el.textContent).not.toContain("It awaits something.");
    find(card.el, "form").dispatchEvent(new Event("submit", { cancelable: true }));
    expect(card.changes).toEqual([]);
  });
});

describe("advice for authors", () => {
  it("stands below the card of the teacher's source, with its line, and goes when it is followed", () => {
    const card = mountCell(quizCell, quiz());
    const advice = (): string => textOf(find(card.el, '[data-part="advice"]'));
    expect(advice()).toContain("Line 7: This option has no feedback.");
    const source = card.cell().source.replace("third\n", "third\n  > It is busy.\n");
    card.dispatch({ type: "source", id: card.cell().id, source });
    expect(card.el.querySelector('[data-part="advice"]')).toBeNull();
  });

  it("is nothing for learners", () => {
    expect(mountCell(quizCell, released()).el.querySelector('[data-part="advice"]')).toBeNull();
  });

  it("says what stops a release", () => {
    const cell = quiz({ shuffle: true });
    const { el } = mountCell(quizCell, {
      ...cell,
      source: cell.source.replace("the third", "None of these"),
    });
    expect(textOf(find(el, '[data-part="problems"]'))).toContain("Line 7: This option speaks");
  });
});

describe("a malformed question", () => {
  it("shows its text and what is wrong at which line", () => {
    const source = "Which?\n\n- [x] a\n- [x] b";
    const { el } = mountCell(quizCell, md(source, { metadata: metadataOf({}) }));
    expect(el.textContent).toContain("- [x] a");
    expect(textOf(find(el, '[data-part="problems"]'))).toContain("Line 4: A question with one");
    expect(el.querySelector("input, [type=submit]")).toBeNull();
    expect(el.querySelector('[data-part="question"]')).not.toBeNull();
  });

  it("becomes a card when it is mended, and the other way round", () => {
    const card = mountCell(quizCell, md("Which?", { metadata: metadataOf({}) }));
    const id = card.cell().id;
    card.dispatch({ type: "source", id, source: text });
    expect(inputs(card.el)).toHaveLength(3);
    card.dispatch({ type: "source", id, source: "Which?" });
    expect(inputs(card.el)).toHaveLength(0);
    expect(textOf(find(card.el, '[data-part="problems"]'))).toContain("no options");
  });

  it("of an unknown kind is shown, not hidden", () => {
    const { el } = mountCell(quizCell, md(text, { metadata: metadataOf({ question: "order" }) }));
    expect(el.textContent).toContain("Which one waits?");
    expect(textOf(find(el, '[data-part="problems"]'))).toContain('"order"');
  });
});

function quiz(metadata: JsonObject = {}): Cell {
  return md(text, { metadata: metadataOf(metadata) });
}

function released(metadata: JsonObject = {}): Cell {
  const { notebook, problems } = releaseNotebook(nb(quiz(metadata)));
  const cell = notebook?.cells[0];
  if (cell === undefined) throw new Error(JSON.stringify(problems));
  return cell;
}

function metadataOf(metadata: JsonObject): JsonObject {
  return { lessonbook: { kind: "quiz", question: "single", ...metadata } };
}

function inputs(el: HTMLElement): HTMLInputElement[] {
  return [...el.querySelectorAll("input")];
}

function ticks(el: HTMLElement): boolean[] {
  return inputs(el).map(({ checked }) => checked);
}

/** What the space bar or an arrow key does to a native radio button or check box. */
function tick(card: MountedCell, index: number): void {
  inputs(card.el)[index]?.click();
}

function check(card: MountedCell): void {
  buttonOf(card.el, "Check").click();
}

function verdict(card: MountedCell): { is: string | undefined; says: string } {
  const el = find(card.el, '[data-part="verdict"]');
  return { is: el.dataset.verdict, says: [...el.children].map(textOf).join(" ") };
}

function terms(card: MountedCell): string {
  return textOf(find(card.el, ".lb-quiz-terms"));
}

function isShown(el: HTMLElement): boolean {
  return el.closest("[hidden]") === null;
}

/** Moves the tick by hand, as somebody who edits the file would. */
function swapTick(source: string): string {
  return source.replace("[x]", "[ ]").replace("[ ] the first", "[x] the first");
}
