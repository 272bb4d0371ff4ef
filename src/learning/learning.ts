// The learner's side of the class page: courses, their assignments, and what to do next with each. The room's only entry.
import { makeElement } from "../elements.ts";
import type { Assignment, Assignments } from "../execution/exchange-port.ts";
import type { Contents } from "../execution/ports.ts";
import { makeAssignmentCard, type CardOptions } from "./assignment-card.ts";

export interface LearningOptions {
  readonly assignments: Assignments;
  readonly contents: Contents;
  /** Those that there are at first. */
  readonly found: readonly Assignment[];
  /** Addresses of a notebook's page and of a file as it is. */
  readonly notebookUrl: (path: string) => string;
  readonly fileUrl: (path: string) => string;
  readonly filesUrl: string;
  readonly now: () => Date;
}

/** Fills the page. */
export function openLearning(options: LearningOptions): void {
  document.title = "Class – Lessonbook";
  const main = makeElement(
    "main",
    { class: "lb-class", "data-lessonbook": "class", "data-ready": "true" },
    makeElement(
      "nav",
      { class: "lb-files-path", "aria-label": "Other pages" },
      makeElement("a", { href: options.filesUrl }, "Files"),
    ),
    makeElement("h1", {}, "Class"),
    ...sections(options),
  );
  document.body.replaceChildren(main);
}

function sections(options: LearningOptions): readonly HTMLElement[] {
  const { found } = options;
  if (found.length === 0) {
    return [makeElement("p", {}, "Nothing has been released to you yet. Look again later.")];
  }
  const courses = [...new Set(found.map(({ course }) => course))];
  return courses.map((course) => {
    const own = found.filter((one) => one.course === course);
    return makeElement(
      "section",
      { "aria-label": course },
      makeElement("h2", {}, course),
      ...own.map((one) => makeFollowedCard(one, options)),
    );
  });
}

/** A card that is drawn anew when something was done with its assignment. */
function makeFollowedCard(first: Assignment, options: LearningOptions): HTMLElement {
  const box = makeElement("div");
  const draw = (one: Assignment, said?: CardOptions["said"]): void => {
    const card = makeAssignmentCard(one, {
      ...options,
      ...(said !== undefined && { said }),
      onDone: async (words) => {
        const now = await options.assignments.list();
        const same = now?.find(
          ({ course, assignment }) => course === one.course && assignment === one.assignment,
        );
        draw(same ?? one, words);
      },
    });
    box.replaceChildren(card);
    if (said !== undefined) card.querySelector<HTMLElement>("h3")?.focus();
  };
  draw(first);
  return box;
}
