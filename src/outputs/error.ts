// A Python exception: what happened first, the way there folded below. The kernel's last traceback lines
// repeat the name and message, so a reader who does not unfold misses no word.
import type { Renderer } from "../extension.ts";
import { withCode } from "../elements.ts";
import { OutputError } from "./failure.ts";
import { appendLinked } from "./linked-text.ts";
import { createStreamView } from "./stream.ts";
import { plainTerminalText } from "../markup/terminal-text.ts";

/** A longer message is cut in the heading; the traceback has it whole. */
const longestMessage = 2000;
/** What `lessonbook.check` raises when an exercise is not right yet. */
const failedCheck = "CheckFailed";

export const errorRenderer: Renderer = {
  name: "error",
  mimeTypes: ["application/vnd.jupyter.error"],
  render({ data, el, signal, page }) {
    if (typeof data !== "object" || data === null || Array.isArray(data))
      throw new OutputError("This error came without its name and message.");
    const { ename, evalue, traceback } = data as Readonly<Record<string, unknown>>;
    const message = plainTerminalText(String(evalue).slice(0, longestMessage + 1));
    const isCheck = ename === failedCheck;
    el.append(isCheck ? makeVerdict(message) : makeHeading(String(ename), message));
    const lines = Array.isArray(traceback) ? traceback.map(String) : [];
    const place = document.createElement("div");
    el.append(place);
    const report = { ename: String(ename), evalue: String(evalue), traceback: lines };
    void import("./advice.ts").then(
      ({ adviseOnError, linkFrames }) => {
        if (signal.aborted) return;
        adviseOnError(place, report, page.findSection);
        const block = el.querySelector(".lb-traceback > pre");
        if (block !== null) linkFrames(block, page);
      },
      () => undefined, // The server is out of reach: the error stands there all the same.
    );
    // What failed is the check's own text: its first line is the sentence above.
    const shown = isCheck ? lines.slice(1) : lines;
    if (shown.length > 0)
      el.append(makeTraceback(shown.join("\n"), isCheck ? "Where" : "Traceback"));
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

/** A sentence for the learner; what stands between backticks is code. */
function makeVerdict(message: string): HTMLElement {
  const verdict = document.createElement("p");
  verdict.className = "lb-error-verdict";
  const strong = document.createElement("strong");
  strong.textContent = "Not right yet.";
  verdict.append(strong, " ", ...withCode(message.slice(0, longestMessage)));
  return verdict;
}

function makeTraceback(text: string, title: string): HTMLElement {
  const details = document.createElement("details");
  details.className = "lb-traceback";
  const summary = document.createElement("summary");
  summary.textContent = title;
  details.append(summary);
  createStreamView(details).append(text);
  const block = details.querySelector("pre");
  block?.setAttribute("tabindex", "0");
  block?.setAttribute("role", "region");
  block?.setAttribute("aria-label", title);
  return details;
}
