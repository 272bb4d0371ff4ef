import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { importQuiz } from "../../../src/cli/import-quiz.ts";
import { parseQuestion } from "../../../src/lesson/question-kinds.ts";
import { parseNotebookText } from "../../../src/nbformat/parse.ts";
import { recordingTerminal } from "../../support/terminal.ts";

const sound = [
  {
    type: "multiple_choice",
    question: "Which?",
    answers: [
      { answer: "a", correct: true },
      { answer: "b", correct: false },
    ],
  },
  { type: "numeric", question: "How many?", answers: [{ type: "value", value: 3, correct: true }] },
];

describe("lessonbook import-quiz", () => {
  let folder: string;
  let said: string[];
  const run = (...args: string[]) => importQuiz(args, recordingTerminal(said));
  const at = (name: string) => join(folder, name);

  beforeEach(async () => {
    said = [];
    folder = await mkdtemp(join(tmpdir(), "lessonbook-import-"));
    await writeFile(at("week1.json"), JSON.stringify(sound));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("makes a notebook whose questions can be released", async () => {
    expect(await run(at("week1.json"))).toBe(0);
    expect(said).toEqual([
      "say 2 questions, with all that is in them.",
      `out ${at("week1.ipynb")}`,
    ]);
    const { notebook } = parseNotebookText(await readFile(at("week1.ipynb"), "utf8"));
    const [title, ...questions] = notebook.cells;
    expect(title?.source).toBe("# week1");
    expect(questions.map((cell) => parseQuestion(cell).question?.kind)).toEqual([
      "single",
      "number",
    ]);
    expect(questions.flatMap((cell) => parseQuestion(cell).problems)).toEqual([]);
  });

  it("reports what could not be kept, and says so with its exit code", async () => {
    await writeFile(
      at("odd.json"),
      JSON.stringify([{ ...sound[0], answer_cols: 2 }, { type: "essay" }]),
    );
    expect(await run(at("odd.json"), at("out.ipynb"))).toBe(1);
    expect(said[0]).toContain("question 1: The number of columns");
    expect(said[1]).toContain('question 2: The type is "essay"');
    expect(said.at(-1)).toBe(`out ${at("out.ipynb")}`);
  });

  it("never writes over a notebook", async () => {
    await writeFile(at("week1.ipynb"), "mine");
    await expect(run(at("week1.json"))).rejects.toThrow("is there already and stays as it is");
    expect(await readFile(at("week1.ipynb"), "utf8")).toBe("mine");
  });

  it("says what is wrong with a file that is none, and with the command line", async () => {
    await writeFile(at("text.json"), "hello");
    await expect(run(at("text.json"))).rejects.toThrow("This is no JSON");
    await expect(run(at("missing.json"))).rejects.toThrow("could not be read");
    await expect(run()).rejects.toThrow("Name one file");
  });
});
