// What a course's `nbgrader_config.py` says of releasing: the markers and stubs, the header and footer, the course's name.
// The file is a program; only plain assignments of texts are read, and one that cannot be read is named, because a
// marker that is not known would leave what it marks in the learners' file.
import type { Markers } from "./regions.ts";
import { DEFAULT_WORDS, type ReleaseWords } from "./exercise-steps.ts";

export interface CourseConfig {
  readonly words: ReleaseWords;
  /** Empty when none is set. */
  readonly courseId: string;
  /** Settings that matter here and are not plain texts, such as `c.ClearSolutions.code_stub`. */
  readonly unread: readonly string[];
}

const NO_CONFIG: CourseConfig = { words: DEFAULT_WORDS, courseId: "", unread: [] };

/** Settings of nbgrader that change what release makes. */
const MATTERS =
  /^(?:ClearSolutions\.(?:code_stub|text_stub|begin_solution_delimeter|end_solution_delimeter)|ClearHiddenTests\.(?:begin_test_delimeter|end_test_delimeter)|ClearMarkScheme\.(?:begin_mark_scheme_delimeter|end_mark_scheme_delimeter)|IncludeHeaderFooter\.(?:header|footer)|GenerateAssignment\.preprocessors|LockCells\.\w+|CourseDirectory\.course_id)$/;

/** Reads the text of an `nbgrader_config.py`. */
export function readCourseConfig(text: string): CourseConfig {
  const settings = readAssignments(text);
  const texts = new Map<string, string>();
  const unread: string[] = [];
  let { codeStubs } = DEFAULT_WORDS;
  for (const [name, value] of settings) {
    const plain = readText(value);
    const stubs = name === "ClearSolutions.code_stub" ? readTexts(value) : undefined;
    if (stubs !== undefined) codeStubs = stubs;
    else if (name === "ClearSolutions.code_stub" && plain !== undefined) {
      codeStubs = { python: plain };
    } else if (plain !== undefined && READ.has(name)) texts.set(name, plain);
    else if (name !== "CourseDirectory.course_id") unread.push(`c.${name}`);
  }
  const markers = (room: string, what: string, fallback: Markers): Markers => ({
    begin: texts.get(`${room}.begin_${what}_delimeter`) ?? fallback.begin,
    end: texts.get(`${room}.end_${what}_delimeter`) ?? fallback.end,
    what: fallback.what,
  });
  return {
    words: {
      solution: markers("ClearSolutions", "solution", DEFAULT_WORDS.solution),
      hiddenTests: markers("ClearHiddenTests", "test", DEFAULT_WORDS.hiddenTests),
      markScheme: markers("ClearMarkScheme", "mark_scheme", DEFAULT_WORDS.markScheme),
      codeStubs,
      textStub: texts.get("ClearSolutions.text_stub") ?? DEFAULT_WORDS.textStub,
    },
    courseId: texts.get("CourseDirectory.course_id") ?? NO_CONFIG.courseId,
    unread,
  };
}

const READ: ReadonlySet<string> = new Set([
  "ClearSolutions.text_stub",
  "ClearSolutions.begin_solution_delimeter",
  "ClearSolutions.end_solution_delimeter",
  "ClearHiddenTests.begin_test_delimeter",
  "ClearHiddenTests.end_test_delimeter",
  "ClearMarkScheme.begin_mark_scheme_delimeter",
  "ClearMarkScheme.end_mark_scheme_delimeter",
  "CourseDirectory.course_id",
]);

/** Assignments to `c.Class.name` that matter, the last one of each; a value can go over several lines. */
function readAssignments(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const starts = [...text.matchAll(/^[ \t]*c\.(\w+\.\w+)[ \t]*=[ \t]*/gm)];
  for (const [index, match] of starts.entries()) {
    const name = match[1] ?? "";
    const from = match.index + match[0].length;
    const value = text.slice(from, starts[index + 1]?.index ?? text.length);
    if (MATTERS.test(name)) found.set(name, value.trim());
  }
  return found;
}

const STRING = /^(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')/;

/** A Python string in plain quotes; what follows it may only be a comment or other statements. */
function readText(value: string): string | undefined {
  const match = STRING.exec(value);
  if (match === null || !/^[ \t]*(?:#.*)?(?:\n|$)/.test(value.slice(match[0].length))) {
    return undefined;
  }
  return unescapeText(match[1] ?? match[2] ?? "");
}

/** A Python dictionary of strings: `{"python": "..."}` or `dict(python="...")`. */
function readTexts(value: string): Readonly<Record<string, string>> | undefined {
  const isDict = value.startsWith("dict(");
  if (!isDict && !value.startsWith("{")) return undefined;
  let rest = value.slice(isDict ? 5 : 1).trimStart();
  const end = isDict ? ")" : "}";
  const entries: [string, string][] = [];
  while (!rest.startsWith(end)) {
    const key = isDict ? /^(\w+)\s*=/.exec(rest) : /^["'](\w+)["']\s*:/.exec(rest);
    const after = key === null ? "" : rest.slice(key[0].length).trimStart();
    const text = STRING.exec(after);
    if (key === null || text === null) return undefined;
    entries.push([key[1] ?? "", unescapeText(text[1] ?? text[2] ?? "")]);
    rest = after.slice(text[0].length).replace(/^\s*,?\s*/, "");
  }
  return Object.fromEntries(entries);
}

function unescapeText(text: string): string {
  const named: Readonly<Record<string, string>> = { n: "\n", t: "\t" };
  return text.replace(/\\(.)/g, (_, one: string) => named[one] ?? one);
}
