// A file that cannot be shown as a notebook: its text as it is, to look at, to copy and to take along. A lazy chunk.
import { makeElement } from "../elements.ts";
import type { Contents } from "../execution/ports.ts";
import { connectFiles } from "../jupyter/files.ts";
import { encodePath, readXsrf, type PageConfig } from "./page-config.ts";

/** The most that is shown, in bytes. */
const MOST = 1_000_000;

/** Makes the part of the page that shows a file's text. Rejects with `ServerError` when it cannot be read. */
export async function makeRawText(config: PageConfig, contents: Contents): Promise<HTMLElement> {
  const files = connectFiles({ ...config, readXsrf }, contents);
  const { bytes, cut } = await files.read(config.path, MOST);
  const text = new TextDecoder().decode(bytes);
  const said = makeElement("p", { role: "status" });
  const copy = makeElement("button", { type: "button", class: "lb-button" }, "Copy the text");
  copy.addEventListener("click", () => {
    navigator.clipboard.writeText(text).then(
      () => said.replaceChildren("Copied."),
      () => {
        // Without the right to the clipboard, or over plain http: it is chosen, and the keys copy it.
        getSelection()?.selectAllChildren(shown);
        said.replaceChildren(
          "The browser does not let the page copy. The text is chosen: press Ctrl C.",
        );
      },
    );
  });
  const shown = makeElement(
    "pre",
    { class: "lb-code-block", tabindex: "0", "aria-label": "The file's text", dir: "auto" },
    text,
  );
  return makeElement(
    "section",
    { class: "lb-refused", "data-part": "raw-text" },
    makeElement("h2", {}, "What is in the file"),
    makeElement(
      "p",
      { class: "lb-alone-actions" },
      copy,
      makeElement(
        "a",
        {
          class: "lb-button",
          href: `${config.baseUrl}files/${encodePath(config.path)}?download=1`,
          download: "",
        },
        "Download",
      ),
    ),
    said,
    text === "" ? makeElement("p", {}, "Nothing: the file is empty.") : shown,
    cut ? makeElement("p", {}, "There is more. Download the file for all of it.") : "",
  );
}
