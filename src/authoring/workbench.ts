// The authoring dialog: form, Markdown and preview side by side, or one at a time on a narrow screen. Form and Markdown edit
// the same text; while the text cannot be read as fields the form waits and the text stays as it is.
import { makeButton, makeProblemBox } from "../cells/parts.ts";
import { makeElement, setAttribute } from "../elements.ts";
import type { Problem } from "../lesson/lesson-metadata.ts";
import type { Cell } from "../nbformat/types.ts";
import { makePreview, type Mount } from "./preview.ts";

export interface WorkbenchOptions {
  readonly title: string;
  /** The label of the button that takes the cells over. */
  readonly action: string;
  readonly mount: Mount;
  /** The cell that is written, and those that come with it below. */
  readonly cells: readonly Cell[];
  /** Makes what stands above the form and can be used at any time. */
  readonly makeHead: (cell: Cell, set: (cell: Cell) => void) => HTMLElement | undefined;
  /** Makes the form for a cell; undefined while its text cannot be read as fields. `set` replaces cells from the form. */
  readonly makeForm: (
    cells: readonly Cell[],
    set: (cells: readonly Cell[]) => void,
  ) => HTMLElement | undefined;
  readonly problemsOf: (cell: Cell) => readonly Problem[];
  readonly onDone: (cells: readonly Cell[]) => void;
}

/** How long typing rests before the preview follows, in milliseconds. */
const REST = 200;

export function openWorkbench(options: WorkbenchOptions): void {
  document.body.append(new Workbench(options).open());
}

class Workbench {
  readonly #options: WorkbenchOptions;
  readonly #lifetime = new AbortController();
  readonly #preview;
  readonly #head = makeElement("div");
  readonly #form = makeElement("div", { class: "lb-author-form" });
  readonly #waiting = makeElement("div", { class: "lb-author-waiting", role: "status" });
  readonly #problems = makeElement("div", { class: "lb-author-problems" });
  readonly #text = makeElement("textarea", {
    class: "lb-field lb-author-source",
    spellcheck: "false",
    "aria-label": "Markdown of the cell",
    dir: "auto",
  });
  readonly #foot = makeElement("footer", { class: "lb-author-foot" });
  readonly #dialog: HTMLDialogElement;
  #cells: readonly Cell[];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: WorkbenchOptions) {
    this.#options = options;
    this.#cells = options.cells;
    this.#preview = makePreview(options.mount, this.#lifetime.signal);
    this.#text.addEventListener("input", () => {
      const [cell, ...below] = this.#cells;
      if (cell === undefined) return;
      this.#cells = [{ ...cell, source: this.#text.value }, ...below];
      this.#drawForm();
      this.#follow();
    });
    const board = makeElement(
      "div",
      { class: "lb-author-board", "data-pane": "form" },
      makePane("form", this.#head, this.#waiting, this.#form),
      makePane("text", this.#text, this.#problems),
      makePane("preview", this.#preview.el),
    );
    const close = makeButton("Close", { class: "lb-button", "data-kind": "quiet" }, () =>
      this.#leave(),
    );
    this.#dialog = makeElement(
      "dialog",
      { class: "lb-dialog lb-modal lb-author", "aria-label": options.title },
      makeElement(
        "header",
        { class: "lb-modal-head" },
        makeElement("h2", {}, options.title),
        close,
      ),
      makeTabs(board),
      board,
      this.#foot,
    );
    // Escape must not throw away what was written.
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.#leave();
    });
    this.#dialog.addEventListener("close", () => {
      clearTimeout(this.#timer);
      this.#lifetime.abort();
      this.#dialog.remove();
    });
  }

  /** The dialog, which opens itself when it stands in the page. */
  open(): HTMLElement {
    this.#text.value = this.#cells[0]?.source ?? "";
    this.#drawFoot(false);
    this.#drawHead();
    this.#drawForm();
    this.#follow();
    queueMicrotask(() => {
      this.#dialog.showModal();
      this.#form.querySelector<HTMLElement>("textarea, input, select")?.focus();
    });
    return this.#dialog;
  }

  /** Closes at once where nothing was written, else asks in the dialog's foot. */
  #leave(): void {
    const hasChanged = JSON.stringify(this.#cells) !== JSON.stringify(this.#options.cells);
    if (hasChanged) this.#drawFoot(true);
    else this.#dialog.close();
  }

  #drawFoot(isLeaving: boolean): void {
    const button = (label: string, kind: string, onPress: () => void): HTMLButtonElement =>
      makeButton(label, { class: "lb-button", "data-kind": kind }, onPress);
    if (!isLeaving) {
      this.#foot.replaceChildren(
        button(this.#options.action, "primary", () => {
          this.#dialog.close();
          this.#options.onDone(this.#cells);
        }),
      );
      return;
    }
    const goOn = button("Go on writing", "primary", () => this.#drawFoot(false));
    this.#foot.replaceChildren(
      makeElement("p", { role: "alert" }, "Close without keeping what you wrote?"),
      button("Close without keeping", "quiet", () => this.#dialog.close()),
      goOn,
    );
    goOn.focus();
  }

  #drawHead(): void {
    const [cell, ...below] = this.#cells;
    if (cell === undefined) return;
    const head = this.#options.makeHead(cell, (next) => {
      this.#cells = [next, ...below];
      this.#text.value = next.source;
      this.#drawForm();
      this.#follow();
    });
    if (head === undefined) return;
    const hadFocus = this.#head.contains(document.activeElement);
    this.#head.replaceChildren(head);
    if (hadFocus) this.#head.querySelector("select")?.focus();
  }

  #drawForm(): void {
    const form = this.#options.makeForm(this.#cells, (next) => {
      this.#cells = next;
      this.#text.value = next[0]?.source ?? "";
      this.#drawHead();
      this.#follow();
    });
    this.#drawHead();
    const isWaiting = form === undefined;
    this.#waiting.textContent = isWaiting
      ? "The form waits: the text has something that does not fit into its fields. Mend it in the Markdown, where nothing is lost."
      : "";
    setAttribute(this.#form, "inert", isWaiting ? "" : undefined);
    if (form !== undefined) this.#form.replaceChildren(form);
  }

  #follow(): void {
    const [cell] = this.#cells;
    const found = cell === undefined ? [] : this.#options.problemsOf(cell);
    this.#problems.replaceChildren(
      ...(found.length === 0 ? [] : [makeProblemBox("Still to do:", found)]),
    );
    clearTimeout(this.#timer);
    this.#preview.el.setAttribute("aria-busy", "true");
    this.#timer = setTimeout(() => {
      this.#preview.show(this.#cells);
      this.#preview.el.removeAttribute("aria-busy");
    }, REST);
  }
}

const paneNames = { form: "Form", text: "Markdown", preview: "Preview" } as const;
type PaneName = keyof typeof paneNames;

function makePane(name: PaneName, ...content: readonly HTMLElement[]): HTMLElement {
  return makeElement(
    "section",
    { class: "lb-author-pane", "data-name": name, "aria-label": paneNames[name] },
    makeElement("h3", { class: "lb-author-pane-title" }, paneNames[name]),
    ...content,
  );
}

/** On a narrow screen one pane is shown at a time. */
function makeTabs(board: HTMLElement): HTMLElement {
  const buttons = Object.entries(paneNames).map(([name, words]) => {
    const pressed = String(name === board.dataset.pane);
    const button = makeButton(words, { class: "lb-author-tab", "aria-pressed": pressed }, () => {
      board.dataset.pane = name;
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    });
    return button;
  });
  return makeElement(
    "div",
    { class: "lb-author-tabs", role: "group", "aria-label": "Show" },
    ...buttons,
  );
}
