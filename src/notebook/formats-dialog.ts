// The forms of a notebook that the server's nbconvert makes, besides those that the page makes itself.
import { makeElement } from "../elements.ts";
import { openModal } from "./modal.ts";

/** nbconvert's name → what it is, and what the server needs for it. Formats that are not here are shown by their name. */
const WORDS: Readonly<Record<string, string>> = {
  asciidoc: "AsciiDoc (the server needs Pandoc)",
  latex: "LaTeX (the server needs Pandoc)",
  pdf: "PDF by LaTeX (the server needs Pandoc and LaTeX)",
  qtpdf: "PDF by Qt (the server needs Qt)",
  qtpng: "Picture by Qt (the server needs Qt)",
  rst: "reStructuredText (the server needs Pandoc)",
  slides: "Slides of reveal.js",
  webpdf: "PDF by a browser (the server needs Playwright)",
};
/** What the page makes itself, and what is no form of a document. */
const OWN: readonly string[] = ["custom", "html", "markdown", "notebook", "python", "script"];

/** Shows the list as links; each gives the file as it was last saved. */
export function openServerFormats(
  formats: readonly { readonly name: string; readonly address: string }[],
): void {
  const others = formats.filter(({ name }) => !OWN.includes(name));
  const words = (name: string): string =>
    Object.hasOwn(WORDS, name) ? (WORDS[name] ?? name) : name;
  openModal(
    "Export in another format",
    "lb-formats",
    makeElement(
      "p",
      { class: "lb-modal-note" },
      others.length === 0
        ? "This server has no nbconvert, which makes other formats. Web page, Markdown and script are made without it."
        : "The server makes these with nbconvert, from the notebook as it was last saved.",
    ),
    makeElement(
      "ul",
      { class: "lb-formats-list" },
      ...others.map(({ name, address }) =>
        makeElement(
          "li",
          {},
          makeElement(
            "a",
            { href: address, target: "_blank", rel: "noopener", "data-format": name },
            words(name),
          ),
        ),
      ),
    ),
  );
}
