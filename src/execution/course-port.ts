// What the class page needs of the server, as an interface without network types. Implementation: `src/jupyter/courses.ts`.

export interface Course {
  /** The folder's path below the server's root; empty for the root itself. */
  readonly path: string;
  readonly name: string;
  /** By name. */
  readonly assignments: readonly CourseAssignment[];
}

export interface CourseAssignment {
  readonly name: string;
  /** The teacher's notebooks are there. */
  readonly source: boolean;
  readonly released: boolean;
  /** Students who handed in. */
  readonly submitted: number;
  /** ISO 8601; `undefined` when it was not graded. */
  readonly gradedAt?: string;
}

/** An assignment of a course. */
export interface AssignmentPlace {
  readonly course: string;
  readonly assignment: string;
}

/** The texts of an assignment's files as they lie there; empty for one that is not there. */
export interface AssignmentFiles {
  /** `grades/<assignment>.json` */
  readonly grades: string;
  /** `marks/<assignment>.json` */
  readonly marks: string;
  /** `course.json` */
  readonly rules: string;
  /** `students.csv` */
  readonly students: string;
}

/** Which graded cell of whom. */
export interface AnswerPlace {
  readonly student: string;
  readonly notebook: string;
  /** A grade id. */
  readonly cell: string;
}

/** What a teacher says of an answer; see `Mark` in `src/grading/marks.ts`. */
export interface MarkDraft {
  readonly points: number | null;
  readonly extra: number | null;
  readonly comment: string;
  readonly flag: boolean;
  readonly work: string;
}

/** `release` makes what students get, `grade` runs and scores all, `update` only puts new marks into the grades. */
export type CourseCommand = "release" | "grade" | "update";

/** The courses among the server's files. All reject with `ServerError`. */
export interface Courses {
  list(): Promise<readonly Course[]>;
  read(place: AssignmentPlace): Promise<AssignmentFiles>;
  /**
   * Saves a mark if it is still the one that its teacher saw.
   * @param revision of the mark that was seen; 0 for none
   * @returns the mark as saved, or the other one that was saved meanwhile; then nothing was written
   */
  mark(
    place: AssignmentPlace & AnswerPlace,
    revision: number,
    draft: MarkDraft,
  ): Promise<{ readonly saved: unknown } | { readonly conflict: unknown }>;
  /** Runs a command and tells each line that it says. Gives its exit code; aborting ends it. */
  run(
    place: AssignmentPlace,
    command: CourseCommand,
    options: { readonly onLine: (line: string) => void; readonly signal: AbortSignal },
  ): Promise<number>;
}
