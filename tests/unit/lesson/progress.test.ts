import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, dayOf, isDay } from "../../../src/lesson/days.ts";
import { freshQuestion } from "../../../src/lesson/fresh-question.ts";
import { placeToGoOn, progressOf, standOf } from "../../../src/lesson/progress.ts";
import {
  dueTopics,
  noteRecall,
  readRecall,
  withRecall,
  type RecallBook,
} from "../../../src/lesson/recall.ts";
import { releaseNotebook } from "../../../src/lesson/release.ts";
import type { Cell, JsonObject } from "../../../src/nbformat/types.ts";
import { code, md, nb } from "../../support/builders.ts";

const quiz = (id: string, learner: JsonObject = {}, more: JsonObject = {}): Cell =>
  md("Which?\n\n- [ ] a\n- [ ] b", {
    id,
    metadata: {
      lessonbook: {
        kind: "quiz",
        question: "single",
        released: true,
        sealed: {},
        learner,
        ...more,
      },
    },
  });

describe("progress", () => {
  it("counts questions that were right once, and graded ones that were recorded", () => {
    const cells = [
      md("# Title"),
      quiz("a", { solved: "2026-01-01", attempts: 3 }),
      quiz("b", { attempts: 2 }),
      quiz("c"),
      quiz("d", { checked: "0" }, { mode: "graded" }),
      quiz("e", { solved: "2026-01-01" }, { mode: "graded" }),
      code("1"),
    ];
    expect(cells.map(standOf)).toEqual([
      undefined,
      "done",
      "tried",
      "todo",
      "done",
      "todo",
      undefined,
    ]);
    expect(progressOf(cells)).toEqual({ done: 2, tried: 1, total: 5 });
  });

  it("is nothing in the teacher's source, nor in odd metadata", () => {
    const odd = [null, 1, "x", [], { attempts: "3" }, { solved: true }];
    expect(standOf(quiz("a", {}, { released: false }))).toBeUndefined();
    expect(odd.map((learner) => standOf(quiz("a", {}, { learner })))).toEqual(
      odd.map(() => "todo"),
    );
  });
});

describe("going on where one left off", () => {
  const ran = code("1", { execution_count: 1 });
  const done = quiz("done", { solved: "2026-01-01" });

  it.each([
    ["nothing was begun", [md("#"), code("1"), quiz("a")], undefined],
    ["the next cell that was not run", [ran, md("text"), code("2")], 2],
    ["the next question", [ran, done, quiz("a"), code("2")], 2],
    ["a question that was tried, when it is the last thing", [done, quiz("a", { attempts: 1 })], 1],
    ["what was left out, when the end is reached", [quiz("a"), ran, done], 0],
    ["nothing, when all is done", [ran, done, md("text")], undefined],
    ["no empty cell", [ran, code(" "), quiz("a")], 2],
  ])("finds %s", (_, cells, place) => {
    expect(placeToGoOn(cells)).toBe(place);
  });
});

describe("recall", () => {
  const today = "2026-03-10";
  const due = (cells: readonly Cell[], book: RecallBook = {}, day = today) =>
    dueTopics(cells, (place) => (place < 2 ? "One" : "Two"), book, day).map(
      ({ topic, cell }) => `${topic}: ${cell.id}`,
    );
  const solved = (id: string, day: string, more: JsonObject = {}): Cell =>
    quiz(id, { solved: day }, more);

  it("brings a topic back the day after all its questions were right", () => {
    const cells = [solved("a", "2026-03-08"), solved("b", "2026-03-09"), quiz("c")];
    expect(due(cells, {}, "2026-03-09")).toEqual([]);
    expect(due(cells)).toEqual(["One: a"]);
  });

  it("goes by the topic, also over sections", () => {
    const cells = [
      solved("a", "2026-03-01", { topic: "gather" }),
      solved("b", "2026-03-02"),
      solved("c", "2026-03-03", { topic: "gather" }),
    ];
    expect(due(cells)).toEqual(["One: b", "gather: a"]);
  });

  it("waits 1, 3 and 7 days, asks another question each time, and then leaves it", () => {
    const cells = [solved("a", "2026-03-01"), solved("b", "2026-03-01")];
    let book: RecallBook = {};
    let day = "2026-03-01";
    const asked: string[] = [];
    for (let passed = 0; passed < 40; passed += 1) {
      day = addDays(day, 1);
      const [topic] = dueTopics(cells, () => "One", book, day);
      if (topic === undefined) continue;
      asked.push(`${day} ${topic.cell.id}`);
      book = noteRecall(book, topic, true, day);
    }
    expect(asked).toEqual(["2026-03-02 a", "2026-03-05 b", "2026-03-12 a"]);
  });

  it("begins again with one day after a wrong answer", () => {
    const cells = [solved("a", "2026-03-01")];
    const [topic] = dueTopics(
      cells,
      () => "One",
      { One: { step: 2, last: "2026-03-02", asked: "a" } },
      today,
    );
    if (topic === undefined) throw new Error("nothing is due");
    const book = noteRecall({}, topic, false, today);
    expect(due(cells, book)).toEqual([]);
    expect(due(cells, book, "2026-03-11")).toEqual(["One: a"]);
  });

  it("asks no exercise, no graded question and none without its key", () => {
    const day = "2026-03-01";
    expect(
      due([
        solved("a", day, { question: "code" }),
        solved("b", day, { mode: "graded", sealed: null }),
        quiz("c", {}, { released: false }),
      ]),
    ).toEqual([]);
  });

  it("is kept in the notebook's metadata, and leaves nothing behind when it is empty", () => {
    const metadata = { kernelspec: { name: "python3" }, lessonbook: { other: 1 } };
    const book = { One: { step: 1, last: "2026-03-01", asked: "a" } };
    expect(readRecall(withRecall(metadata, book))).toEqual(book);
    expect(withRecall(withRecall(metadata, book), {})).toEqual(metadata);
    expect(withRecall({}, {})).toEqual({});
  });

  it("reads whatever a file holds", () => {
    const entry = { step: 1, last: "2026-03-01", asked: "a" };
    const recall = {
      good: entry,
      a: null,
      b: { ...entry, step: "1" },
      c: { ...entry, last: "soon" },
      __proto__x: entry,
    };
    expect(Object.keys(readRecall({ lessonbook: { recall } }))).toEqual(["good", "__proto__x"]);
    for (const odd of [{}, { lessonbook: [] }, { lessonbook: { recall: 3 } }]) {
      expect(readRecall(odd)).toEqual({});
    }
  });
});

describe("days", () => {
  it("are added over months, years and clock changes", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 0, max: 400 }),
        (start, count) => {
          const from = new Date(start * 86_400_000).toISOString().slice(0, 10);
          const to = new Date((start + count) * 86_400_000).toISOString().slice(0, 10);
          expect(addDays(from, count)).toBe(to);
          expect(isDay(to)).toBe(true);
        },
      ),
    );
  });

  it("are those of the learner's own calendar", () => {
    expect(dayOf(new Date(2026, 0, 5, 23, 59))).toBe("2026-01-05");
    expect(dayOf(new Date(2026, 10, 26, 0, 0))).toBe("2026-11-26");
    expect(["2026-13-01", "2026-1-1", "", "today"].map(isDay)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("a fresh question", () => {
  it("is the one that was released", () => {
    const teacher = md("Which?\n\n- [ ] a\n- [x] b\n\n> Why: so", {
      metadata: { lessonbook: { kind: "quiz", question: "single" } },
    });
    const released = releaseNotebook(nb(teacher)).notebook?.cells[0];
    if (released === undefined) throw new Error("nothing released");
    const lessonbook = {
      ...(released.metadata.lessonbook as JsonObject),
      learner: { attempts: 2, earned: 1 },
    };
    const answered = {
      ...released,
      source: released.source.replace("[ ]", "[x]"),
      metadata: { lessonbook },
    };
    expect(freshQuestion(answered)).toEqual(released);
    expect(freshQuestion(teacher)).toBe(teacher);
    expect(freshQuestion(code("1")).cell_type).toBe("code");
  });
});
