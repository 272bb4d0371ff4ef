// HTML and scripts of an output inside the frame. In a still frame the document's policy stops every script, whatever is
// tried here; in a live one scripts run in their order, as in a page that loads.
import { replaceRemoteScripts, useOwnCopy } from "./libraries.ts";

/** Shows HTML in place of what `root` held; resolves when its scripts have run. */
export async function showHtml(root: HTMLElement, html: string): Promise<void> {
  replaceRemoteScripts();
  root.replaceChildren(parseHtml(html));
  await useOwnCopy(html);
  for (const inert of root.querySelectorAll("script")) {
    // What `innerHTML` makes never runs; a copy does.
    const script = document.createElement("script");
    for (const { name, value } of inert.attributes)
      if (name !== "src") script.setAttribute(name, value);
    script.text = inert.text;
    if (inert.hasAttribute("src")) {
      const over = new Promise<void>((resolve) => {
        script.addEventListener("load", () => resolve());
        script.addEventListener("error", () => resolve());
      });
      script.removeAttribute("integrity");
      script.src = inert.getAttribute("src") ?? "";
      inert.replaceWith(script);
      await over;
    } else inert.replaceWith(script);
  }
}

/** What the HTML means, without what would take the frame to another address or change what its own addresses mean. */
function parseHtml(html: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const el of template.content.querySelectorAll("meta, base")) el.remove();
  return template.content;
}

/** Runs JavaScript with `element` as its place. */
export async function runScript(root: HTMLElement, code: string): Promise<void> {
  replaceRemoteScripts();
  await useOwnCopy(code);
  // The output asked to run a script, and this is the place made for it.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function("element", code)(root);
}
