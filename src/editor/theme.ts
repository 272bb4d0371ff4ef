// The editor's look, from the page's tokens; light and dark follow by themselves. The measures are those of
// `.lb-code-still` in style/cells.css, so that coloured text and editor lie exactly over each other.
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

export const editorTheme: Extension = EditorView.theme({
  "&": { color: "var(--lb-code-text)", backgroundColor: "transparent" },
  // The cell's own edge shows where one is; a ring around the text would repeat it.
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--lb-font-code)",
    fontSize: "var(--lb-text-2)",
    lineHeight: "var(--lb-leading-code)",
    fontVariantLigatures: "none",
  },
  ".cm-content": { padding: "var(--lb-space-3) 0", caretColor: "var(--lb-color-accent)" },
  ".cm-line": { padding: "0 var(--lb-space-4) 0 var(--lb-code-indent)" },
  // The fold marks lie over the margin, so that code stands where it stands without an editor.
  "& .cm-gutters": {
    position: "absolute !important",
    insetInlineStart: "0",
    border: "0",
    background: "transparent",
    color: "var(--lb-color-muted)",
  },
  ".cm-foldGutter .cm-gutterElement": {
    width: "var(--lb-space-4)",
    textAlign: "center",
    cursor: "pointer",
  },
  ".cm-foldPlaceholder": {
    border: "var(--lb-line) solid var(--lb-color-border)",
    background: "var(--lb-color-surface)",
    color: "var(--lb-color-muted)",
    margin: "0 var(--lb-space-1)",
    padding: "0 var(--lb-space-1)",
  },
  ".cm-cursor, .cm-dropCursor": {
    borderLeft: "2px solid var(--lb-color-accent)",
    marginLeft: "-1px",
  },
  "& .cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground":
    { background: "var(--lb-color-selection)" },
  "&.cm-focused .cm-matchingBracket": {
    background: "var(--lb-color-accent-bg)",
    outline: "1px solid var(--lb-color-accent)",
  },
  "&.cm-focused .cm-nonmatchingBracket": {
    background: "var(--lb-color-wrong-bg)",
    outline: "1px solid var(--lb-color-wrong)",
  },
  ".cm-tooltip": {
    border: "1px solid var(--lb-color-border)",
    borderRadius: "var(--lb-radius)",
    background: "var(--lb-color-surface)",
    color: "var(--lb-color-text)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--lb-font-code)",
    fontSize: "var(--lb-text-1)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    background: "var(--lb-color-accent)",
    color: "var(--lb-color-on-accent)",
  },
});
