// What can be done with the notebook's file besides saving it: copies, merging, earlier versions, and what was typed before
// a crash or a reload. A lazy chunk, fetched right after the first text.
import {
  changesSince,
  DraftKeeper,
  forgetOldDrafts,
  restoreDraft,
  type Draft,
} from "../execution/drafts.ts";
import { folderOf } from "../execution/paths.ts";
import { ServerError, type Contents } from "../execution/ports.ts";
import { saveAdvice } from "../execution/save-advice.ts";
import type { Saver } from "../execution/saver.ts";
import type { FileControl } from "../extension.ts";
import { connectCheckpoints } from "../jupyter/checkpoints.ts";
import { connectFiles } from "../jupyter/files.ts";
import { isTyped, mergeMetadata } from "../model/merge.ts";
import { openNotebook, toNotebook } from "../model/open.ts";
import { replaceNotebook } from "../model/replace.ts";
import type { Notice } from "../model/state.ts";
import type { Store } from "../model/store.ts";
import { parseNotebookText } from "../nbformat/parse.ts";
import type { Cell } from "../nbformat/types.ts";
import { confirmDialog } from "../notebook/dialog.ts";
import { openCheckpoints } from "../notebook/checkpoints-dialog.ts";
import { openMerge } from "../notebook/merge-dialog.ts";
import { askName } from "../notebook/name-dialog.ts";
import { openDraftStore } from "./draft-store.ts";
import { keepOriginal } from "./keep-original.ts";
import { parseOpened, type HowItOpened } from "./opened-file.ts";
import { sayHowItOpened } from "./say-opened.ts";
import { pageUrl, readXsrf, type PageConfig } from "./page-config.ts";

export interface OpenFileOptions {
  readonly config: PageConfig;
  readonly store: Store;
  readonly saver: Saver;
  readonly contents: Contents;
  /** What was changed when the file was opened. */
  readonly how: HowItOpened;
  /** Ends what the page does, before it is loaded again. */
  readonly leave: () => void;
}

export interface OpenFile extends Omit<
  FileControl,
  "export" | "print" | "openOutputs" | "showServerFormats"
> {
  readonly advise: typeof saveAdvice;
  /** Says what is to be said of the file, looks for what was typed before and not saved, and keeps what is typed from now on. */
  begin(): Promise<void>;
  /** Keeps what was saved by hand as an earlier version, once it is saved. */
  keepVersion(saved: Promise<void>): Promise<void>;
  /** Asks whether a file may be written over that is shown in another form than it has, and keeps it as it is beside. */
  mayMend(): Promise<boolean>;
}

export function openFile(options: OpenFileOptions): OpenFile {
  const { config, store, saver, contents, leave } = options;
  const checkpoints = connectCheckpoints({ ...config, readXsrf });
  const files = connectFiles({ ...config, readXsrf }, contents);
  const { id, drafts } = openDraftStore(config.baseUrl);
  const keeper = new DraftKeeper({ store, saver, drafts, id });
  /** What was typed before and does not fit without a question. */
  let waiting: Draft | undefined;
  /** Settles when the version of the last save by hand is kept. */
  let kept = Promise.resolve();

  const tell = (notice: Notice): void => store.dispatch({ type: "notice", notice });
  const take = (cells: readonly Cell[], label: string): void => {
    for (const change of replaceNotebook(store.state, cells, store.state.frame.metadata, { label }))
      store.dispatch(change);
  };
  const dropWaiting = async (): Promise<void> => {
    const dropped = waiting;
    waiting = undefined;
    store.dispatch({ type: "dismiss", id: "draft" });
    // What it held is in this page's own draft first.
    await keeper.flush();
    if (dropped !== undefined) await drafts.drop(dropped.id).catch(() => undefined);
  };

  async function begin(): Promise<void> {
    sayHowItOpened(store, store.state.writable, options.how);
    const found = await drafts.abandoned(store.state.path).catch(() => []);
    const [draft] = found;
    if (draft !== undefined) {
      waiting = draft;
      if (restoreDraft(store, draft, saver.saved.version)) {
        await dropWaiting();
        if (isTyped(draft.patch)) tell(broughtBack(draft.at));
      } else {
        tell(askAboutDraft(draft.at));
      }
    }
    keeper.watch();
    addEventListener("pagehide", () => void keeper.flush());
    await keeper.flush();
    // Nobody waits for that: it asks the server for each.
    void forgetOldDrafts(drafts, isGone, Date.now());
  }

  async function isGone(path: string): Promise<boolean> {
    return files.look(path).then(
      () => false,
      (error: unknown) => error instanceof ServerError && error.kind === "missing",
    );
  }

  async function mergeWithFile(): Promise<void> {
    const opened = await contents.open(store.state.path);
    // As a page that opens it has it, without the server's marks of trust.
    const notebook = toNotebook(
      openNotebook(parseOpened(opened).notebook, { path: store.state.path }),
    );
    const patch = changesSince(saver.saved, store);
    const cells = await openMerge({
      patch,
      theirs: notebook.cells,
      names: { mine: "Yours", theirs: "Theirs" },
      title: "Your version and theirs",
      action: "Merge and save",
    });
    if (cells === undefined) return;
    saver.rebase(opened.version, notebook);
    const metadata = mergeMetadata(patch, notebook.metadata);
    for (const change of replaceNotebook(store.state, cells, metadata)) store.dispatch(change);
    await saver.save();
  }

  async function mergeWithDraft({ patch }: Draft): Promise<void> {
    const cells = await openMerge({
      patch,
      theirs: store.state.cells.map(({ cell }) => cell),
      names: { mine: "What you typed", theirs: "On this page" },
      title: "What you typed before, and this page",
      action: "Merge",
    });
    if (cells === undefined) return;
    take(cells, "Merge");
    await dropWaiting();
  }

  return {
    begin,
    mayMend,
    advise: saveAdvice,
    async save({ overwrite = false, byHand = false } = {}) {
      if (overwrite && !(await keepTheirs())) return;
      const saved = saver.save({ overwrite, byHand });
      await (byHand ? keepVersion(saved) : saved);
    },
    keepVersion,
    async reload() {
      // What conflicts with the file is offered again beside it; what was merely not saved yet was given up in the question before.
      const isConflict = store.state.save.failure?.kind === "conflict";
      if (isConflict) await keeper.flush();
      else await drafts.drop(id).catch(() => undefined);
      leave();
      location.reload();
    },
    merge: () => (waiting === undefined ? mergeWithFile() : mergeWithDraft(waiting)),
    hasDraft: () => waiting !== undefined,
    forgetDraft: dropWaiting,
    async saveCopy() {
      await askForCopy(copyName(store.state.path));
    },
    async showCheckpoints() {
      const { path } = store.state;
      await kept;
      const list = await checkpoints.list(path);
      openCheckpoints({
        checkpoints: list,
        now: () => store.state.cells.map(({ cell }) => cell),
        open: async (version) =>
          parseNotebookText(await checkpoints.read(path, version)).notebook.cells,
        restore: (cells) => take(cells, "Bring an earlier version back"),
        keep: () => checkpoints.keep(path),
      });
    },
    goTo(place) {
      const start = place === "start" ? config.hubStartUrl : "";
      // Any page of ours leads to the login where one is needed, and back.
      open(start === "" ? pageUrl(config, "tree", folderOf(store.state.path)) : start, "_blank");
    },
  };

  function keepVersion(saved: Promise<void>): Promise<void> {
    kept = saved.then(async () => {
      if (store.state.save.failure === undefined)
        await checkpoints.keep(store.state.path).catch(() => undefined);
    });
    return kept;
  }

  async function mayMend(): Promise<boolean> {
    const { convertedFrom } = options.how;
    const isOld = convertedFrom !== undefined;
    const question = isOld
      ? `The file has the old format ${convertedFrom}. Save it in today's format? The file as it is stays beside it as a copy.`
      : "The file is damaged. Save the mended notebook over it? The file as it is stays beside it as a copy.";
    if (!(await confirmDialog(question, isOld ? "Save it" : "Save over it"))) return false;
    try {
      const mark = isOld ? ` (format ${convertedFrom})` : " (damaged)";
      const copy = await keepOriginal(files, store.state.path, mark);
      tell({ id: "original", tone: "status", text: `The file as it was is kept as ${copy}.` });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const words = `The file as it is could not be kept: ${reason} Save over it without a copy?`;
      if (!(await confirmDialog(words, "Save without a copy"))) return false;
    }
    for (const done of ["repairs", "converted"]) store.dispatch({ type: "dismiss", id: done });
    return true;
  }

  /** Keeps what is to be written over, so that it can be brought back. Gives whether the reader goes on. */
  async function keepTheirs(): Promise<boolean> {
    try {
      await checkpoints.keep(store.state.path);
      return true;
    } catch (error) {
      // Where there is no file any more nothing is written over.
      if (error instanceof ServerError && error.kind === "missing") return true;
      const reason = error instanceof Error ? error.message : String(error);
      return confirmDialog(
        `${reason} If you save over the other version now, it cannot be brought back.`,
        "Save over it",
      );
    }
  }

  async function askForCopy(value: string, problem?: string): Promise<void> {
    const name = await askName({
      title: "Save a copy",
      label: "Name, with its folders",
      action: "Save a copy",
      value,
      ...(problem !== undefined && { problem }),
    });
    if (name !== undefined) await writeCopy(name);
  }

  async function writeCopy(name: string): Promise<void> {
    const path = name.endsWith(".ipynb") ? name : `${name}.ipynb`;
    try {
      await contents.save(path, toNotebook(store.state), {});
      tell({ id: "copy", tone: "status", text: `A copy was saved as ${path}.` });
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      const taken = error.kind === "conflict";
      await askForCopy(path, taken ? "There is a file with this name already." : error.message);
    }
  }
}

function broughtBack(at: number): Notice {
  return {
    id: "draft",
    tone: "status",
    text: `What you typed here until ${timeWords(at)} and had not saved was brought back.`,
    actions: [{ label: "Load the saved version instead", command: "notebook.reload" }],
  };
}

function askAboutDraft(at: number): Notice {
  return {
    id: "draft",
    tone: "alert",
    text: `You typed text here until ${timeWords(at)} that was not saved, and the file has changed since. Both are kept until you decide.`,
    actions: [
      { label: "Compare and merge", command: "notebook.merge" },
      { label: "Forget it", command: "notebook.forget-draft" },
    ],
  };
}

function timeWords(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

function copyName(path: string): string {
  return path.replace(/(\.ipynb)?$/, " copy.ipynb");
}
