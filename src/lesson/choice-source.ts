// The Markdown of a question with options → its parts with their places. Used by `choice.ts` alone.
// Reads what people write rather than what a specification asks: any bullet, any indent, lazy lines.
import type { Problem } from "./lesson-metadata.ts";
import {
  closesFence,
  columnAfter,
  indentOf,
  isBlank,
  openedFence,
  removeIndent,
  splitSourceLines,
  type Fence,
  type SourceLine,
} from "./markdown-lines.ts";

export interface ChoiceOption {
  /** Markdown, without the bullet, the box and the indent of the list. */
  readonly text: string;
  readonly ticked: boolean;
  /** Markdown of the quotes under the option. */
  readonly feedback?: string;
  /** Offset in the source of the one character between the brackets. */
  readonly boxAt: number;
  /** Line of the box, from 1. */
  readonly line: number;
  /** The option's own lines as they stand in the source, with the box empty and the feedback left out. */
  readonly released: readonly string[];
}

export interface ChoiceSource {
  /** Markdown before the options. */
  readonly stem: string;
  readonly options: readonly ChoiceOption[];
  /** Markdown of the quote that starts with "Why:", without that word. */
  readonly explanation?: string;
  /** Markdown after the options that is none of the above. */
  readonly after: string;
}

/** A problem that only the teacher's source can have; a learner may write such a thing as a note. */
export interface ChoiceProblem extends Problem {
  readonly onlyInKey: boolean;
}

/** Reads the source of a question with options. Never throws: what is wrong comes as problems. */
export function parseChoiceSource(source: string): {
  readonly content: ChoiceSource;
  readonly problems: readonly ChoiceProblem[];
} {
  const reader = new ChoiceReader();
  for (const line of splitSourceLines(source)) reader.read(line);
  return reader.finish();
}

interface OptionDraft {
  readonly ticked: boolean;
  readonly boxAt: number;
  readonly line: number;
  /** Column where the option's text starts. */
  readonly indent: number;
  readonly text: string[];
  readonly feedback: string[];
  readonly released: string[];
}

/** What the line before was, as far as the next one depends on it. */
type Before = "blank" | "text" | "quote";

const optionStart = /^([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[([ xX])\](?:[ \t]+(.*)|)$/;
// `-[x] a`, `- [x]a`, `- [] a`, `- [✓] a`: meant as options, but Markdown does not read them so.
const nearOption = /^[ \t]{0,3}(?:[-*+]|\d{1,9}[.)])[ \t]*\[[ \txX✓✔√*]*\](?![(:[])/;
const bullet = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const quote = /^[ \t]*> ?/;
const why = /^[ \t]*>[ \t]*[*_]{0,2}why[ \t]*:[*_]{0,2}[ \t]*/i;
// Headings, rules and fences end a paragraph, so a line of theirs is never its lazy continuation.
const blockStart = /^[ \t]{0,3}(?:#{1,6}(?:[ \t]|$)|(?:[-*_][ \t]*){3,}$)/;

class ChoiceReader {
  private readonly stem: string[] = [];
  private readonly after: string[] = [];
  private readonly explanation: string[] = [];
  private readonly options: OptionDraft[] = [];
  private readonly problems: ChoiceProblem[] = [];
  private place: "stem" | "option" | "why" | "after" = "stem";
  private before: Before = "blank";
  private fence: Fence | undefined;
  /** The explanation came after options, so none should follow. */
  private hasEnded = false;

  read(line: SourceLine): void {
    switch (this.place) {
      case "stem":
      case "after": {
        this.readProse(line);
        return;
      }
      case "option": {
        this.readInOption(line);
        return;
      }
      case "why": {
        this.readInWhy(line);
        return;
      }
    }
  }

  finish(): { readonly content: ChoiceSource; readonly problems: readonly ChoiceProblem[] } {
    const options = this.options.map(finishOption);
    const stem = joinTrimmed(this.stem);
    this.checkWhole(stem, options);
    const explanation = joinTrimmed(this.explanation);
    return {
      content: {
        stem,
        options,
        after: joinTrimmed(this.after),
        ...(explanation === "" ? {} : { explanation }),
      },
      problems: this.problems,
    };
  }

  private readProse(line: SourceLine): void {
    const { text } = line;
    const lines = this.place === "stem" ? this.stem : this.after;
    if (this.fence !== undefined) {
      lines.push(text);
      if (closesFence(text, this.fence)) this.fence = undefined;
      return;
    }
    this.fence = openedFence(text);
    if (this.fence === undefined && indentOf(text) < 4) {
      if (optionStart.test(text)) {
        this.startOption(line);
        return;
      }
      if (why.test(text)) {
        if (this.place === "stem") {
          this.complain(line, '"> Why:" stands before the options. Move it to the end.', true);
        }
        this.startWhy(line);
        return;
      }
      if (nearOption.test(text)) this.complainOfNearOption(line);
      else if (this.place === "after" && quote.test(text)) this.complainOfStrayQuote(line);
    }
    lines.push(text);
  }

  private startOption(line: SourceLine): void {
    const [, lead = "", box = " ", rest = ""] = optionStart.exec(line.text) ?? [];
    if (this.hasEnded) {
      this.complain(line, 'An option stands after "> Why:". Move "> Why:" to the end.', true);
    } else if (this.place === "after" && this.options.length > 0) {
      this.complain(
        line,
        "There is text between the options. Indent it under its option, or move it above them all.",
        false,
      );
    }
    this.options.push({
      ticked: box !== " ",
      boxAt: line.start + lead.length + 1,
      line: line.number,
      indent: columnAfter(line.text, lead.length),
      text: [rest],
      feedback: [],
      released: [`${lead}[ ]${rest === "" ? "" : line.text.slice(lead.length + 3)}`],
    });
    this.place = "option";
    this.before = "text";
    this.fence = openedFence(rest);
  }

  private readInOption(line: SourceLine): void {
    const option = this.options.at(-1);
    if (option === undefined) return;
    const { text } = line;
    const columns = indentOf(text);
    if (isBlank(text)) {
      if (this.fence === undefined) this.before = "blank";
      this.addText(option, line);
      return;
    }
    if (this.fence !== undefined && columns >= Math.min(2, option.indent)) {
      const inner = removeIndent(text, option.indent);
      this.addText(option, line);
      if (closesFence(inner, this.fence)) this.fence = undefined;
      return;
    }
    this.fence = undefined;
    if (optionStart.test(text)) {
      if (columns < option.indent) {
        this.startOption(line);
        return;
      }
      this.complain(
        line,
        "This option is indented under the one above. Start it in the same column.",
        true,
      );
      this.addText(option, line);
      return;
    }
    if (quote.test(text)) {
      this.readQuote(option, line);
      return;
    }
    this.fence = columns >= 2 ? openedFence(removeIndent(text, option.indent)) : undefined;
    if (this.fence !== undefined) {
      this.before = "text";
      this.addText(option, line);
      return;
    }
    // A lazy line goes on with the paragraph before it, also with one in a quote.
    const isLazy =
      this.before !== "blank" &&
      !blockStart.test(text) &&
      openedFence(text) === undefined &&
      !bullet.test(text);
    if (isLazy || columns >= 2) {
      if (nearOption.test(text)) this.complainOfNearOption(line);
      if (isLazy && this.before === "quote") option.feedback.push(text.trim());
      else this.addText(option, line);
      return;
    }
    if (bullet.test(text) && !nearOption.test(text)) {
      this.complain(line, "This list item has no box. Write [ ] after its bullet.", true);
    }
    this.place = "after";
    this.readProse(line);
  }

  private readQuote(option: OptionDraft, line: SourceLine): void {
    const isIndented = indentOf(line.text) > 0;
    if (why.test(line.text)) {
      if (isIndented) {
        this.complain(
          line,
          '"> Why:" is indented, so it would belong to the option above. Start it in the first column.',
          true,
        );
      }
      this.startWhy(line);
      return;
    }
    if (!isIndented && this.before === "blank") {
      this.place = "after";
      this.readProse(line);
      return;
    }
    if (this.before === "blank" && option.feedback.length > 0) option.feedback.push("");
    option.feedback.push(line.text.replace(quote, ""));
    // The blank line above a quote goes with it.
    while (isBlank(option.released.at(-1) ?? "x")) option.released.pop();
    while (isBlank(option.text.at(-1) ?? "x") && option.text.length > 1) option.text.pop();
    this.before = "quote";
  }

  private startWhy(line: SourceLine): void {
    if (this.explanation.length > 0) this.explanation.push("");
    this.explanation.push(line.text.replace(why, ""));
    this.hasEnded = this.options.length > 0;
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

  private addText(option: OptionDraft, line: SourceLine): void {
    option.text.push(removeIndent(line.text, option.indent));
    option.released.push(line.text);
    if (!isBlank(line.text)) this.before = "text";
  }

  private checkWhole(stem: string, options: readonly ChoiceOption[]): void {
    const first = options[0];
    if (first === undefined) {
      this.problems.push({
        message: "The question has no options. Write each one as a line like: - [ ] text",
        line: 1,
        onlyInKey: false,
      });
      return;
    }
    if (options.length === 1) {
      this.problems.push({
        message: "The question has one option only. Add at least one more.",
        line: first.line,
        onlyInKey: false,
      });
    }
    if (stem === "") {
      this.problems.push({
        message: "The question has no text above its options. Write what is asked.",
        line: 1,
        onlyInKey: true,
      });
    }
    const seen = new Map<string, number>();
    for (const { text, line } of options) {
      const earlier = seen.get(text.normalize("NFC"));
      if (text === "") {
        this.problems.push({
          message: "This option has no text. Write one, or take the line out.",
          line,
          onlyInKey: false,
        });
      } else if (earlier !== undefined) {
        this.problems.push({
          message: `This option says the same as the one in line ${earlier}. Change one of them.`,
          line,
          onlyInKey: false,
        });
      }
      seen.set(text.normalize("NFC"), line);
    }
  }

  private complain(line: SourceLine, message: string, onlyInKey: boolean): void {
    this.problems.push({ message, line: line.number, onlyInKey });
  }

  private complainOfNearOption(line: SourceLine): void {
    this.complain(
      line,
      "This looks like an option, but is not read as one. Write it as: - [ ] text",
      true,
    );
  }

  private complainOfStrayQuote(line: SourceLine): void {
    this.complain(
      line,
      'This quote belongs to no option. Indent it by two spaces under its option, or start it with "Why:".',
      true,
    );
  }
}

function finishOption(draft: OptionDraft): ChoiceOption {
  const feedback = joinTrimmed(draft.feedback);
  return {
    text: joinTrimmed(draft.text),
    ticked: draft.ticked,
    boxAt: draft.boxAt,
    line: draft.line,
    released: joinTrimmed(draft.released).split("\n"),
    ...(feedback === "" ? {} : { feedback }),
  };
}

/** Joins lines with `\n`, without the blank ones at both ends. */
function joinTrimmed(lines: readonly string[]): string {
  const first = lines.findIndex((line) => !isBlank(line));
  return first === -1 ? "" : lines.slice(first).join("\n").trimEnd();
}
