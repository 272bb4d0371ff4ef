// A dialog with a title and a way out: the browser's own, so that focus goes in and comes back, and Escape closes it.
// The palette, the keys and the settings stand in one.
import { makeElement } from "../elements.ts";

export interface Modal {
  readonly el: HTMLDialogElement;
  close(): void;
}

/** Opens a dialog with this content. `className` is added to its own; a press beside it closes it. */
export function openModal(
  title: string,
  className: string,
  ...content: readonly (Node | string)[]
): Modal {
  const close = (): void => el.close();
  const closeButton = makeElement(
    "button",
    { type: "button", class: "lb-button", "data-kind": "quiet", "data-close": "" },
    "Close",
  );
  closeButton.addEventListener("click", close);
  const el = makeElement(
    "dialog",
    { class: `lb-dialog lb-modal ${className}`, "aria-label": title },
    makeElement("header", { class: "lb-modal-head" }, makeElement("h2", {}, title), closeButton),
    ...content,
  );
  el.addEventListener("close", () => el.remove());
  el.addEventListener("pointerdown", (event) => {
    if (event.target !== el) return;
    const { left, right, top, bottom } = el.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x < left || x > right || y < top || y > bottom) close();
  });
  document.body.append(el);
  el.showModal();
  return { el, close };
}

/** A field to search with. */
export function searchField(label: string, onInput: (text: string) => void): HTMLInputElement {
  const input = makeElement("input", {
    type: "text",
    class: "lb-field",
    "aria-label": label,
    placeholder: label,
    autocomplete: "off",
    spellcheck: "false",
  });
  input.addEventListener("input", () => onInput(input.value));
  return input;
}
