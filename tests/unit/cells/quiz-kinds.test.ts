// @vitest-environment happy-dom
// The cards of the kinds other than choices: what their controls write, show and say.
import { beforeAll, describe, expect, it } from "vitest";
import { quizCell } from "../../../src/cells/quiz/view.ts";
import { releaseNotebook } from "../../../src/lesson/release.ts";
import type { Cell, JsonObject } from "../../../src/nbformat/types.ts";
import { exerciseCells, md, nb } from "../../support/builders.ts";
import { buttonOf, find, mountCell, textOf, type MountedCell } from "./mounted-cell.ts";

beforeAll(() => quizCell.preload([md("", { metadata: { lessonbook: { kind: "quiz" } } })]));

describe("a question for a number", () => {
  const text =
    "How long?\n\nAnswer: 0.1 ± 0.02\n> 0.3: One after the other.\n\n> Why: they overlap.";

  it("writes what is typed into the source, and checks only by the button", () => {
    const card = mountCell(quizCell, released("number", text));
    type(card, "0.3");
    expect(card.cell().source).toBe("How long?\n\nAnswer: 0.3");
    expect(verdict(card)).toEqual({ is: "none", says: "" });
    check(card);
    expect(verdict(card).is).toBe("wrong");
    expect(verdict(card).says).toContain("One after the other.");
    type(card, ".1");
    check(card);
    expect(verdict(card).says).toBe("✓Right: 1 of 1 point. they overlap.");
  });

  it("takes no attempt for what is no number, and says what to write", () => {
    const card = mountCell(quizCell, released("number", text));
    check(card);
    expect(verdict(card).says).toBe("Write a number first.");
    type(card, "0,1");
    check(card);
    expect(verdict(card).says).toContain("Write a point in place of the comma: 0.1");
    type(card, "0.1 s");
    check(card);
    expect(verdict(card).says).toContain("without a unit");
    expect(textOf(find(card.el, ".lb-quiz-terms"))).toBe("Practice · 1 point");
  });

  it("leaves the field alone while somebody types blanks", () => {
    const card = mountCell(quizCell, released("number", text));
    type(card, " 0.1 ");
    expect(field(card).value).toBe(" 0.1 ");
    expect(card.cell().source).toBe("How long?\n\nAnswer: 0.1");
  });

  it("shows what was typed elsewhere, and the verdict after a reload", () => {
    const card = mountCell(quizCell, released("number", text));
    card.dispatch({ type: "source", id: card.cell().id, source: "How long?\n\nAnswer: 0.11" });
    expect(field(card).value).toBe("0.11");
    check(card);
    const again = mountCell(quizCell, JSON.parse(JSON.stringify(card.cell())) as Cell);
    expect(field(again).value).toBe("0.11");
    expect(verdict(again)).toEqual(verdict(card));
  });

  it("waits for an input method to finish", () => {
    const card = mountCell(quizCell, released("number", text));
    field(card).value = "０";
    field(card).dispatchEvent(new InputEvent("input", { isComposing: true }));
    expect(card.changes).toEqual([]);
    field(card).value = "0.1";
    field(card).dispatchEvent(new Event("compositionend"));
    expect(card.cell().source).toContain("Answer: 0.1");
  });

  it("is locked in the teacher's source and shows no key", () => {
    const card = mountCell(quizCell, teacher("number", text));
    expect(field(card).disabled).toBe(true);
    expect(field(card).value).toBe("");
    expect(card.el.textContent).not.toContain("0.02");
  });
});

describe("a question for a text", () => {
  it("names its field and says when case counts", () => {
    const text = "Which class?\n\nAnswer: TaskGroup";
    const card = mountCell(quizCell, released("text", text, { matchCase: true }));
    expect(textOf(find(card.el, "label"))).toBe("Answer");
    const note = field(card).getAttribute("aria-describedby") ?? "";
    expect(document.getElementById(note)?.textContent).toBe("Upper and lower case count");
    type(card, "taskgroup");
    check(card);
    expect(verdict(card).is).toBe("wrong");
    type(card, "`TaskGroup`");
    check(card);
    expect(verdict(card).is).toBe("right");
  });
});

describe("a question for an order", () => {
  const text = "In which order?\n\n1. one\n2. two\n   > Two comes second.\n3. three";
  const order = (card: MountedCell): string[] =>
    [...card.el.querySelectorAll("ol.lb-quiz-order > li .lb-quiz-option-text")].map(textOf);
  const press = (card: MountedCell, name: string): void =>
    find(card.el, `[aria-label="${name}"]`).click();

  /** Moves items until they stand in this order. */
  function arrange(card: MountedCell, wanted: readonly string[]): void {
    for (const [place, name] of wanted.entries()) {
      while (order(card).indexOf(name) > place) press(card, `Move up: ${name}`);
    }
  }

  it("starts without an answer, and is put in order by buttons", () => {
    const card = mountCell(quizCell, released("ordering", text));
    expect(order(card).toSorted()).toEqual(["one", "three", "two"]);
    check(card);
    expect(verdict(card).says).toBe("Put the items in order first.");
    arrange(card, ["one", "two", "three"]);
    expect(card.cell().source).toBe("In which order?\n\n1. one\n2. two\n3. three");
    check(card);
    expect(verdict(card).is).toBe("right");
  });

  it("is put in order by Alt and the arrow keys, keeps the focus, and says the new place", () => {
    const card = mountCell(quizCell, released("ordering", text));
    const [first = ""] = order(card);
    const button = find(card.el, `[aria-label="Move down: ${first}"]`);
    button.focus();
    button.dispatchEvent(
      new KeyboardEvent("keydown", { key: "ArrowDown", altKey: true, bubbles: true }),
    );
    expect(order(card)[1]).toBe(first);
    expect(document.activeElement).toBe(button);
    expect(card.announced).toEqual([`${first}: 2 of 3`]);
    button.dispatchEvent(
      new KeyboardEvent("keydown", { key: "ArrowUp", altKey: true, bubbles: true }),
    );
    expect(order(card)[0]).toBe(first);
  });

  it("does nothing at the ends", () => {
    const card = mountCell(quizCell, released("ordering", text));
    const [first = ""] = order(card);
    expect(find(card.el, `[aria-label="Move up: ${first}"]`).getAttribute("aria-disabled")).toBe(
      "true",
    );
    press(card, `Move up: ${first}`);
    expect(card.changes).toEqual([]);
  });

  it("says which item stands wrong, with its feedback", () => {
    const card = mountCell(quizCell, released("ordering", text));
    arrange(card, ["two", "three", "one"]);
    check(card);
    expect(verdict(card).is).toBe("wrong");
    expect(verdict(card).says).toContain("two Two comes second.");
  });

  it("lets items be left out and put in again where not all belong", () => {
    const card = mountCell(quizCell, released("ordering", `${text}\n\n- never`));
    expect(textOf(find(card.el, ".lb-quiz-terms"))).toContain("not all items belong");
    press(card, "Leave out: never");
    expect(card.cell().source).toMatch(/\n\n- never$/);
    expect(card.announced.at(-1)).toBe("never: left out");
    press(card, "Put in: never");
    expect(order(card).at(-1)).toBe("never");
    press(card, "Leave out: never");
    arrange(card, ["one", "two", "three"]);
    check(card);
    expect(verdict(card).is).toBe("right");
  });
});

describe("a question that matches", () => {
  const text =
    "What does what?\n\n| Function | Does |\n| --- | --- |\n| `gather` | waits for all |\n| `wait_for` | gives up |\n> `gather`: It collects.\n\n- nothing";
  const selects = (card: MountedCell) => [...card.el.querySelectorAll("select")];
  const choose = (card: MountedCell, row: number, choice: string): void => {
    const select = selects(card)[row];
    const option = [...(select?.options ?? [])].find((one) => one.text === choice);
    if (select === undefined || option === undefined) throw new Error(`no choice ${choice}`);
    select.value = option.value;
    select.dispatchEvent(new Event("change"));
  };

  it("offers all choices in each row, named by its first column", () => {
    const card = mountCell(quizCell, released("matching", text));
    const [first] = selects(card);
    expect([...(first?.options ?? [])].map((one) => one.text).toSorted()).toEqual([
      "Choose …",
      "gives up",
      "nothing",
      "waits for all",
    ]);
    const name = first?.getAttribute("aria-labelledby") ?? "";
    expect(document.getElementById(name)?.textContent).toBe("`gather`");
  });

  it("writes choices into the table, and marks each row when it is checked", () => {
    const card = mountCell(quizCell, released("matching", text));
    choose(card, 0, "nothing");
    check(card);
    expect(verdict(card).says).toBe("Choose something in every row first.");
    choose(card, 1, "gives up");
    expect(card.cell().source).toContain("| `gather` | nothing |\n| `wait_for` | gives up |");
    check(card);
    expect(verdict(card).is).toBe("wrong");
    expect(verdict(card).says).toContain("It collects.");
    const marks = [...card.el.querySelectorAll(".lb-quiz-mark")].map(textOf);
    expect(marks).toEqual(["✕ not this", "✓ right"]);
    choose(card, 0, "waits for all");
    expect([...card.el.querySelectorAll(".lb-quiz-mark")].map(textOf)).toEqual(["", ""]);
    check(card);
    expect(verdict(card).is).toBe("right");
  });

  it("clears a row again", () => {
    const card = mountCell(quizCell, released("matching", text));
    choose(card, 0, "nothing");
    choose(card, 0, "Choose …");
    expect(card.cell().source).toContain("| `gather` | |");
  });
});

describe("a question for an output", () => {
  const text = "What?\n\n```answer\nA\nB\n```\n> `A`: Is that all?";

  it("keeps lines, and what is typed at their ends", () => {
    const card = mountCell(quizCell, released("output", text));
    type(card, "A\n");
    expect(area(card).value).toBe("A\n");
    check(card);
    expect(verdict(card).says).toContain("Is that all?");
    type(card, "A\nB");
    expect(card.cell().source).toBe("What?\n\n```answer\nA\nB\n```");
    check(card);
    expect(verdict(card).is).toBe("right");
    const again = mountCell(quizCell, JSON.parse(JSON.stringify(card.cell())) as Cell);
    expect(area(again).value).toBe("A\nB");
  });

  it("asks for an answer before it checks", () => {
    const card = mountCell(quizCell, released("output", text));
    type(card, "  \n ");
    check(card);
    expect(verdict(card).says).toBe("Write what it prints first.");
  });
});

describe("shuffled options", () => {
  const text = `Which?\n\n- [x] a\n${["b", "c", "d", "e", "f"].map((one) => `- [ ] ${one}`).join("\n")}`;

  it("stand in the learner's own order, and the answer in the file's", () => {
    const cell = released("single", text, { shuffle: true });
    const card = mountCell(quizCell, cell);
    const shown = [...card.el.querySelectorAll("label")].map(textOf);
    expect(shown).not.toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(shown.toSorted()).toEqual(["a", "b", "c", "d", "e", "f"]);
    const again = mountCell(quizCell, cell);
    expect([...again.el.querySelectorAll("label")].map(textOf)).toEqual(shown);
    [...again.el.querySelectorAll("input")][shown.indexOf("c")]?.click();
    expect(again.cell().source).toBe(cell.source.replace("[ ] c", "[x] c"));
  });
});

describe("an exercise", () => {
  const exercise = exerciseCells({ t1: 2, t2: 1 });
  const task = released("code", "Write `add`.\n\n> Why: adding is adding.", { hints: ["Use +."] });

  function mountExercise(cell: Cell = task): MountedCell {
    return mountCell(quizCell, cell, undefined, exercise);
  }

  /** What a run of the cells gives: which tests fail, and with which words. */
  function runTests(card: MountedCell, failures: Readonly<Record<string, string>>): void {
    buttonOf(card.el, "Run the tests").click();
    for (const id of ["solution", "t1", "t2"]) {
      card.dispatch({ type: "run-started", id, at: 0 });
      card.dispatch({ type: "run-counted", id, executionCount: 1 });
      const evalue = failures[id];
      if (evalue !== undefined) {
        const output = {
          output_type: "error",
          ename: "AssertionError",
          evalue,
          traceback: [],
        } as const;
        card.dispatch({ type: "output", id, output });
      }
      card.dispatch({
        type: "run-ended",
        id,
        state: evalue === undefined ? "done" : "error",
        at: 1,
      });
    }
  }

  it("runs the solution and its tests, in order", () => {
    const card = mountExercise();
    buttonOf(card.el, "Run the tests").click();
    expect(card.ran).toEqual(["solution", "t1", "t2"]);
    expect(textOf(find(card.el, ".lb-quiz-terms"))).toBe("Practice · 3 points");
  });

  it("says how many tests pass, and what the first that fails says", () => {
    const card = mountExercise();
    runTests(card, { t1: "add(1, 2) gave None, not 3" });
    expect(verdict(card).is).toBe("partial");
    expect(verdict(card).says).toContain("Not yet: 1 of 2 tests passes.");
    expect(verdict(card).says).toContain("add(1, 2) gave None, not 3");
    runTests(card, { t1: "still None", t2: "no" });
    expect(textOf(find(card.el, ".lb-quiz-terms"))).toContain("1 attempt");
  });

  it("shows a test's sentence as one: backticks make code, and no other sign is Markdown", () => {
    const card = mountExercise();
    const says =
      "add(*_*) calls sleep() without `await a*b*` <b>(line 1: `x[0](1)`) ` 1. # $x$ end";
    runTests(card, { t1: says });
    const feedback = find(card.el, ".lb-quiz-feedback");
    expect(textOf(feedback)).toBe(says.replaceAll(/`([^`]+)`/g, "$1"));
    expect([...feedback.querySelectorAll("code")].map(textOf)).toEqual(["await a*b*", "x[0](1)"]);
    expect(feedback.querySelector("pre, em, b, a, ol, h1")).toBeNull();
    runTests(card, { t1: "two lines:\n  *kept* as they are" });
    expect(find(card.el, ".lb-quiz-feedback pre").textContent).toBe(
      "two lines:\n  *kept* as they are",
    );
  });

  it("says that all pass, explains, and says it again after a reload", () => {
    const card = mountExercise();
    runTests(card, {});
    expect(verdict(card)).toEqual({
      is: "right",
      says: "✓Right: all 2 tests pass. adding is adding.",
    });
    const again = mountCell(quizCell, card.cell(), undefined, card.below());
    expect(verdict(again)).toEqual(verdict(card));
  });

  it("counts no attempt before something is written, and asks for it", () => {
    const card = mountExercise();
    const source = "def add(a, b):\n    # YOUR CODE HERE\n    raise NotImplementedError()";
    card.dispatch({ type: "source", id: "solution", source });
    runTests(card, { t1: "add(1, 2) is not written yet.", t2: "nor this" });
    expect(verdict(card)).toEqual({
      is: "none",
      says: "Write your code in the cell below first.",
    });
    expect(textOf(find(card.el, ".lb-quiz-terms"))).toBe("Practice · 3 points");
    card.dispatch({ type: "source", id: "solution", source: "def add(a, b): return 1" });
    runTests(card, { t1: "no", t2: "no" });
    expect(verdict(card).is).toBe("wrong");
    expect(textOf(find(card.el, ".lb-quiz-terms"))).toContain("1 attempt");
  });

  it("takes the verdict back when the code changes", () => {
    const card = mountExercise();
    runTests(card, {});
    card.dispatch({ type: "source", id: "solution", source: "def add(a, b): return 3" });
    expect(verdict(card)).toEqual({
      is: "none",
      says: "Your code has changed. Run the tests again.",
    });
  });

  it("does not take the tests of an older run for those of the code as it stands", () => {
    const card = mountExercise();
    card.dispatch({ type: "run-started", id: "solution", at: 0 });
    card.dispatch({ type: "source", id: "solution", source: "changed while it ran" });
    for (const id of ["t1", "t2"]) {
      card.dispatch({ type: "run-started", id, at: 1 });
      card.dispatch({ type: "run-counted", id, executionCount: 2 });
      card.dispatch({ type: "run-ended", id, state: "done", at: 2 });
    }
    expect(verdict(card).is).toBe("none");
  });

  it("says so when its cells are missing", () => {
    const card = mountCell(quizCell, task);
    expect(verdict(card).says).toContain("are not below this text");
  });
});

function teacher(question: string, source: string, more: JsonObject = {}): Cell {
  return md(source, { metadata: { lessonbook: { kind: "quiz", question, ...more } } });
}

function released(question: string, source: string, more: JsonObject = {}): Cell {
  const { notebook, problems } = releaseNotebook(
    nb(teacher(question, source, more), ...exerciseCells()),
  );
  const cell = notebook?.cells[0];
  if (cell === undefined) throw new Error(JSON.stringify(problems));
  return cell;
}

function field(card: MountedCell): HTMLInputElement {
  return card.el.querySelector("input") ?? expect.fail("no field");
}

function area(card: MountedCell): HTMLTextAreaElement {
  return card.el.querySelector("textarea") ?? expect.fail("no field");
}

function type(card: MountedCell, text: string): void {
  const el = card.el.querySelector("input") ?? area(card);
  el.value = text;
  el.dispatchEvent(new InputEvent("input"));
}

function check(card: MountedCell): void {
  buttonOf(card.el, "Check").click();
}

function verdict(card: MountedCell): { is: string | undefined; says: string } {
  const el = find(card.el, '[data-part="verdict"]');
  return { is: el.dataset.verdict, says: [...el.children].map(textOf).join(" ") };
}
