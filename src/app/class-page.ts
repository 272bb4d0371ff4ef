// The class page: says truly that this server has no course, and where notebooks are.
import { makeElement } from "../elements.ts";
import { pageUrl, type PageConfig } from "./page-config.ts";

/** Shows the page. Assignments, submissions and marks are not part of this version. */
export function showClassPage(config: PageConfig): void {
  document.title = "Class – Lessonbook";
  document.body.replaceChildren(
    makeElement(
      "main",
      { class: "lb-alone", "data-lessonbook": "class", "data-ready": "true" },
      makeElement("h1", {}, "Class"),
      makeElement(
        "p",
        {},
        "This version of Lessonbook has no assignments to hand out or collect. Your lessons are among your files.",
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
