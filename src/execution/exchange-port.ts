// What the class page needs for a learner's assignments, as an interface without network types. Implementation:
// `src/jupyter/assignments.ts`; the server's half is `src/server/lessonbook/assignments_api.py`.
import type { AssignmentPlace } from "./course-port.ts";

/** What was handed in once. */
export interface Submission {
  /** As the exchange writes it, such as `2026-10-01 12:00:00.123456 UTC`. */
  readonly timestamp: string;
  /** The text of its receipt; empty where there is none, since another program handed it in. */
  readonly receipt: string;
  /** The notebooks that there is feedback on, without `.ipynb`. */
  readonly feedback: readonly string[];
  /** Paths of feedback pages that lie among the learner's files already. */
  readonly pages: readonly string[];
}

/** An assignment that was released to the learner. */
export interface Assignment extends AssignmentPlace {
  /** Its part of `course.json`, as text; empty where the teacher gave none. */
  readonly rules: string;
  /** The folder that it was fetched into; `undefined` when it was not. */
  readonly folder?: string;
  /** Something else was released since it was fetched. */
  readonly updated: boolean;
  /** Paths of its notebooks, there or to be. */
  readonly notebooks: readonly string[];
  /** The learner's own, oldest first. */
  readonly submissions: readonly Submission[];
}

/** A notebook that both the learner and the teacher changed. */
export interface ToMerge {
  readonly path: string;
  /** Its name in the assignment. */
  readonly file: string;
  /** The text that was fetched, and the one that is released now. */
  readonly base: string;
  readonly theirs: string;
}

/** What would be handed in now, beside what was released. */
export interface Look {
  /** Released notebooks that are not in the folder. */
  readonly missing: readonly string[];
  /** Questions whose text is still the released one. */
  readonly open: readonly string[];
  /** The released notebooks: the learner's path, the name in the assignment, the released text. */
  readonly released: readonly {
    readonly path: string;
    readonly file: string;
    readonly text: string;
  }[];
}

export interface Fetched {
  readonly written: readonly string[];
  /** Files that both changed; the learner's stayed. */
  readonly kept: readonly string[];
  readonly merge: readonly ToMerge[];
}

/** A learner's assignments. All reject with `ServerError`; what stored nothing is never a success. */
export interface Assignments {
  /** `undefined` where the server has no exchange. */
  list(): Promise<readonly Assignment[] | undefined>;
  fetch(place: AssignmentPlace): Promise<Fetched>;
  /** Notes that the learner's notebook has taken in what was released. */
  taken(place: AssignmentPlace, merged: ToMerge): Promise<void>;
  look(place: AssignmentPlace): Promise<Look>;
  /** Hands in what lies in the folder, and gives the time of it. */
  submit(place: AssignmentPlace): Promise<{ readonly timestamp: string }>;
  /** Puts feedback beside the work. */
  fetchFeedback(place: AssignmentPlace): Promise<void>;
}
