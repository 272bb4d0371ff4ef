// One assignment of a learner: when it is due, where it stands, and buttons for what comes next. Used by learning.ts.
import { makeElement } from "../elements.ts";
import type { Assignment, Assignments, ToMerge } from "../execution/exchange-port.ts";
import type { Contents } from "../execution/ports.ts";
import { parseNotebook, parseNotebookText } from "../nbformat/parse.ts";
import { lookBefore, makeQuestion, putRight } from "./before-submit.ts";
import { mergeRelease } from "./merge-release.ts";
import { answeredWords, dueWords, readTimestamp, stateWords, whenWords } from "./words.ts";

/** What it says stands in the card. */
const RULES_FILE = "assignment.json";

export interface CardOptions {
  readonly assignments: Assignments;
  readonly contents: Contents;
  readonly notebookUrl: (path: string) => string;
  readonly fileUrl: (path: string) => string;
  readonly now: () => Date;
  /** What was done last, in words. */
  readonly said?: string;
  /** Called when something was done, with words for it. */
  readonly onDone: (said: string) => Promise<void>;
}

export function makeAssignmentCard(one: Assignment, options: CardOptions): HTMLElement {
  const { assignment, folder, submissions, updated } = one;
  const problem = makeElement("div");
  const actions = makeElement("div", { class: "lb-class-actions" });
  const status = makeElement("div", { role: "status" }, options.said ?? "");
  const offer = (label: string, isNext: boolean, act: () => Promise<string | undefined>): void => {
    const button = makeElement(
      "button",
      {
        type: "button",
        class: "lb-button",
        ...(isNext && { "data-kind": "primary" }),
        "aria-label": `${label} ${assignment}`,
      },
      label,
    );
    button.addEventListener("click", () => void run(act));
    actions.append(button);
  };
  const submit = async (): Promise<string> => {
    const { timestamp } = await options.assignments.submit(one);
    return `Handed in ${whenWords(readTimestamp(timestamp))}. Your teacher has it.`;
  };
  /** Hands in what is in order at once; else gives nothing and shows what is to be said first. */
  const askThenSubmit = async (): Promise<string | undefined> => {
    const before = await lookBefore(one, options);
    if (before.troubles.length === 0) return submit();
    const question = makeQuestion(before, {
      submit: () => void run(submit),
      repair: () =>
        void run(async () => {
          await putRight(before.repairs, options.contents);
          return "It was put right. Look at it, then hand it in.";
        }),
      cancel: () => problem.replaceChildren(),
    });
    problem.replaceChildren(question);
    question.querySelector("h4")?.focus();
    return undefined;
  };
  const run = async (act: () => Promise<string | undefined>): Promise<void> => {
    const buttons = actions.querySelectorAll("button");
    problem.replaceChildren();
    status.replaceChildren();
    for (const button of buttons) button.disabled = true;
    try {
      const said = await act();
      if (said !== undefined) await options.onDone(said);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      problem.replaceChildren(makeElement("p", { role: "alert" }, words));
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  };

  if (folder === undefined) {
    offer("Fetch", true, () => fetchAll(one, options));
  } else {
    actions.append(...one.notebooks.map((path) => openLink(path, one, options)));
    if (updated) offer("Fetch the update", false, () => fetchAll(one, options));
    offer(submissions.length === 0 ? "Submit" : "Submit again", false, askThenSubmit);
    const receipt = submissions.at(-1)?.receipt ?? "";
    if (receipt !== "") actions.append(receiptLink(assignment, receipt));
    const waits = submissions.some(({ feedback, pages }) => feedback.length > pages.length);
    if (waits) {
      offer("Get the feedback", false, async () => {
        await options.assignments.fetchFeedback(one);
        return "The feedback is here.";
      });
    }
  }
  return makeElement(
    "article",
    { class: "lb-work", "aria-label": assignment },
    makeElement("h3", { tabindex: "-1" }, assignment),
    makeElement("p", {}, [stateWords(one), answeredWords(one) ?? ""].join(" ").trim()),
    ...dueWords(one, options.now()).map((words) =>
      makeElement("p", { class: "lb-class-note" }, words),
    ),
    status,
    problem,
    actions,
    ...feedbackOf(one, options),
  );
}

function openLink(path: string, one: Assignment, { notebookUrl }: CardOptions): HTMLElement {
  const name = path.replace(/^.*\//, "").replace(/\.ipynb$/, "");
  const label = one.notebooks.length === 1 ? "Open" : `Open ${name}`;
  return makeElement(
    "a",
    {
      class: "lb-button",
      "data-kind": "primary",
      href: notebookUrl(path),
      "aria-label": one.notebooks.length === 1 ? `Open ${one.assignment}` : label,
    },
    label,
  );
}

/** A file to keep: what was handed in, and when. */
function receiptLink(assignment: string, receipt: string): HTMLElement {
  return makeElement(
    "a",
    {
      class: "lb-button",
      "data-kind": "quiet",
      href: `data:application/json;charset=utf-8,${encodeURIComponent(receipt)}`,
      download: `receipt-${assignment}.json`,
      "aria-label": `Save the receipt ${assignment}`,
    },
    "Save the receipt",
  );
}

function feedbackOf(one: Assignment, { fileUrl }: CardOptions): readonly HTMLElement[] {
  const links = one.submissions.flatMap(({ timestamp, pages }) =>
    pages.map((path) => {
      const name = path.replace(/^.*\//, "").replace(/\.html$/, "");
      const words = `Feedback on ${name}, handed in ${whenWords(readTimestamp(timestamp))}`;
      return makeElement("li", {}, makeElement("a", { href: fileUrl(path) }, words));
    }),
  );
  return links.length === 0 ? [] : [makeElement("ul", { class: "lb-work-feedback" }, ...links)];
}

/** Fetches, merges what both changed, and says what came of it. */
async function fetchAll(one: Assignment, options: CardOptions): Promise<string> {
  const { written, kept, merge } = await options.assignments.fetch(one);
  const fresh = written.filter((name) => name !== RULES_FILE);
  const said = fresh.length === 0 ? [] : [`New: ${fresh.join(", ")}.`];
  for (const notebook of merge) said.push(await takeIn(one, notebook, options));
  if (kept.length > 0) {
    said.push(`You and your teacher both changed ${kept.join(", ")}: yours stayed.`);
  }
  return said.length === 0 ? "You have everything already." : said.join(" ");
}

async function takeIn(one: Assignment, update: ToMerge, options: CardOptions): Promise<string> {
  const { contents, assignments } = options;
  const { content, version } = await contents.open(update.path);
  const mine = ("text" in content ? parseNotebookText(content.text) : parseNotebook(content.json))
    .notebook;
  const merged = mergeRelease(update.base, mine, update.theirs);
  if (merged === undefined) {
    return `${update.file} cannot be merged, since its cells have no ids: yours stayed as it is.`;
  }
  // Only onto what was just read: a page that saves meanwhile wins, and this is tried again by hand.
  await contents.save(update.path, merged.notebook, version);
  await assignments.taken(one, update);
  const { conflicts } = merged;
  const stayed =
    conflicts === 0
      ? "What you wrote stayed."
      : `What you wrote stayed, also in ${conflicts === 1 ? "one cell" : `${conflicts} cells`} that your teacher changed too.`;
  return `The update was put into ${update.file}. ${stayed}`;
}
