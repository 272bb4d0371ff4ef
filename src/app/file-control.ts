// What can be done with the notebook's file: saving at once, all else by a part that comes right after the first text.
import type { FileControl } from "../extension.ts";
import type { Notice } from "../model/state.ts";
import { Part } from "../notebook/part.ts";
import type * as Exporting from "./export-notebook.ts";
import type { OpenFile, OpenFileOptions } from "./open-file.ts";

export interface FileControlOptions extends OpenFileOptions {
  readonly onFailure: (error: unknown) => void;
}

/**
 * `start` fetches the part, which then looks for what was typed before and keeps what is typed from now on. It resolves when
 * what was there before is on the page, or cannot be had; it never rejects.
 */
export function makeFileControl(
  options: FileControlOptions,
): FileControl & Pick<OpenFile, "advise" | "mayMend"> & { readonly start: () => Promise<void> } {
  const { store, config } = options;
  let settle: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const part = new Part(
    async () => (await import("./open-file.ts")).openFile(options),
    (error) => {
      settle();
      options.onFailure(error);
    },
  );
  const exporting = new Part<typeof Exporting>(
    () => import("./export-notebook.ts"),
    options.onFailure,
  );
  return {
    start() {
      part.use((file) => void file.begin().finally(settle));
      return started;
    },
    advise: (kind, reason) => part.value?.advise(kind, reason) ?? plainAdvice(reason),
    mayMend: () => part.ask((file) => file.mayMend()),
    // Saving waits for nothing.
    save(how) {
      if (part.value !== undefined) return part.value.save(how);
      const saved = options.saver.save(how);
      if (how?.byHand === true) part.use((file) => void file.keepVersion(saved));
      return saved;
    },
    reload: () => part.ask((file) => file.reload()),
    saveCopy: () => part.ask((file) => file.saveCopy()),
    export: (format, how) =>
      exporting.ask(({ saveNotebookAs, filesOf }) =>
        saveNotebookAs(store.state, filesOf(options), format, how),
      ),
    print: () =>
      exporting.ask(({ printNotebook, filesOf }) => printNotebook(store.state, filesOf(options))),
    openOutputs: (cells) => {
      // At once, while the press is being answered: later the browser would not allow it.
      const place = open("", "_blank");
      if (place === null) return Promise.reject(new Error("the browser allowed no window"));
      return exporting.ask(({ showOutputsIn }) => showOutputsIn(place, store.state, cells));
    },
    showServerFormats: () =>
      exporting.ask(({ showServerFormats }) => showServerFormats(store.state, config)),
    merge: () => part.ask((file) => file.merge()),
    hasDraft: () => part.value?.hasDraft() === true,
    forgetDraft: () => part.ask((file) => file.forgetDraft()),
    showCheckpoints: () => part.ask((file) => file.showCheckpoints()),
    goTo: (place) => part.ask((file) => file.goTo(place)),
  };
}

/** For a save that failed before the part came. */
function plainAdvice(reason: string): Notice {
  return {
    id: "save",
    tone: "alert",
    text: `${reason} Your text is safe in this page.`,
    actions: [{ label: "Try again", command: "notebook.save" }],
  };
}
