import { describe, expect, it } from "vitest";
import { readCourseConfig } from "../../../src/grading/nbgrader-config.ts";
import { DEFAULT_WORDS } from "../../../src/grading/exercise-steps.ts";
import { releaseAssignment } from "../../../src/grading/release.ts";
import { nb } from "../../support/builders.ts";
import { tests } from "../../support/exercises.ts";

describe("a course's nbgrader_config.py", () => {
  it("gives nbgrader's own words where it says nothing of them", () => {
    const text =
      "c = get_config()\n# c.ClearSolutions.text_stub = 'old'\nc.Exchange.root = '/tmp'\n";
    expect(readCourseConfig(text)).toEqual({ words: DEFAULT_WORDS, courseId: "", unread: [] });
  });

  it("gives the markers, stubs and name that it sets", () => {
    const { words, courseId, unread } = readCourseConfig(
      [
        "c = get_config()",
        'c.CourseDirectory.course_id = "async101"  # this year',
        "c.ClearHiddenTests.begin_test_delimeter = 'VERSTECKT ANFANG'",
        "c.ClearHiddenTests.end_test_delimeter = 'VERSTECKT ENDE'",
        "c.ClearSolutions.code_stub = {",
        '    "python": "# hier\\nraise NotImplementedError",',
        "    'R': 'fail()',",
        "}",
        "c.ClearSolutions.text_stub = 'Antwort'",
      ].join("\n"),
    );
    expect(unread).toEqual([]);
    expect(courseId).toBe("async101");
    expect(words).toMatchObject({
      hiddenTests: { begin: "VERSTECKT ANFANG", end: "VERSTECKT ENDE" },
      codeStubs: { python: "# hier\nraise NotImplementedError", R: "fail()" },
      textStub: "Antwort",
    });
    const cell = tests(
      "t",
      1,
      "assert a\n# VERSTECKT ANFANG\nassert b == 'secret'\n# VERSTECKT ENDE",
    );
    const { released } = releaseAssignment(nb(cell), words);
    expect(released?.cells[0]?.source).toBe("assert a");
  });

  it.each([
    ["c.ClearHiddenTests.begin_test_delimeter = MARK", "c.ClearHiddenTests.begin_test_delimeter"],
    ["c.ClearSolutions.code_stub = load('stubs')", "c.ClearSolutions.code_stub"],
    ['c.ClearSolutions.text_stub = "a" + suffix', "c.ClearSolutions.text_stub"],
    ["c.IncludeHeaderFooter.header = 'source/header.ipynb'", "c.IncludeHeaderFooter.header"],
  ])("names what it cannot read: %s", (text, name) => {
    expect(readCourseConfig(text).unread).toEqual([name]);
  });
});
