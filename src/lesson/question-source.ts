// The Markdown of a question → stem, items, explanation, with their places. The kinds say what an item is: an option
// to tick, an `Answer:` line, a step in a list, a table, a fenced block. Quotes under an item are its feedback.
// Reads what people write rather than what a specification asks: any bullet, any indent, lazy lines.
import type { Problem } from "./lesson-metadata.ts";
import {
  blockStart,
  bullet,
  closesFence,
  columnAfter,
  indentOf,
  isBlank,
  joinTrimmed,
  openedFence,
  quote,
  removeIndent,
  splitSourceLines,
  type Fence,
  type SourceLine,
} from "./markdown-lines.ts";

export interface QuestionItem {
  /** Markdown, without what stands in front of it and without the indent of the list. */
  readonly text: string;
  /** What the kind read in front of the text: the character in a box, a bullet, a number. */
  readonly mark: string;
  /** Markdown of the quotes under the item. */
  readonly feedback?: string;
  /** Offset in the source where `mark` starts. */
  readonly markAt: number;
  /** Offset in the source where the text starts; with a list item, behind the blanks after the bullet. */
  readonly textAt: number;
  /** Offsets of the first character of the item and of the end of its last line of text or feedback. */
  readonly start: number;
  readonly end: number;
  /** Offset of the end of its last line of text. */
  readonly textEnd: number;
  /** Line where it starts, from 1. */
  readonly line: number;
  /** The item's own lines as they stand in the source, with the feedback left out. */
  readonly own: readonly string[];
  /** All its lines, feedback too, without the indent of the list; the first one without what stands in front. */
  readonly whole: readonly string[];
}

/** What every question has, whatever its kind. */
export interface QuestionText {
  /** Markdown before the items. */
  readonly stem: string;
  /** Markdown of the quote that starts with "Why:", without that word. */
  readonly explanation?: string;
  /** Markdown after the items that is none of the above. */
  readonly after: string;
}

export interface QuestionSource extends QuestionText {
  readonly items: readonly QuestionItem[];
}

/** A problem that only the teacher's source can have; a learner may write such a thing as a note. */
export interface SourceProblem extends Problem {
  readonly onlyInKey: boolean;
}

/**
 * What goes on with an item besides its first line. `list`: what goes on with a Markdown list item. `line`: nothing,
 * or the next line when there is no text yet. `block`: the lines of a table or fence.
 */
export type ItemForm = "list" | "line" | "block";

/** How an item starts, as far as its kind can tell from the line. */
export interface ItemStart {
  /** What stands in front of the text; the text's further lines are indented by as much in a list. */
  readonly lead: string;
  readonly mark: string;
  /** Place of `mark` in the line. */
  readonly markAt: number;
  /** The text in the line after `lead`. */
  readonly rest: string;
  readonly form: ItemForm;
}

/** What an item of a kind looks like. */
export interface ItemRules {
  /** Reads the start of an item; `next` is the line after it, `count` the number of items before it. */
  readonly start: (line: string, next: string, count: number) => ItemStart | undefined;
  /** False for a kind that is answered elsewhere. */
  readonly hasItems: boolean;
  /** Such as "option", for what is said to the author. */
  readonly noun: string;
  /** A line that was meant as an item, and what to do about it. */
  readonly near?: { readonly pattern: RegExp; readonly message: string };
  /** What is wrong with a list item without the mark of the kind. */
  readonly unmarked?: string;
  /** A list indented under an item is a part of its text, not meant as further items. */
  readonly allowsNested?: boolean;
  /** A quote in the first column belongs to the item above, also after a blank line. */
  readonly hasLooseFeedback: boolean;
}

/** Reads the source of a question. Never throws: what is wrong comes as problems. */
export function parseQuestionSource(
  source: string,
  rules: ItemRules,
): {
  readonly content: QuestionSource;
  readonly problems: readonly SourceProblem[];
} {
  const lines = splitSourceLines(source);
  const reader = new QuestionReader(rules);
  for (const [index, line] of lines.entries()) reader.read(line, lines[index + 1]?.text ?? "");
  return reader.finish();
}

interface ItemDraft extends ItemStart {
  readonly at: SourceLine;
  /** Column where the item's text starts. */
  readonly indent: number;
  readonly text: string[];
  readonly feedback: string[];
  readonly own: string[];
  readonly whole: string[];
  textEnd: number;
  end: number;
}

/** What the line before was, as far as the next one depends on it. */
type Before = "blank" | "text" | "quote";

const why = /^[ \t]*>[ \t]*[*_]{0,2}why[ \t]*:[*_]{0,2}[ \t]*/i;
/** The first line of a callout, as on GitHub: not feedback, but a part of the text. */
const callout = /^[ \t]*>[ \t]*\[!\w+\]/;

class QuestionReader {
  private readonly stem: string[] = [];
  private readonly after: string[] = [];
  private readonly explanation: string[] = [];
  private readonly items: ItemDraft[] = [];
  private readonly problems: SourceProblem[] = [];
  private place: "stem" | "item" | "why" | "after" = "stem";
  private before: Before = "blank";
  private fence: Fence | undefined;
  private next = "";
  private isInCallout = false;
  /** The explanation came after items, so none should follow. */
  private hasEnded = false;

  constructor(private readonly rules: ItemRules) {}

  read(line: SourceLine, next: string): void {
    this.next = next;
    switch (this.place) {
      case "stem":
      case "after": {
        this.readProse(line);
        return;
      }
      case "item": {
        this.readInItem(line);
        return;
      }
      case "why": {
        this.readInWhy(line);
        return;
      }
    }
  }

  finish(): { readonly content: QuestionSource; readonly problems: readonly SourceProblem[] } {
    const explanation = joinTrimmed(this.explanation);
    return {
      content: {
        stem: joinTrimmed(this.stem),
        items: this.items.map(finishItem),
        after: joinTrimmed(this.after),
        ...(explanation === "" ? {} : { explanation }),
      },
      problems: this.problems,
    };
  }

  private startOf(text: string): ItemStart | undefined {
    return this.rules.start(text, this.next, this.items.length);
  }

  private readProse(line: SourceLine): void {
    const { text } = line;
    const lines = this.place === "stem" ? this.stem : this.after;
    if (this.fence !== undefined) {
      lines.push(text);
      if (closesFence(text, this.fence)) this.fence = undefined;
      return;
    }
    if (indentOf(text) < 4) {
      const start = this.startOf(text);
      if (start !== undefined) {
        this.startItem(line, start);
        return;
      }
      if (why.test(text)) {
        if (this.place === "stem" && this.rules.hasItems) {
          this.complain(
            line,
            `"> Why:" stands before the ${this.rules.noun}s. Move it to the end.`,
            true,
          );
        }
        this.startWhy(line);
        return;
      }
    }
    this.fence = openedFence(text);
    if (this.fence === undefined && indentOf(text) < 4) {
      this.isInCallout = quote.test(text) && (this.isInCallout || callout.test(text));
      if (this.isNear(text)) this.complainOfNear(line);
      else if (this.place === "after" && quote.test(text) && !this.isInCallout) {
        this.complainOfStrayQuote(line);
      }
    }
    lines.push(text);
  }

  private startItem(line: SourceLine, start: ItemStart): void {
    const { noun } = this.rules;
    if (this.hasEnded) {
      this.complain(
        line,
        `${capitalise(withArticle(noun))} stands after "> Why:". Move "> Why:" to the end.`,
        true,
      );
    } else if (this.place === "after" && this.items.length > 0) {
      this.complain(
        line,
        `There is text between the ${noun}s. Indent it under its ${noun}, or move it above them all.`,
        false,
      );
    }
    const end = line.start + line.text.length;
    this.items.push({
      ...start,
      at: line,
      indent: columnAfter(line.text, start.lead.length),
      text: [start.rest],
      feedback: [],
      own: [line.text],
      whole: [start.rest],
      textEnd: end,
      end,
    });
    this.place = "item";
    this.before = "text";
    this.fence = start.form === "line" ? undefined : openedFence(start.rest);
  }

  private readInItem(line: SourceLine): void {
    const item = this.items.at(-1);
    if (item === undefined) return;
    const { text } = line;
    const columns = indentOf(text);
    if (isBlank(text)) {
      if (this.fence === undefined) this.before = "blank";
      this.addText(item, line);
      return;
    }
    if (this.fence !== undefined && columns >= Math.min(2, item.indent)) {
      const inner = removeIndent(text, item.indent);
      this.addText(item, line);
      if (closesFence(inner, this.fence)) {
        this.fence = undefined;
        if (item.form === "block") this.before = "blank";
      }
      return;
    }
    this.fence = undefined;
    const isOutside = columns < Math.max(1, item.indent);
    const start = isOutside || this.rules.allowsNested !== true ? this.startOf(text) : undefined;
    if (start !== undefined) {
      if (isOutside) {
        this.startItem(line, start);
        return;
      }
      this.complain(
        line,
        `This ${this.rules.noun} is indented under the one above. Start it in the same column.`,
        true,
      );
      this.addText(item, line);
      return;
    }
    if (quote.test(text)) {
      this.readQuote(item, line);
      return;
    }
    this.fence =
      item.form === "list" && columns >= 2
        ? openedFence(removeIndent(text, item.indent))
        : undefined;
    if (this.fence !== undefined) {
      this.before = "text";
      this.addText(item, line);
      return;
    }
    // A lazy line goes on with the paragraph before it, also with one in a quote.
    const isLazy =
      this.before !== "blank" &&
      !(this.before === "text" && item.form === "line" && item.text.some((one) => !isBlank(one))) &&
      !blockStart.test(text) &&
      openedFence(text) === undefined &&
      !bullet.test(text);
    if (isLazy || (item.form === "list" && columns >= 2)) {
      if (this.isNear(text)) this.complainOfNear(line);
      if (isLazy && this.before === "quote") this.addFeedback(item, line, text.trim());
      else this.addText(item, line);
      return;
    }
    if (this.rules.unmarked !== undefined && bullet.test(text) && !this.isNear(text)) {
      this.complain(line, this.rules.unmarked, true);
    }
    this.place = "after";
    this.readProse(line);
  }

  private readQuote(item: ItemDraft, line: SourceLine): void {
    const isIndented = indentOf(line.text) > 0;
    if (why.test(line.text)) {
      if (isIndented) {
        this.complain(
          line,
          `"> Why:" is indented, so it would belong to the ${this.rules.noun} above. Start it in the first column.`,
          true,
        );
      }
      this.startWhy(line);
      return;
    }
    const isApart = !isIndented && this.before === "blank";
    if (isApart && (!this.rules.hasLooseFeedback || callout.test(line.text))) {
      this.place = "after";
      this.readProse(line);
      return;
    }
    if (this.before === "blank" && item.feedback.length > 0) item.feedback.push("");
    // The blank line above a quote goes with it.
    while (isBlank(item.own.at(-1) ?? "x")) item.own.pop();
    while (isBlank(item.text.at(-1) ?? "x") && item.text.length > 1) item.text.pop();
    this.addFeedback(item, line, line.text.replace(quote, ""));
    this.before = "quote";
  }

  private startWhy(line: SourceLine): void {
    if (this.explanation.length > 0) this.explanation.push("");
    this.explanation.push(line.text.replace(why, ""));
    this.hasEnded = this.items.length > 0;
    this.place = "why";
    this.before = "quote";
  }

  private readInWhy(line: SourceLine): void {
    const { text } = line;
    if (isBlank(text)) {
      this.before = "blank";
      return;
    }
    if (quote.test(text)) {
      if (this.before === "blank") this.explanation.push("");
      this.explanation.push(text.replace(quote, ""));
      this.before = "quote";
      return;
    }
    const isLazy =
      this.before === "quote" &&
      !blockStart.test(text) &&
      !bullet.test(text) &&
      openedFence(text) === undefined;
    if (isLazy) {
      this.explanation.push(text.trim());
      return;
    }
    this.place = "after";
    this.readProse(line);
  }

  private addText(item: ItemDraft, line: SourceLine): void {
    const text = removeIndent(line.text, item.indent);
    item.text.push(text);
    item.own.push(line.text);
    item.whole.push(text);
    if (isBlank(line.text)) return;
    item.textEnd = item.end = line.start + line.text.length;
    this.before = "text";
  }

  private addFeedback(item: ItemDraft, line: SourceLine, text: string): void {
    item.feedback.push(text);
    item.whole.push(removeIndent(line.text, item.indent));
    item.end = line.start + line.text.length;
  }

  private isNear(text: string): boolean {
    return this.rules.near?.pattern.test(text) === true;
  }

  private complain(line: SourceLine, message: string, onlyInKey: boolean): void {
    this.problems.push({ message, line: line.number, onlyInKey });
  }

  private complainOfNear(line: SourceLine): void {
    this.complain(line, this.rules.near?.message ?? "", true);
  }

  private complainOfStrayQuote(line: SourceLine): void {
    this.complain(
      line,
      `This quote belongs to no ${this.rules.noun}. Indent it by two spaces under its ${this.rules.noun}, or start it with "Why:".`,
      true,
    );
  }
}

function finishItem(draft: ItemDraft): QuestionItem {
  const feedback = joinTrimmed(draft.feedback);
  return {
    text: joinTrimmed(draft.text),
    mark: draft.mark,
    markAt: draft.at.start + draft.markAt,
    textAt: draft.at.start + draft.lead.length,
    start: draft.at.start,
    end: draft.end,
    textEnd: draft.textEnd,
    line: draft.at.number,
    own: joinTrimmed(draft.own).split("\n"),
    whole: joinTrimmed(draft.whole).split("\n"),
    ...(feedback === "" ? {} : { feedback }),
  };
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
