// One cell's editor, made when it is first needed: until then the text stands there as it will look.
// Shared by the code cell and by every cell whose source is Markdown or raw text.
import type { CellHost, EditorAction } from "../extension.ts";
import type { createEditor, Editor } from "../editor/editor.ts";
import type { Fold } from "../editor/code-editing.ts";
import type { CellId } from "../model/state.ts";
import { historiesOf } from "./text-histories.ts";

export interface TextEditorOptions {
  readonly id: CellId;
  /** Gets the editor; empty until then. */
  readonly parent: HTMLElement;
  /** `markdown`, `text` for plain words, or the language of the code. */
  readonly language: () => string;
  readonly label: string;
  readonly host: CellHost;
  readonly signal: AbortSignal;
  /** The text to begin with. */
  readonly text: () => string;
  /** Something was folded or unfolded. */
  readonly onFold?: () => void;
  /** The editor takes the place of the text, or gives it back because the keyboard left it. */
  readonly onShow: (isShown: boolean, folds: readonly Fold[]) => void;
}

/** Fetches the editor ahead of its first use, so that it opens at once and also when the server is away by then. */
export function preloadEditor(): void {
  // A failure is said where it matters: when somebody wants to edit.
  void loadEditor().catch(() => undefined);
}

function loadEditor(): Promise<{ readonly createEditor: typeof createEditor }> {
  return import("../editor/editor.ts");
}

/** An editor that may not be there yet. */
export class TextEditor {
  readonly #options: TextEditorOptions;
  #editor: Editor | undefined;
  #isLoading = false;
  #wantsFocusAt: number | "start" | undefined;

  constructor(options: TextEditorOptions) {
    this.#options = options;
  }

  /** Focuses the editor, loading it first if it has to. `at` is a UTF-16 offset in the text. */
  focus(at?: number): void {
    if (this.#editor !== undefined) {
      this.#show(this.#editor, at);
      return;
    }
    this.#wantsFocusAt = at ?? "start";
    if (!this.#isLoading) void this.#load();
  }

  /** What is folded away in the editor. */
  folds(): readonly Fold[] {
    return this.#editor?.folds() ?? [];
  }

  unfold(fold: Fold): void {
    this.#editor?.unfold(fold);
  }

  /** Where the cursor stands, as a UTF-16 offset; undefined before the editor is there. */
  cursor(): number | undefined {
    return this.#editor?.cursor().offset;
  }

  /** Shows a text that changed elsewhere (undo, another view). */
  setText(text: string): void {
    if (this.#editor !== undefined && this.#editor.getText() !== text) this.#editor.setText(text);
  }

  /** Does something in the text, if it has been edited. */
  act(action: EditorAction): void {
    const editor = this.#editor;
    if (editor === undefined) return;
    // Asked by a button or the palette, the keyboard may be elsewhere.
    if (!editor.hasFocus) this.#show(editor, undefined);
    editor.act(action);
  }

  /** Puts another text in the place of all of it, as if it had been typed. */
  replaceText(text: string): void {
    this.#editor?.replaceAll(text);
  }

  #show(editor: Editor, at: number | undefined): void {
    this.#options.onShow(true, []);
    editor.focus(at);
  }

  /** The text takes the editor's place: of a long text an editor holds only what is near the screen, and find would miss the rest. */
  #leave(): void {
    const { id, host, signal, onShow } = this.#options;
    onShow(false, this.folds());
    if (document.hasFocus()) return;
    // The keyboard went to another window, or to the browser's find; when it comes back, editing goes on.
    const goOn = (): void => {
      const { active, mode } = host.state().selection;
      const isFree = document.activeElement === document.body || document.activeElement === null;
      if (active === id && mode === "edit" && isFree) this.focus();
    };
    addEventListener("focus", goOn, { once: true, signal });
  }

  async #load(): Promise<void> {
    this.#isLoading = true;
    const { parent, label, host, signal, id, text, onFold } = this.#options;
    const language = this.#options.language();
    try {
      const room = await loadEditor();
      if (signal.aborted) return;
      const histories = historiesOf(host);
      const undo = histories.take(id);
      const editor = room.createEditor({
        parent,
        ...(undo !== undefined && { undo }),
        doc: text(),
        language,
        ariaLabel: label,
        signal,
        ...(language !== "markdown" && language !== "text" && { help: host.help }),
        onBlur: () => this.#leave(),
        ...(onFold !== undefined && { onFold }),
        onChange: (source) => host.dispatch({ type: "source", id, source }),
      });
      this.#editor = editor;
      signal.addEventListener("abort", () => histories.keep(id, editor.saveUndo()), { once: true });
      // The reader may have gone on to another cell while the editor was loading.
      const { active, mode } = host.state().selection;
      if (active === id && mode === "edit") {
        this.#show(editor, this.#wantsFocusAt === "start" ? undefined : this.#wantsFocusAt);
      }
    } catch (error) {
      this.#isLoading = false;
      if (signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      host.dispatch({
        type: "notice",
        notice: {
          id: "editor",
          tone: "alert",
          text: `The editor could not be loaded (${reason}). Check that the server runs, then press Enter on the cell again.`,
        },
      });
    }
  }
}
