// The list of files of one folder, notebooks as links to their pages.
import type { Contents, FileEntry } from "../execution/ports.ts";
import { makeElement } from "../elements.ts";
import { pageUrl, type PageConfig } from "./page-config.ts";

/** Shows the folder of the page's address. Rejects with `ServerError` when it cannot be listed. */
export async function showFilesPage(config: PageConfig, contents: Contents): Promise<void> {
  const entries = [...(await contents.list(config.path))].sort(byTypeAndName);
  document.title = "Files – Lessonbook";
  document.body.replaceChildren(
    makeElement(
      "main",
      { class: "lb-alone", "data-lessonbook": "tree", "data-ready": "true" },
      makeElement("h1", {}, "Files"),
      pathLinks(config),
      entries.length === 0
        ? makeElement("p", {}, "This folder is empty.")
        : makeElement(
            "ul",
            { class: "lb-files" },
            ...entries.map((entry) => fileLine(config, entry)),
          ),
    ),
  );
}

function pathLinks(config: PageConfig): HTMLElement {
  const parts = config.path === "" ? [] : config.path.split("/");
  const nav = makeElement(
    "nav",
    { "aria-label": "Folders", class: "lb-files-path" },
    makeElement("a", { href: pageUrl(config, "tree", "") }, "Home"),
  );
  parts.forEach((part, i) => {
    nav.append(
      " / ",
      makeElement("a", { href: pageUrl(config, "tree", parts.slice(0, i + 1).join("/")) }, part),
    );
  });
  return nav;
}

function fileLine(config: PageConfig, entry: FileEntry): HTMLElement {
  if (entry.type === "file") {
    return makeElement("li", { "data-type": "file" }, entry.name);
  }
  const page = entry.type === "directory" ? "tree" : "notebooks";
  return makeElement(
    "li",
    { "data-type": entry.type },
    makeElement("a", { href: pageUrl(config, page, entry.path) }, entry.name),
  );
}

function byTypeAndName(a: FileEntry, b: FileEntry): number {
  const order = { directory: 0, notebook: 1, file: 2 };
  return order[a.type] - order[b.type] || a.name.localeCompare(b.name);
}
