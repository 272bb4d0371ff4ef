// Before an assignment is handed in: it is compared with its release, what is wrong or missing is said, and what can be put right is
// offered to be. None of it forbids handing in. Used by assignment-card.ts.
import { makeElement } from "../elements.ts";
import type { Assignment, Assignments } from "../execution/exchange-port.ts";
import type { Contents, FileVersion } from "../execution/ports.ts";
import { parseNotebook, parseNotebookText } from "../nbformat/parse.ts";
import type { Notebook } from "../nbformat/types.ts";
import { lookOver } from "./look-over.ts";
import { lateBy } from "./words.ts";

export interface BeforeSubmit {
  /** Sentences; none where all is well. */
  readonly troubles: readonly string[];
  readonly repairs: readonly Repair[];
}

interface Repair {
  readonly path: string;
  readonly notebook: Notebook;
  readonly version: FileVersion;
}

export interface LookOptions {
  readonly assignments: Assignments;
  readonly contents: Contents;
  readonly now: () => Date;
}

/** Looks at what lies in the assignment's folder now. */
export async function lookBefore(one: Assignment, options: LookOptions): Promise<BeforeSubmit> {
  const { missing, open, released } = await options.assignments.look(one);
  const troubles = missing.map((name) => `The notebook ${name} is not in ${one.folder ?? ""}.`);
  const repairs: Repair[] = [];
  for (const { path, file, text } of released) {
    if (missing.includes(file)) continue;
    const { content, version } = await options.contents.open(path);
    const mine = ("text" in content ? parseNotebookText(content.text) : parseNotebook(content.json))
      .notebook;
    const looked = lookOver(mine, parseNotebookText(text).notebook);
    troubles.push(...looked.troubles);
    if (looked.repaired !== undefined) {
      repairs.push({ path, notebook: looked.repaired, version });
    }
  }
  if (open.length > 0) troubles.push(openWords(open));
  const late = lateBy(one, options.now());
  if (late !== undefined) troubles.push(late);
  return { troubles, repairs };
}

/** Writes the notebooks that were put right, each only onto what was looked at. */
export async function putRight(repairs: readonly Repair[], contents: Contents): Promise<void> {
  for (const { path, notebook, version } of repairs) await contents.save(path, notebook, version);
}

/** Shows what is to be said, with a button for each way on. */
export function makeQuestion(
  { troubles, repairs }: BeforeSubmit,
  on: { readonly submit: () => void; readonly repair: () => void; readonly cancel: () => void },
): HTMLElement {
  const button = (label: string, act: () => void, isNext = false): HTMLElement => {
    const made = makeElement(
      "button",
      { type: "button", class: "lb-button", ...(isNext && { "data-kind": "primary" }) },
      label,
    );
    made.addEventListener("click", act);
    return made;
  };
  const heading = makeElement("h4", { tabindex: "-1" }, "Before you hand in");
  return makeElement(
    "section",
    { class: "lb-work-before", "aria-label": "Before you hand in" },
    heading,
    makeElement("ul", {}, ...troubles.map((words) => makeElement("li", {}, words))),
    makeElement(
      "div",
      { class: "lb-class-actions" },
      ...(repairs.length > 0 ? [button("Put it right", on.repair, true)] : []),
      button("Hand in all the same", on.submit, repairs.length === 0),
      button("Not yet", on.cancel),
    ),
  );
}

function openWords(open: readonly string[]): string {
  return open.length === 1
    ? `One question is not answered: ${open.join("")}.`
    : `${open.length} questions are not answered: ${open.join(", ")}.`;
}
