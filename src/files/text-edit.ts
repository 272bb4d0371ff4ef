// A text file being edited in the place of its view: the editor, how its saving stands in words, and the ways out when
// somebody else changed the file. The editor is fetched with the first file that is edited. DOM.
import type { createEditor, Editor } from "../editor/editor.ts";
import { makeElement, setText } from "../elements.ts";
import type { FileInfo, Files, OpenedText } from "../execution/files-port.ts";
import { folderOf, joinPath, nameOf } from "../execution/paths.ts";
import { ServerError } from "../execution/ports.ts";
import { confirmDialog } from "../notebook/dialog.ts";
import { withPlainEnds } from "./line-ends.ts";
import type { MessageLine } from "./message.ts";
import { freeName, splitName } from "./names.ts";
import { TextSaver, type TextSaverOptions, type TextState } from "./text-saver.ts";
import { reasonOf } from "./words.ts";

export interface TextEditOptions extends Pick<TextSaverOptions, "wait"> {
  readonly files: Pick<Files, "openText" | "saveText">;
  readonly entry: FileInfo;
  readonly message: MessageLine;
  /** The reader is done, and all is saved. */
  readonly onDone: () => void;
}

const WORDS: Readonly<Record<TextState, string>> = {
  saved: "Saved",
  unsaved: "Not saved yet",
  saving: "Saving…",
  failed: "Not saved",
  conflict: "Not saved: the file was changed elsewhere",
};

/** Names of languages by the ending of a file; what is not here is code of a language called like its ending. */
const LANGUAGES: Readonly<Record<string, string>> = {
  "": "text",
  ".txt": "text",
  ".rst": "text",
  ".log": "text",
  ".md": "markdown",
  ".markdown": "markdown",
  ".py": "python",
};

/** Opens a file to be edited. Rejects when it cannot be read, is no text, or the editor cannot be fetched. */
export async function openTextEdit(options: TextEditOptions): Promise<TextEdit> {
  const [opened, editor] = await Promise.all([
    options.files.openText(options.entry.path),
    import("../editor/editor.ts"),
  ]);
  return new TextEdit(options, opened, editor.createEditor);
}

export class TextEdit {
  readonly el: HTMLElement;
  readonly #options: TextEditOptions;
  readonly #saver: TextSaver;
  readonly #editor: Editor;
  readonly #gone = new AbortController();
  readonly #state = makeElement("p", { class: "lb-file-note", role: "status" });

  constructor(options: TextEditOptions, opened: OpenedText, makeEditor: typeof createEditor) {
    this.#options = options;
    const { entry, files, wait } = options;
    this.#saver = new TextSaver({
      files,
      path: entry.path,
      opened,
      wait,
      onState: (state, problem) => this.#show(state, problem),
    });
    const button = (words: string, run: () => void): HTMLElement => {
      const el = makeElement("button", { type: "button", class: "lb-button" }, words);
      el.addEventListener("click", run);
      return el;
    };
    const place = makeElement("div", { class: "lb-file-editor" });
    this.el = makeElement(
      "section",
      { class: "lb-file-edit", "aria-label": `Edit ${entry.name}` },
      makeElement(
        "div",
        { class: "lb-file-edit-bar" },
        this.#state,
        button("Save", () => void this.#saver.save()),
        button("Done", () => void this.#done()),
      ),
      place,
    );
    const ending = splitName(entry.name)[1].toLowerCase();
    this.#editor = makeEditor({
      parent: place,
      doc: this.#saver.text,
      language: LANGUAGES[ending] ?? ending.slice(1),
      ariaLabel: `Text of ${entry.name}`,
      onChange: (text) => this.#saver.change(text),
      signal: this.#gone.signal,
    });
    this.#show("saved");
    this.el.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      void this.#saver.save();
    });
  }

  get isSaved(): boolean {
    return this.#saver.isSaved;
  }

  focus(): void {
    this.#editor.focus(0);
  }

  /** Saves what is left and ends; asks when it cannot be saved. Gives whether the reader may go. */
  async leave(): Promise<boolean> {
    if (this.#gone.signal.aborted) return true;
    if (!this.isSaved) await this.#saver.save();
    const { name } = this.#options.entry;
    const question = `What you changed in ${name} is not saved. Leave it and lose the changes?`;
    if (!this.isSaved && !(await confirmDialog(question, "Leave"))) return false;
    this.#saver.stop();
    this.#gone.abort();
    return true;
  }

  async #done(): Promise<void> {
    if (await this.leave()) this.#options.onDone();
  }

  #show(state: TextState, problem?: string): void {
    setText(this.#state, WORDS[state]);
    this.el.dataset.saved = state;
    const { message } = this.#options;
    if (state === "saved") message.clear();
    if (problem === undefined) return;
    if (state === "conflict")
      message.warn(
        problem,
        { label: "Keep mine", run: () => void this.#saver.save(true) },
        { label: "Take theirs", run: () => this.#try(() => this.#takeTheirs()) },
        { label: "Save mine as a copy", run: () => this.#try(() => this.#saveCopy()) },
      );
    else message.warn(`${problem} What you typed stays here.`);
  }

  async #takeTheirs(): Promise<void> {
    const theirs = await this.#options.files.openText(this.#options.entry.path);
    // As if it had been typed, so that undo brings one's own text back.
    this.#editor.replaceAll(withPlainEnds(theirs.text));
    this.#saver.rebase(theirs);
  }

  /** Writes the text beside the file, under a name that is free; the file itself is still to be decided about. */
  async #saveCopy(): Promise<void> {
    const { files, entry, message } = this.#options;
    const taken = new Set([entry.name]);
    for (;;) {
      const name = freeName(entry.name, (one) => taken.has(one));
      try {
        await files.saveText(joinPath(folderOf(entry.path), name), this.#saver.text, {});
      } catch (error) {
        if (!(error instanceof ServerError) || error.kind !== "conflict") throw error;
        taken.add(name);
        continue;
      }
      await this.#takeTheirs();
      message.say(`Your text is in ${nameOf(name)}. Here is the file as it is now.`);
      return;
    }
  }

  #try(act: () => Promise<unknown>): void {
    void act().catch((error: unknown) => this.#show("conflict", reasonOf(error)));
  }
}
