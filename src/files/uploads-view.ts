// The uploads: how far each is, why one waits, and what can be done about it. DOM.
import { makeElement } from "../elements.ts";
import { nameOf } from "../execution/paths.ts";
import type { IfTaken, Upload } from "./uploads.ts";
import { plural, sizeWords } from "./words.ts";

export interface UploadsActions {
  cancel(id: number): void;
  again(id: number, ifTaken?: IfTaken): void;
  clear(): void;
}

/** How many lines are drawn of those that wait and of those that are over; all others are. */
const MOST = { waiting: 20, over: 10 } as const;

/** Draws the list; nothing while there are no uploads. */
export class UploadsView {
  readonly el = makeElement("section", {
    class: "lb-uploads",
    "aria-label": "Uploads",
    hidden: "",
  });
  readonly #actions: UploadsActions;
  readonly #summary = makeElement("h2", {});
  readonly #list = makeElement("ul");
  readonly #clear = makeElement(
    "button",
    { type: "button", class: "lb-button", "data-kind": "quiet" },
    "Clear the list",
  );
  readonly #lines = new Map<number, Line>();

  constructor(actions: UploadsActions) {
    this.#actions = actions;
    this.#clear.addEventListener("click", () => actions.clear());
    this.el.append(makeElement("header", {}, this.#summary, this.#clear), this.#list);
  }

  show(uploads: readonly Upload[]): void {
    this.el.hidden = uploads.length === 0;
    const open = uploads.filter(({ state }) => state !== "done" && state !== "cancelled");
    this.#summary.textContent =
      open.length === 0 ? "Uploads are done" : `Uploading ${plural(open.length, "file")}`;
    this.#clear.hidden = open.length === uploads.length;
    const shown = [
      ...uploads.filter(({ state }) => state === "done" || state === "cancelled").slice(-MOST.over),
      ...uploads.filter(({ state }) => ["sending", "paused", "taken", "failed"].includes(state)),
      ...uploads.filter(({ state }) => state === "waiting").slice(0, MOST.waiting),
    ];
    const there = new Set(shown.map(({ id }) => id));
    for (const [id, line] of this.#lines) {
      if (there.has(id)) continue;
      line.el.remove();
      this.#lines.delete(id);
    }
    for (const upload of shown) {
      let line = this.#lines.get(upload.id);
      if (line === undefined) {
        line = new Line(this.#actions, upload);
        this.#lines.set(upload.id, line);
        this.#list.append(line.el);
      }
      line.show(upload);
    }
  }
}

class Line {
  readonly el: HTMLElement;
  readonly #actions: UploadsActions;
  readonly #name = makeElement("bdi");
  readonly #bar: HTMLProgressElement;
  readonly #words = makeElement("span", { class: "lb-upload-words" });
  readonly #buttons = makeElement("span", { class: "lb-upload-buttons" });
  #state: Upload["state"] | undefined;

  constructor(actions: UploadsActions, { id, size, path }: Upload) {
    this.#actions = actions;
    this.#bar = makeElement("progress", { max: "1", "aria-label": `Upload of ${nameOf(path)}` });
    this.#bar.max = Math.max(1, size);
    this.el = makeElement(
      "li",
      { "data-upload": String(id) },
      this.#name,
      this.#bar,
      this.#words,
      this.#buttons,
    );
  }

  show(upload: Upload): void {
    const { id, path, size, sent, state, problem } = upload;
    this.#name.textContent = nameOf(path);
    this.#bar.value = state === "done" ? this.#bar.max : sent;
    this.#bar.hidden = !["sending", "paused", "waiting"].includes(state);
    this.#words.textContent = problem ?? stateWords(state, sent, size);
    if (state === this.#state) return;
    this.#state = state;
    this.el.dataset.state = state;
    // What needs an answer is said at once, how far it is only when somebody looks.
    const isQuestion = state === "taken" || state === "failed" || state === "paused";
    if (isQuestion) this.#words.setAttribute("role", "alert");
    else this.#words.removeAttribute("role");
    const button = (label: string, run: () => void): HTMLElement => {
      const el = makeElement("button", { type: "button", class: "lb-button" }, label);
      el.setAttribute("aria-label", `${label}: ${nameOf(path)}`);
      el.addEventListener("click", run);
      return el;
    };
    const cancel = button("Cancel", () => this.#actions.cancel(id));
    const again = (label: string, ifTaken?: IfTaken): HTMLElement =>
      button(label, () => this.#actions.again(id, ifTaken));
    const choices: Readonly<Record<Upload["state"], readonly HTMLElement[]>> = {
      waiting: [cancel],
      sending: [cancel],
      paused: [cancel],
      taken: [again("Replace", "replace"), again("Keep both", "keep-both"), cancel],
      failed: [again("Try again"), cancel],
      done: [],
      cancelled: [],
    };
    this.#buttons.replaceChildren(...choices[state]);
  }
}

function stateWords(state: Upload["state"], sent: number, size: number): string {
  switch (state) {
    case "waiting":
      return "Waiting";
    case "sending":
      return `${sizeWords(sent)} of ${sizeWords(size)}`;
    case "done":
      return `Done, ${sizeWords(size)}`;
    case "cancelled":
      return "Cancelled";
    default:
      return "";
  }
}
