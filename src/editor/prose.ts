// Markdown in the editor: its marks in quiet colours, code in fences in code's own, lists and quotes that go on with Enter.
import {
  deleteMarkupBackward,
  insertNewlineContinueMarkupCommand,
  markdownLanguage,
} from "@codemirror/lang-markdown";
import { Language, syntaxHighlighting } from "@codemirror/language";
import { Prec, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";
import { MarkdownParser, parseCode } from "@lezer/markdown";
import { parser as pythonParser } from "@lezer/python";
import { codeClasses, isTooMuchToColour } from "../markup/code-colours.ts";

/** Markdown's syntax tags → the classes of style/editor.css. Letters keep their size, so that lines stay where they are. */
const proseClasses = tagHighlighter([
  { tag: tags.heading, class: "lb-tok-heading" },
  { tag: tags.strong, class: "lb-tok-strong" },
  { tag: tags.emphasis, class: "lb-tok-emphasis" },
  { tag: tags.strikethrough, class: "lb-tok-struck" },
  { tag: tags.monospace, class: "lb-tok-string" },
  { tag: [tags.link, tags.labelName], class: "lb-tok-call" },
  { tag: tags.url, class: "lb-tok-url" },
  { tag: tags.quote, class: "lb-tok-quote" },
  { tag: [tags.processingInstruction, tags.contentSeparator], class: "lb-tok-mark" },
  { tag: [tags.escape, tags.character], class: "lb-tok-escape" },
  { tag: tags.atom, class: "lb-tok-constant" },
]);

export function prose(doc: string): Extension {
  return [
    EditorView.lineWrapping,
    ...(isTooMuchToColour(doc) ? [] : [markdown()]),
    syntaxHighlighting(proseClasses),
    syntaxHighlighting(codeClasses),
    Prec.high(
      keymap.of([
        // Enter on an empty item ends the list.
        { key: "Enter", run: insertNewlineContinueMarkupCommand({ nonTightLists: false }) },
        { key: "Backspace", run: deleteMarkupBackward },
      ]),
    ),
  ];
}

/** The library's own way to do this brings grammars of HTML, CSS and JavaScript along. */
function markdown(): Language {
  const { parser, data } = markdownLanguage;
  if (!(parser instanceof MarkdownParser)) return markdownLanguage;
  const withCode = parser.configure(
    parseCode({
      codeParser: (info) => (/^(python|py|ipython3?)\b/.test(info) ? pythonParser : null),
    }),
  );
  return new Language(data, withCode, [], "markdown");
}
