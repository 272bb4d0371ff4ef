// `text/html`. Plain HTML is sanitised and stands in the page. HTML with a style sheet, drawings or players of its own, or
// too much of it, stands in an isolated frame. Scripts run only there, and only where the output is trusted.
import type { RenderContext, Renderer } from "../extension.ts";
import { hasScript } from "../model/trust.ts";
import { textOf } from "./failure.ts";
import { wrapTables } from "./markdown.ts";
import { sanitiseHtml } from "./sanitise.ts";

/** What the page's own sanitiser does well; more of it is laid out beside the page, where it holds up nothing. */
const LONGEST_IN_PAGE = 200_000;
/** pandas marks the sheet that all its tables carry as `scoped`; the page has its own style for tables. */
const OWN_LOOKS = /<style(?![^>]*\bscoped\b)|<(?:svg|canvas|video|audio|link)\b/i;

export const htmlRenderer: Renderer = {
  name: "HTML",
  mimeTypes: ["text/html"],
  render(context) {
    const html = textOf(context.data, context.mime);
    const isPlain = !hasScript(html) && !OWN_LOOKS.test(html) && html.length <= LONGEST_IN_PAGE;
    if (!isPlain) return showApart(context, html);
    showInPage(context, sanitise(context, html));
    return undefined;
  },
};

async function showApart(context: RenderContext, html: string): Promise<void> {
  const { el, isTrusted, page, signal } = context;
  const { HeldBackError, makeHeldBack, showEmbed, showInFrame } = await import("./rare.ts");
  if (signal.aborted || showEmbed(context, html)) return;
  const isScripted = hasScript(html);
  const isLive = isScripted && isTrusted;
  if (isLive || OWN_LOOKS.test(html) || html.length > LONGEST_IN_PAGE)
    showInFrame(el, { kind: "html", html }, { page, signal, isLive, title: "HTML output" });
  else {
    const content = sanitise(context, html);
    const isEmpty =
      content.textContent.trim() === "" && content.querySelector("img, hr, table") === null;
    if (isEmpty) throw new HeldBackError("A script is held back.");
    showInPage(context, content);
  }
  if (isScripted && !isTrusted) el.append(makeHeldBack());
}

function sanitise({ page: { files } }: RenderContext, html: string): DocumentFragment {
  return sanitiseHtml(html, { looks: true, ...(files !== undefined && { files }) });
}

function showInPage({ el }: RenderContext, content: DocumentFragment): void {
  wrapTables(content);
  el.classList.add("lb-output-html");
  el.append(content);
}
