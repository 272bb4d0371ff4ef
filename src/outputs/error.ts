// A Python exception: what happened first, the way there folded below. The kernel's last traceback lines
// repeat the name and message, so a reader who does not unfold misses no word.
import type { Renderer } from "../extension.ts";
import { OutputError } from "./failure.ts";
import { appendLinked } from "./links.ts";
import { createStreamView } from "./stream.ts";
import { plainTerminalText } from "./terminal-text.ts";

/** A longer message is cut in the heading; the traceback has it whole. */
const longestMessage = 2000;

export const errorRenderer: Renderer = {
  name: "error",
  mimeTypes: ["application/vnd.jupyter.error"],
  render({ data, el }) {
    if (typeof data !== "object" || data === null || Array.isArray(data))
      throw new OutputError("This error came without its name and message.");
    const { ename, evalue, traceback } = data as Readonly<Record<string, unknown>>;
    el.append(
      makeHeading(String(ename), plainTerminalText(String(evalue).slice(0, longestMessage + 1))),
    );
    const lines = Array.isArray(traceback) ? traceback.map(String) : [];
    if (lines.length > 0) el.append(makeTraceback(lines.join("\n")));
  },
};

function makeHeading(name: string, message: string): HTMLElement {
  const heading = document.createElement("p");
  heading.className = "lb-error-heading";
  const strong = document.createElement("strong");
  strong.textContent = name;
  heading.append(strong);
  if (message === "") return heading;
  const words = document.createElement("span");
  words.className = "lb-error-message";
  appendLinked(
    words,
    message.length > longestMessage ? `${message.slice(0, longestMessage)} …` : message,
  );
  heading.append(": ", words);
  return heading;
}

function makeTraceback(text: string): HTMLElement {
  const details = document.createElement("details");
  details.className = "lb-traceback";
  const summary = document.createElement("summary");
  summary.textContent = "Traceback";
  details.append(summary);
  createStreamView(details).append(text);
  const block = details.querySelector("pre");
  block?.setAttribute("tabindex", "0");
  block?.setAttribute("role", "region");
  block?.setAttribute("aria-label", "Traceback");
  return details;
}
