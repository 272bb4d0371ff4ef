// The class page: the teacher's side where the server's files hold a course, the learner's where assignments come through an
// exchange, else where notebooks are.
// A lazy chunk.
import { makeElement } from "../elements.ts";
import type { Contents } from "../execution/ports.ts";
import { connectAssignments } from "../jupyter/assignments.ts";
import { connectCourses } from "../jupyter/courses.ts";
import { openLearning } from "../learning/learning.ts";
import type { Draw } from "../teaching/work-view.ts";
import { encodePath, filesIn, pageUrl, readXsrf, type PageConfig } from "./page-config.ts";

/** Shows the page. Rejects with `ServerError` when the server cannot tell which courses there are. */
export async function showClassPage(
  config: PageConfig,
  contents: Contents,
  draw: Draw,
): Promise<void> {
  document.title = "Class – Lessonbook";
  const courses = connectCourses({ ...config, readXsrf });
  const assignments = connectAssignments({ ...config, readXsrf });
  const [found, released] = await Promise.all([courses.list(), assignments.list()]);
  if (found.length > 0) {
    const { openTeaching } = await import("../teaching/teaching.ts");
    await openTeaching({ courses, contents, draw, found });
    return;
  }
  if (released !== undefined) {
    openLearning({
      assignments,
      contents,
      found: released,
      notebookUrl: (path) => pageUrl(config, "notebooks", path),
      fileUrl: (path) => `${filesIn(config, "").root}${encodePath(path)}`,
      filesUrl: pageUrl(config, "tree", ""),
      now: () => new Date(),
    });
    return;
  }
  document.body.replaceChildren(
    makeElement(
      "main",
      { class: "lb-alone", "data-lessonbook": "class", "data-ready": "true" },
      makeElement("h1", {}, "Class"),
      makeElement("p", {}, "There is no course among your files. Your lessons are among them."),
      makeElement(
        "p",
        { class: "lb-class-note" },
        "Do you teach? A course is a folder with your notebooks in source/<assignment>/.",
      ),
      makeElement(
        "p",
        {},
        makeElement(
          "a",
          { class: "lb-button", "data-kind": "primary", href: pageUrl(config, "tree", "") },
          "Show all files",
        ),
      ),
    ),
  );
}
