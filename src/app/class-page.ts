// The class page: says truly that this server has no course, and where notebooks are.
import { element } from "../notebook/dom.ts";
import { pageUrl, type PageConfig } from "./page-config.ts";

/** Shows the page. Assignments, submissions and marks are not part of this version. */
export function showClassPage(config: PageConfig): void {
  document.title = "Class – Lessonbook";
  document.body.replaceChildren(
    element(
      "main",
      { class: "lb-alone", "data-lessonbook": "class", "data-ready": "true" },
      element("h1", {}, "Class"),
      element(
        "p",
        {},
        "This version of Lessonbook has no assignments to hand out or collect. Your lessons are among your files.",
      ),
      element(
        "p",
        {},
        element(
          "a",
          { class: "lb-button", "data-kind": "primary", href: pageUrl(config, "tree", "") },
          "Show all files",
        ),
      ),
    ),
  );
}
