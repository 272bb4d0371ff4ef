// The frame of every page that is a file: it needs no other file, no script and no network, and lets none of them in.
import tokens from "../../style/tokens.css" with { type: "text" };
import base from "../../style/base.css" with { type: "text" };
import prose from "../../style/markdown.css" with { type: "text" };
import outputs from "../../style/outputs.css" with { type: "text" };
import code from "../../style/code.css" with { type: "text" };
import own from "../../style/given.css" with { type: "text" };
import { html, Html } from "./html.ts";

/** Nothing runs, nothing loads, whatever is in the page. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; form-action 'none'";

/** The page's text. `language` as HTML names it, such as `en`. */
export function documentPage(page: {
  readonly title: string;
  readonly language?: string;
  readonly body: Html;
}): string {
  return html`<!doctype html>
    <html lang="${page.language ?? "en"}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${page.title}</title>
        <style>
          ${new Html([tokens, base, prose, outputs, code, own].join("\n"))}
        </style>
      </head>
      ${page.body}
    </html> `.text;
}
