// The grades and marks of one assignment as the page has them: read once, then kept by the marks that are saved here and the
// others' that a conflict brings. Views ask it and are told of changes. No DOM.
import type {
  AnswerPlace,
  AssignmentFiles,
  AssignmentPlace,
  Courses,
  MarkDraft,
} from "../execution/course-port.ts";
import { NO_RULES, readCourseRules, type AssignmentRules } from "../grading/course-rules.ts";
import type { CellGrade, Gradebook, StudentGrade } from "../grading/grades.ts";
import { readMark, readMarks, withMarks, type Mark } from "../grading/marks.ts";
import { readRoster, type Student } from "../grading/roster.ts";
import { isObject } from "../nbformat/parse.ts";

/** An answer to look at: the graded cell of a student. */
export interface Answer extends AnswerPlace {
  readonly grade: CellGrade;
  readonly mark: Mark | undefined;
}

/** A comment that was given to an answer to the same question. */
export interface UsedComment {
  readonly text: string;
  readonly count: number;
  /** Points that the last one came with. */
  readonly points: number | null;
}

export class MarkBook {
  readonly place: AssignmentPlace;
  readonly gradedAt: string;
  readonly problems: readonly string[];
  readonly #courses: Courses;
  readonly #rules: AssignmentRules;
  readonly #people: ReadonlyMap<string, Student>;
  readonly #marks = new Map<string, Mark>();
  readonly #machine: ReadonlyMap<string, StudentGrade>;
  readonly #graded = new Map<string, StudentGrade>();
  readonly #listeners = new Set<() => void>();

  /** @throws RangeError when there are marks that cannot be read */
  constructor(courses: Courses, place: AssignmentPlace, book: Gradebook, files: AssignmentFiles) {
    const { students, problems } = readMarks(files.marks, `marks/${place.assignment}.json`);
    this.#courses = courses;
    this.place = place;
    this.gradedAt = book.gradedAt;
    this.problems = problems;
    this.#rules = readCourseRules(files.rules).assignments.get(place.assignment) ?? NO_RULES;
    this.#people = new Map(readRoster(files.students).map((one) => [one.id, one]));
    this.#machine = new Map(book.students.map((student) => [student.id, student]));
    for (const [student, notebooks] of students) {
      for (const [notebook, cells] of notebooks) {
        for (const [cell, mark] of cells) this.#marks.set(keyOf({ student, notebook, cell }), mark);
      }
    }
  }

  /** All students with their marks, by id. */
  get students(): readonly StudentGrade[] {
    return [...this.#machine.keys()].flatMap((id) => this.student(id) ?? []);
  }

  student(id: string): StudentGrade | undefined {
    const machine = this.#machine.get(id);
    if (machine === undefined) return undefined;
    const known = this.#graded.get(id);
    if (known !== undefined) return known;
    const grade = withMarks(machine, this.#marksOf(machine), this.#rules);
    this.#graded.set(id, grade);
    return grade;
  }

  /** First and last name where the course's `students.csv` has them; else empty. */
  nameOf(id: string): string {
    const person = this.#people.get(id);
    return person === undefined ? "" : `${person.firstName} ${person.lastName}`.trim();
  }

  answer(place: AnswerPlace): Answer | undefined {
    const grade = this.student(place.student)
      ?.notebooks.find(({ name }) => name === place.notebook)
      ?.cells.find(({ gradeId }) => gradeId === place.cell);
    return grade === undefined
      ? undefined
      : { ...place, grade, mark: this.#marks.get(keyOf(place)) };
  }

  /** All students' answers to a question. Who handed nothing in has none. */
  answersTo(notebook: string, cell: string): readonly Answer[] {
    return this.students
      .filter(({ status }) => status !== "missing")
      .flatMap(({ id }) => this.answer({ student: id, notebook, cell }) ?? []);
  }

  answersOf(student: string): readonly Answer[] {
    return (this.student(student)?.notebooks ?? []).flatMap(({ name, cells }) =>
      cells.flatMap(({ gradeId }) => this.answer({ student, notebook: name, cell: gradeId }) ?? []),
    );
  }

  /** The comments given to answers to a question, the most used first. */
  commentsOn(notebook: string, cell: string): readonly UsedComment[] {
    const used = new Map<string, UsedComment>();
    for (const { mark } of this.answersTo(notebook, cell)) {
      for (const text of (mark?.comment ?? "").split(/\n{2,}/).map((one) => one.trim())) {
        if (text === "") continue;
        const count = (used.get(text)?.count ?? 0) + 1;
        used.set(text, { text, count, points: mark?.points ?? null });
      }
    }
    return [...used.values()].sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
  }

  /**
   * Saves a mark over the one that its teacher saw.
   * @param revision of that one; 0 for none
   * @returns the mark that was saved meanwhile, when there is one; then nothing was written
   */
  async save(place: AnswerPlace, revision: number, draft: MarkDraft): Promise<Mark | undefined> {
    const outcome = await this.#courses.mark({ ...this.place, ...place }, revision, draft);
    const mark = readMark("saved" in outcome ? outcome.saved : outcome.conflict);
    if (mark !== undefined) {
      this.#marks.set(keyOf(place), mark);
      this.#graded.delete(place.student);
    }
    for (const listener of this.#listeners) listener();
    return "conflict" in outcome ? mark : undefined;
  }

  onChange(listener: () => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener("abort", () => this.#listeners.delete(listener));
  }

  #marksOf({ id, notebooks }: StudentGrade): ReadonlyMap<string, ReadonlyMap<string, Mark>> {
    return new Map(
      notebooks.map(({ name, cells }) => {
        const marks = cells.flatMap(({ gradeId }) => {
          const mark = this.#marks.get(keyOf({ student: id, notebook: name, cell: gradeId }));
          return mark === undefined ? [] : [[gradeId, mark] as const];
        });
        return [name, new Map(marks)] as const;
      }),
    );
  }
}

/** The assignment's grades as `lessonbook grade` wrote them; `undefined` when there are none that can be read. */
export function readGrades(text: string): Gradebook | undefined {
  try {
    const json: unknown = JSON.parse(text);
    const isWhole = isObject(json) && json.schema === 1 && Array.isArray(json.students);
    return isWhole ? (json as unknown as Gradebook) : undefined;
  } catch {
    return undefined;
  }
}

function keyOf({ student, notebook, cell }: AnswerPlace): string {
  return JSON.stringify([student, notebook, cell]);
}
