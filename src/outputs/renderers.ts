// The built-in renderers in order of preference: of an output's MIME types, the first one here is shown.
import type { Renderer } from "../extension.ts";
import { errorRenderer } from "./error.ts";
import { htmlRenderer } from "./html.ts";
import { imageRenderer, svgRenderer } from "./image.ts";
import { jsonRenderer } from "./json.ts";
import { latexRenderer } from "./latex.ts";
import { markdownRenderer } from "./markdown-output.ts";
import { plainRenderer } from "./plain.ts";

export const standardRenderers: readonly Renderer[] = [
  errorRenderer,
  htmlRenderer,
  markdownRenderer,
  latexRenderer,
  svgRenderer,
  imageRenderer,
  jsonRenderer,
  plainRenderer,
];
