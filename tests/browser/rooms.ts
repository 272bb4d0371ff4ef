// What the tests of outputs and editor call inside the page; bundled by rooms-page.ts.
export { createEditor } from "../../src/editor/editor.ts";
export { highlightPython } from "../../src/editor/highlight.ts";
export { renderMarkdown } from "../../src/outputs/markdown.ts";
export { makeOutputRenderer } from "../../src/outputs/registry.ts";
export { standardRenderers } from "../../src/outputs/renderers.ts";
export { sanitiseHtml } from "../../src/outputs/sanitise.ts";
import * as rooms from "./rooms.ts";

Object.assign(globalThis, { rooms });
