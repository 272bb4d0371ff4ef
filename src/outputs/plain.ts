// `text/plain`: a result as Python writes it, with colours where it has them.
import type { Renderer } from "../extension.ts";
import { textOf } from "./failure.ts";
import { createStreamView } from "./stream.ts";

export const plainRenderer: Renderer = {
  name: "plain text",
  mimeTypes: ["text/plain"],
  render({ mime, data, el }) {
    createStreamView(el).append(textOf(data, mime));
    el.firstElementChild?.classList.add("lb-output-result");
  },
};
