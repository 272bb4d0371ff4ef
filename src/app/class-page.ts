// The class page: the teacher's side where the server's files hold a course, else where notebooks are.
// A lazy chunk.
import { makeElement } from "../elements.ts";
import type { Contents } from "../execution/ports.ts";
import { connectCourses } from "../jupyter/courses.ts";
import { openTeaching } from "../teaching/teaching.ts";
import type { Draw } from "../teaching/work-view.ts";
import { pageUrl, readXsrf, type PageConfig } from "./page-config.ts";

/** Shows the page. Rejects with `ServerError` when the server cannot tell which courses there are. */
export async function showClassPage(
  config: PageConfig,
  contents: Contents,
  draw: Draw,
): Promise<void> {
  document.title = "Class – Lessonbook";
  const courses = connectCourses({ ...config, readXsrf });
  const found = await courses.list();
  if (found.length > 0) {
    await openTeaching({ courses, contents, draw, found });
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
