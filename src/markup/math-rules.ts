// Markdown rules for TeX: `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and `\begin{…}…\end{…}`. They only find formulas;
// katex.ts sets them. Used by markdown-parser.ts.
import type { MarkdownIt, StateBlock, StateInline } from "markdown-it";

/** A longer formula is left as text. */
const longestFormula = 5000;

/** Adds the rules; formulas become tokens `math_inline` and `math_block`, with the TeX as content. */
export function addMathRules(markdown: MarkdownIt): void {
  // Before `escape`, which would take the backslash of `\(`.
  markdown.inline.ruler.before("escape", "math", mathInline);
  markdown.block.ruler.before("fence", "math", mathBlock, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
}

function mathInline(state: StateInline, silent: boolean): boolean {
  const found = findInline(state.src, state.pos, state.posMax);
  if (found === undefined) return false;
  if (!silent) {
    const token = state.push(found.display ? "math_block" : "math_inline", "", 0);
    token.content = found.tex;
  }
  state.pos = found.end;
  return true;
}

interface FoundFormula {
  readonly tex: string;
  readonly display: boolean;
  /** Index after the closing mark. */
  readonly end: number;
}

function findInline(text: string, at: number, max: number): FoundFormula | undefined {
  if (text[at] === "\\" && text[at + 1] === "(") return between(text, at, max, "\\(", "\\)", false);
  if (text[at] === "\\" && text[at + 1] === "[") return between(text, at, max, "\\[", "\\]", true);
  if (text[at] !== "$") return undefined;
  if (text[at + 1] === "$") return between(text, at, max, "$$", "$$", true);
  return dollars(text, at, max);
}

function between(
  text: string,
  at: number,
  max: number,
  open: string,
  close: string,
  display: boolean,
): FoundFormula | undefined {
  const start = at + open.length;
  // Searching a bounded piece keeps many unclosed openings from costing the square of the text.
  const end = text.slice(start, Math.min(max, start + longestFormula)).indexOf(close);
  const tex = end === -1 ? "" : text.slice(start, start + end).trim();
  return tex === "" ? undefined : { tex, display, end: start + end + close.length };
}

/**
 * As pandoc reads single dollars: no blank just inside them, no digit after the closing one. So "$5 and $6" are prices.
 */
function dollars(text: string, at: number, max: number): FoundFormula | undefined {
  if (/[\s$]/.test(text[at + 1] ?? " ")) return undefined;
  const limit = Math.min(max, at + longestFormula);
  for (let end = at + 1; end < limit; end++) {
    if (text[end] === "\\") end++;
    else if (text[end] === "\n" && text[end + 1] === "\n") return undefined;
    else if (text[end] === "$") {
      if (/\s/.test(text[end - 1] ?? " ") || /\d/.test(text[end + 1] ?? "")) return undefined;
      return { tex: text.slice(at + 1, end), display: false, end: end + 1 };
    }
  }
  return undefined;
}

const environment =
  /^\\begin\{((?:align|alignat|aligned|gather|equation|multline|cases|[pbvBV]?matrix|CD)\*?)\}/;

/** A formula that stands in lines of its own; blank lines inside are allowed, as Jupyter allows them. */
function mathBlock(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  const first = lineAt(state, startLine);
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const begin = environment.exec(first)?.[1];
  const close = begin !== undefined ? `\\end{${begin}}` : closing(first);
  if (close === undefined) return false;
  const end = findClose(state, startLine, endLine, close, begin === undefined ? 2 : 0);
  if (end === undefined) return false;
  if (silent) return true;
  const whole = state.getLines(startLine, end + 1, state.blkIndent, false).trim();
  const tex = begin !== undefined ? whole : whole.slice(2, -close.length).trim();
  if (tex === "" || tex.length > longestFormula) return false;
  const token = state.push("math_block", "", 0);
  token.content = tex;
  token.block = true;
  token.map = [startLine, end + 1];
  state.line = end + 1;
  return true;
}

function closing(line: string): string | undefined {
  return line.startsWith("$$") ? "$$" : line.startsWith("\\[") ? "\\]" : undefined;
}

/** The line that ends with the closing mark, if only blanks follow it there. */
function findClose(
  state: StateBlock,
  startLine: number,
  endLine: number,
  close: string,
  skip: number,
): number | undefined {
  let size = 0;
  for (let line = startLine; line < endLine && size <= longestFormula; line++) {
    const text = lineAt(state, line).slice(line === startLine ? skip : 0);
    // Left the list or the quotation in which the formula began.
    if (text !== "" && (state.sCount[line] ?? 0) < state.blkIndent) return undefined;
    size += text.length;
    const at = text.indexOf(close);
    if (at !== -1) return text.slice(at + close.length).trim() === "" ? line : undefined;
  }
  return undefined;
}

function lineAt(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
}
