// What can be done with files, with the questions that belong to it and the words that say what came of it. DOM for the dialogs alone.
import type { Deleted, FileInfo, Files } from "../execution/files-port.ts";
import { ServerError } from "../execution/ports.ts";
import { confirmDialog } from "../notebook/dialog.ts";
import { askName } from "../notebook/name-dialog.ts";
import { askFolder } from "./folder-dialog.ts";
import type { MessageLine } from "./message.ts";
import { folderOf, joinPath, nameOf } from "../execution/paths.ts";
import { nameProblem } from "./names.ts";
import { plural, reasonOf } from "./words.ts";

export interface FileActionsOptions {
  readonly files: Files;
  readonly message: MessageLine;
  /** The files have changed: lists them anew, and puts the keyboard on one of them. */
  readonly refresh: (focus?: string) => Promise<void>;
  readonly rawUrl: (path: string) => string;
}

export type NewKind = "notebook" | "file" | "folder";

const NEW: Readonly<Record<NewKind, { readonly title: string; readonly value: string }>> = {
  notebook: { title: "New notebook", value: "Untitled.ipynb" },
  file: { title: "New file", value: "Untitled.txt" },
  folder: { title: "New folder", value: "Untitled folder" },
};

export class FileActions {
  readonly #options: FileActionsOptions;
  /** What the last delete took, for the key that undoes it. */
  #deleted: readonly Deleted[] = [];

  constructor(options: FileActionsOptions) {
    this.#options = options;
  }

  /** Makes something new in a folder. Gives its path; `undefined` when nothing was made. */
  async make(kind: NewKind, folder: string): Promise<string | undefined> {
    const { files, refresh } = this.#options;
    const { title, value } = NEW[kind];
    const path = await this.#ask(title, "Make", value, async (name) => {
      const full = kind === "notebook" && !name.endsWith(".ipynb") ? `${name}.ipynb` : name;
      const problem = nameProblem(full);
      if (problem !== undefined) return { problem };
      const made = joinPath(folder, full);
      if (kind === "notebook") await files.makeNotebook(made);
      else if (kind === "file") await files.makeFile(made);
      else await files.makeFolder(made);
      return { path: made };
    });
    if (path !== undefined) await refresh(path);
    return path;
  }

  async rename({ path, name: old }: FileInfo): Promise<void> {
    const { files, refresh } = this.#options;
    const now = await this.#ask("Rename", "Rename", old, async (name) => {
      const to = joinPath(folderOf(path), name);
      if (to === path) return { path };
      const problem = nameProblem(name);
      if (problem !== undefined) return { problem };
      await files.move(path, to);
      return { path: to };
    });
    if (now !== undefined) await refresh(now);
  }

  async duplicate(entries: readonly FileInfo[]): Promise<void> {
    const { files, message } = this.#options;
    let made: string | undefined;
    await this.#each(entries, async ({ path }) => {
      made = await files.copy(path, folderOf(path));
    });
    if (made !== undefined && entries.length === 1) message.say(`Copied as ${nameOf(made)}.`);
    await this.#options.refresh(made);
  }

  async move(entries: readonly FileInfo[], here: string): Promise<void> {
    const { files, message, refresh } = this.#options;
    const what = wordsFor(entries);
    const to = await askFolder({
      files,
      title: `Move ${what}`,
      start: here,
      here,
      closed: new Set(entries.map(({ path }) => path)),
    });
    if (to === undefined) return;
    const moved = await this.#each(entries, ({ path, name }) =>
      files.move(path, joinPath(to, name)),
    );
    if (moved.length > 0) {
      const back = async (): Promise<void> => {
        await this.#each(moved, ({ path, name }) => files.move(joinPath(to, name), path));
        await refresh();
      };
      const undo = { label: "Undo", run: () => void back() };
      if (moved.length === entries.length)
        message.say(`Moved ${what} to ${to === "" ? "Home" : to}.`, undo);
    }
    await refresh();
  }

  /** Deletes with a way back; asks first where the server has none. `next` gets the keyboard. */
  async delete(entries: readonly FileInfo[], next?: string): Promise<void> {
    const { files, message, refresh } = this.#options;
    const deleted: Deleted[] = [];
    let mayLose: boolean | undefined;
    const gone = await this.#each(entries, async ({ path }) => {
      const thrown = mayLose === undefined ? await files.trash(path) : undefined;
      if (thrown !== undefined) {
        deleted.push(thrown);
        return;
      }
      mayLose ??= await confirmDialog(
        `This server keeps nothing that is deleted here. Delete ${wordsFor(entries)}?`,
        "Delete",
      );
      if (!mayLose) throw new LeftError();
      await files.remove(path);
    });
    this.#deleted = deleted;
    await refresh(next);
    if (gone.length !== entries.length || gone.length === 0) return;
    const undo = { label: "Undo", run: () => void this.undoDelete() };
    message.say(`Deleted ${wordsFor(entries)}.`, ...(deleted.length > 0 ? [undo] : []));
  }

  /** Brings back what the last delete took. */
  async undoDelete(): Promise<void> {
    const { files, message, refresh } = this.#options;
    const back = this.#deleted;
    if (back.length === 0) return;
    this.#deleted = [];
    try {
      for (const { id } of back) await files.putBack(id);
      message.say(`Brought back ${plural(back.length, "item")}.`);
    } catch (error) {
      message.warn(`${reasonOf(error)} It is kept under “Deleted files”.`);
    }
    await refresh(back[0]?.path);
  }

  download(entries: readonly FileInfo[]): void {
    const { rawUrl } = this.#options;
    for (const { path, name } of entries) {
      const link = document.createElement("a");
      link.href = `${rawUrl(path)}?download=1`;
      link.download = name;
      link.click();
    }
  }

  /** Does something with each; what fails is said, with its reason, and the rest is done. Gives those that it was done with. */
  async #each(
    entries: readonly FileInfo[],
    act: (entry: FileInfo) => Promise<void>,
  ): Promise<readonly FileInfo[]> {
    const done: FileInfo[] = [];
    const reasons = new Set<string>();
    for (const entry of entries) {
      try {
        await act(entry);
        done.push(entry);
      } catch (error) {
        if (error instanceof LeftError) break;
        reasons.add(reasonOf(error));
        if (!(error instanceof ServerError)) break;
      }
    }
    if (reasons.size > 0) {
      const rest = entries.length > 1 ? ` ${done.length} of ${entries.length} are done.` : "";
      this.#options.message.warn([...reasons].slice(0, 3).join(" ") + rest);
    }
    return done;
  }

  /** Asks for a name until it can be had or the reader leaves; what is wrong is said beside the name. */
  async #ask(
    title: string,
    action: string,
    first: string,
    take: (name: string) => Promise<{ readonly path: string } | { readonly problem: string }>,
  ): Promise<string | undefined> {
    let value = first;
    let problem: string | undefined;
    for (;;) {
      const name = await askName({
        title,
        label: "Name",
        action,
        value,
        ...(problem !== undefined && { problem }),
      });
      if (name === undefined) return undefined;
      value = name;
      try {
        const taken = await take(name);
        if ("path" in taken) return taken.path;
        problem = taken.problem;
      } catch (error) {
        problem = reasonOf(error);
      }
    }
  }
}

/** The reader said no. */
class LeftError extends Error {}

/** One thing by its name, more by their number. */
export function wordsFor(entries: readonly FileInfo[]): string {
  const [one] = entries;
  return entries.length === 1 && one !== undefined
    ? `“${one.name}”`
    : plural(entries.length, "item");
}
