// The line on an output whose script is not run, with the way to trust the notebook.
import { OutputError } from "./failure.ts";
import { makeNotice } from "./sanitise.ts";

/** The output is nothing but a script that is held back: the next best type takes its place, under the line. */
export class HeldBackError extends OutputError {
  override readonly notice = makeHeldBack();
}

/** Makes the line that says that the output's script is held back. */
export function makeHeldBack(): HTMLElement {
  const line = makeNotice(
    "A script of this output is held back: the notebook came from elsewhere and is not trusted yet. Running the cell shows it too. ",
  );
  line.dataset.part = "held-back";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "lb-button";
  button.dataset.kind = "quiet";
  button.dataset.command = "notebook.trust";
  button.textContent = "Trust this notebook";
  line.append(button);
  return line;
}
