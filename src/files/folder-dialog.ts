// Asks for a folder by walking through them. DOM.
import { makeElement } from "../elements.ts";
import type { Files } from "../execution/files-port.ts";
import { openModal } from "../notebook/modal.ts";
import { makeIcon } from "./icons.ts";
import { folderOf, nameOf } from "../execution/paths.ts";
import { sortFiles, FIRST_ORDER } from "./order.ts";
import { reasonOf } from "./words.ts";

/** Resolves to the folder's path; `undefined` when the reader leaves things as they are. */
export function askFolder(options: {
  readonly files: Pick<Files, "list">;
  readonly title: string;
  /** Where the walk starts. */
  readonly start: string;
  /** Folders that cannot be gone into, such as the one that is moved. */
  readonly closed: ReadonlySet<string>;
  /** Where the things are already. */
  readonly here: string;
}): Promise<string | undefined> {
  const { files, title, start, closed, here } = options;
  return new Promise((resolve) => {
    let at = start;
    let chosen: string | undefined;
    const where = makeElement("p", { class: "lb-folder-at", "aria-live": "polite" });
    const list = makeElement("ul", { class: "lb-folder-list" });
    const take = makeElement("button", {
      type: "button",
      class: "lb-button",
      "data-kind": "primary",
    });
    take.textContent = "Move here";
    const modal = openModal(
      title,
      "lb-folder-dialog",
      where,
      list,
      makeElement("div", { class: "lb-dialog-actions" }, take),
    );
    take.addEventListener("click", () => {
      chosen = at;
      modal.close();
    });
    modal.el.addEventListener("close", () => resolve(chosen));

    const entry = (path: string, words: string): HTMLElement => {
      const button = makeElement("button", { type: "button", class: "lb-folder" });
      button.append(makeIcon("folder"), makeElement("bdi", {}, words));
      button.addEventListener("click", () => void go(path));
      return makeElement("li", {}, button);
    };
    async function go(path: string): Promise<void> {
      at = path;
      where.replaceChildren("In ", makeElement("bdi", {}, path === "" ? "Home" : path));
      take.disabled = path === here;
      const up =
        path === "" ? [] : [entry(folderOf(path), `Up to ${nameOf(folderOf(path)) || "Home"}`)];
      list.replaceChildren(...up);
      try {
        const { entries, writable } = await files.list(path);
        if (at !== path) return;
        take.disabled = path === here || !writable;
        if (!writable) where.append(" – this folder is read-only");
        const folders = sortFiles(entries, FIRST_ORDER).filter(
          ({ type, path: one }) => type === "directory" && !closed.has(one),
        );
        list.replaceChildren(...up, ...folders.map((one) => entry(one.path, one.name)));
        if (folders.length === 0)
          list.append(makeElement("li", { class: "lb-file-note" }, "No folders in here."));
      } catch (error) {
        if (at === path) list.append(makeElement("li", { role: "alert" }, reasonOf(error)));
      }
      list.querySelector<HTMLElement>("button")?.focus();
    }
    void go(start);
  });
}
