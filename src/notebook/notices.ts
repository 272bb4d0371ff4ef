// What went wrong and what was mended, in words, with buttons that lead on. Shown above the cells.
import { Widget } from "@lumino/widgets";
import type { Notice } from "../model/state.ts";
import { makeElement } from "../elements.ts";
import { commandButton } from "./command-button.ts";

export class Notices extends Widget {
  readonly #shown = new Map<string, { readonly notice: Notice; readonly el: HTMLElement }>();

  /** `onDismiss` gets the id of a notice that the reader closes. */
  constructor(onDismiss: (id: string) => void) {
    super({ node: makeElement("div", { class: "lb-notices" }) });
    this.node.addEventListener("click", (event) => {
      const button =
        event.target instanceof Element ? event.target.closest("[data-dismiss]") : null;
      const id = button?.getAttribute("data-dismiss");
      if (typeof id === "string") onDismiss(id);
    });
  }

  /** Puts the keyboard on a notice, where keys do no harm to cells. */
  focus(id: string): void {
    this.#shown.get(id)?.el.querySelector("button")?.focus();
  }

  draw(notices: readonly Notice[]): void {
    for (const [id, { el }] of this.#shown) {
      if (notices.some((notice) => notice.id === id)) continue;
      el.remove();
      this.#shown.delete(id);
    }
    for (const notice of notices) {
      const present = this.#shown.get(notice.id);
      if (present?.notice === notice) continue;
      const el = draw(notice);
      if (present === undefined) this.node.append(el);
      else present.el.replaceWith(el);
      this.#shown.set(notice.id, { notice, el });
    }
  }
}

function draw(notice: Notice): HTMLElement {
  return makeElement(
    "div",
    { class: "lb-notice", role: notice.tone, "data-tone": notice.tone },
    makeElement("p", {}, notice.text),
    makeElement(
      "div",
      { class: "lb-notice-actions" },
      // The first one is what most readers want.
      ...(notice.actions ?? []).map(({ command, label }, at) =>
        commandButton(command, label, { kind: at === 0 ? "primary" : "plain" }),
      ),
      makeElement(
        "button",
        { type: "button", class: "lb-button", "data-kind": "quiet", "data-dismiss": notice.id },
        "Close",
      ),
    ),
  );
}
