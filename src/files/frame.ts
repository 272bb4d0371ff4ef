// What stands around the list: title, folders above, what can be made and done, search, and the place to drop files on. DOM.
import { makeElement, setText } from "../elements.ts";
import type { FileInfo } from "../execution/files-port.ts";
import { makePopover } from "../notebook/popover.ts";
import type { NewKind } from "./actions.ts";
import { nameOf } from "../execution/paths.ts";
import { plural } from "./words.ts";

export type Act = "rename" | "duplicate" | "move" | "download" | "delete";

export interface FrameOptions {
  readonly parts: Readonly<Record<"message" | "uploads" | "list" | "kernels", HTMLElement>>;
  readonly urls: {
    readonly tree: (path: string) => string;
    readonly raw: (path: string) => string;
    readonly class: string;
  };
  readonly openTerminal?: () => void;
  readonly onFolder: (path: string) => void;
  readonly onSearch: (query: string) => void;
  readonly onNew: (kind: NewKind) => void;
  readonly onUpload: (what: "files" | "folder") => void;
  readonly onTrash: () => void;
  readonly onLogOut: () => void;
  readonly onEdit: () => void;
  readonly onAct: (act: Act) => void;
  readonly onDrop: (data: DataTransfer) => void;
  readonly canDrop: () => boolean;
}

export interface FrameState {
  readonly path: string;
  readonly writable: boolean;
  readonly isEmpty: boolean;
  readonly chosen: readonly FileInfo[];
  /** The view of a file, in the list's place. */
  readonly file?: readonly HTMLElement[];
  /** The file can be edited, and is not yet. */
  readonly canEdit?: boolean;
  /** How a search stands, in words. */
  readonly search?: string;
}

export interface Frame {
  readonly main: HTMLElement;
  readonly title: HTMLElement;
  show(state: FrameState): void;
  focusSearch(): void;
  clearSearch(): void;
}

/** How long a query must stand before it is searched for, in milliseconds. */
const TYPING = 250;

const ACTS: readonly (readonly [Act, string])[] = [
  ["rename", "Rename"],
  ["duplicate", "Duplicate"],
  ["move", "Move"],
  ["download", "Download"],
  ["delete", "Delete"],
];

export function makeFrame(options: FrameOptions): Frame {
  const { parts, urls } = options;
  const title = makeElement("h1", { tabindex: "-1", dir: "auto" });
  const crumbs = makeElement("nav", { "aria-label": "Folders", class: "lb-crumbs" });
  const search = makeElement("input", {
    type: "search",
    class: "lb-field",
    "aria-label": "Search by name, in this folder and below",
    placeholder: "Search by name",
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
  });
  const found = makeElement("p", { class: "lb-file-note", role: "status" });
  const readOnly = makeElement(
    "p",
    { class: "lb-file-note" },
    "This folder is read-only: nothing can be made, changed or uploaded here.",
  );
  const empty = makeElement(
    "p",
    { class: "lb-file-empty" },
    "This folder is empty. Make something new, or drop files here.",
  );
  const fileView = makeElement("div", { class: "lb-file-view" });
  const count = makeElement("span", { class: "lb-file-count", role: "status" });
  const acts = new Map(
    ACTS.map(([act, words]) => {
      const el = button(words, () => options.onAct(act));
      el.dataset.act = act;
      return [act, el];
    }),
  );
  const making = makeElement(
    "div",
    { class: "lb-file-making" },
    menu("new", "New", [
      ["Notebook", () => options.onNew("notebook")],
      ["File", () => options.onNew("file")],
      ["Folder", () => options.onNew("folder")],
    ]),
    menu("upload", "Upload", [
      ["Files", () => options.onUpload("files")],
      ["A folder", () => options.onUpload("folder")],
    ]),
  );
  const doing = makeElement(
    "div",
    { class: "lb-file-doing", role: "toolbar", "aria-label": "With what is chosen" },
    count,
    ...acts.values(),
  );
  const tools = makeElement("div", { class: "lb-file-tools" }, making, doing, search);
  const download = makeElement("a", { class: "lb-button", download: "" }, "Download");
  const edit = button("Edit", options.onEdit);
  const doingOne = makeElement("div", { class: "lb-file-tools-one" }, edit, download);
  const elsewhere = makeElement(
    "nav",
    { class: "lb-file-elsewhere", "aria-label": "Elsewhere" },
    button("Deleted files", options.onTrash, "quiet"),
    ...(options.openTerminal === undefined
      ? []
      : [button("Terminal", options.openTerminal, "quiet")]),
    makeElement("a", { class: "lb-button", "data-kind": "quiet", href: urls.class }, "Class"),
    button("Log out", options.onLogOut, "quiet"),
  );
  const keys = makeElement(
    "p",
    { class: "lb-file-note lb-file-keys" },
    ...withKeys([
      [["↑", "↓"], "move"],
      [["Space"], "chooses"],
      [["F2"], "renames"],
      [["Delete"], "deletes"],
      [["Backspace"], "goes up"],
      [["/"], "searches"],
    ]),
  );
  const shelf = makeElement("div", { class: "lb-file-shelf" }, parts.list, empty, keys);
  const main = makeElement(
    "main",
    { class: "lb-files", "data-lessonbook": "tree", "data-ready": "false" },
    makeElement("header", {}, makeElement("div", {}, crumbs, title), elsewhere, doingOne),
    parts.message,
    tools,
    readOnly,
    found,
    parts.uploads,
    shelf,
    fileView,
    parts.kernels,
  );
  listenToSearch(search, options.onSearch);
  listenToDrops(main, options);
  crumbs.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    options.onFolder(link.dataset.path ?? "");
  });

  return {
    main,
    title,
    focusSearch: () => search.focus(),
    clearSearch: () => {
      search.value = "";
    },
    show({ path, writable, isEmpty, chosen, file, canEdit, search: searching }) {
      const name = path === "" ? "Files" : nameOf(path);
      setText(title, name);
      document.title = `${name} – Lessonbook`;
      showCrumbs(crumbs, path, urls.tree);
      const isFile = file !== undefined;
      for (const el of [tools, shelf, parts.kernels, elsewhere]) el.hidden = isFile;
      fileView.hidden = doingOne.hidden = !isFile;
      edit.hidden = canEdit !== true;
      if (isFile) {
        download.href = `${urls.raw(path)}?download=1`;
        if (fileView.firstChild !== file[0]) fileView.replaceChildren(...file);
      } else fileView.replaceChildren();
      readOnly.hidden = writable || isFile;
      setText(found, searching ?? "");
      found.hidden = searching === undefined;
      empty.hidden = !isEmpty || searching !== undefined;
      parts.list.hidden = keys.hidden = isEmpty && searching === undefined;
      making.hidden = chosen.length > 0 || !writable;
      doing.hidden = chosen.length === 0;
      setText(count, chosen.length === 0 ? "" : plural(chosen.length, "chosen", "chosen"));
      const isOne = chosen.length === 1;
      const hasFiles = chosen.some(({ type }) => type !== "directory");
      for (const [act, el] of acts)
        el.hidden =
          (act === "rename" && !isOne) ||
          (act === "download" && !hasFiles) ||
          (act !== "download" && !writable);
    },
  };
}

function showCrumbs(nav: HTMLElement, path: string, href: (path: string) => string): void {
  if (nav.dataset.path === path) return;
  nav.dataset.path = path;
  const parts = path === "" ? [] : path.split("/");
  const crumb = (to: string, name: string): HTMLElement =>
    makeElement("a", { href: href(to), "data-path": to }, makeElement("bdi", {}, name));
  const above = parts.slice(0, -1).map((name, at) => crumb(parts.slice(0, at + 1).join("/"), name));
  const links = path === "" ? [] : [crumb("", "Home"), ...above];
  nav.replaceChildren(...links.flatMap((link) => [link, " / "]));
}

function button(words: string, run: () => void, kind?: "quiet"): HTMLButtonElement {
  const el = makeElement(
    "button",
    { type: "button", class: "lb-button", "data-kind": kind },
    words,
  );
  el.addEventListener("click", run);
  return el;
}

function menu(
  name: string,
  label: string,
  entries: readonly (readonly [string, () => void])[],
): HTMLElement {
  const { el, summary } = makePopover({
    name,
    label,
    draw: () => entries.map(([words, run]) => button(words, run, "quiet")),
    closesOnPress: true,
  });
  summary.removeAttribute("data-kind");
  return el;
}

function withKeys(
  lines: readonly (readonly [keys: readonly string[], words: string])[],
): readonly (Node | string)[] {
  return lines.flatMap(([keys, words], at) => [
    at === 0 ? "" : " · ",
    ...keys.map((key) => makeElement("kbd", {}, key)),
    ` ${words}`,
  ]);
}

function listenToSearch(field: HTMLInputElement, onSearch: (query: string) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => onSearch(field.value), field.value === "" ? 0 : TYPING);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || field.value === "") return;
    field.value = "";
    clearTimeout(timer);
    onSearch("");
  });
}

function listenToDrops(
  main: HTMLElement,
  { onDrop, canDrop }: Pick<FrameOptions, "onDrop" | "canDrop">,
): void {
  const holdsFiles = (event: DragEvent): boolean =>
    event.dataTransfer?.types.includes("Files") === true;
  // A drop beside the list must not open the file in the page's place.
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = canDrop() ? "copy" : "none";
    main.toggleAttribute("data-drop", canDrop());
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) main.removeAttribute("data-drop");
  });
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    main.removeAttribute("data-drop");
    if (event.dataTransfer !== null && canDrop()) onDrop(event.dataTransfer);
  });
}
