// The page of files: a folder's list or one file, what can be done with it, uploads, and the kernels that run. What is shown
// follows from one state; the address follows the folder, and uploads go on while one walks. The room's only entry. DOM.
import type { FileInfo, Files, Folder } from "../execution/files-port.ts";
import type { RunningKernel, Server } from "../execution/ports.ts";
import { confirmDialog } from "../notebook/dialog.ts";
import { FileActions, type NewKind } from "./actions.ts";
import { FileList } from "./file-list.ts";
import { showFile, type FileView } from "./file-view.ts";
import { uploadInto } from "./folder-upload.ts";
import { makeFrame, type Act, type Frame } from "./frame.ts";
import { KernelsView } from "./kernels-view.ts";
import { MessageLine } from "./message.ts";
import { folderOf } from "../execution/paths.ts";
import { FIRST_ORDER, pressColumn, sortFiles, type Order } from "./order.ts";
import { encodeBase64, pickFiles, readDrop } from "./pick.ts";
import { searchFiles, searchWords, type SearchProgress } from "./search.ts";
import { askTaken } from "./taken-dialog.ts";
import { openTextEdit, type TextEdit } from "./text-edit.ts";
import { openTrash } from "./trash-dialog.ts";
import type { Picked } from "./upload-plan.ts";
import { UploadsView } from "./uploads-view.ts";
import { Uploads } from "./uploads.ts";
import { waitFor } from "./wait.ts";
import { reasonOf } from "./words.ts";

export interface FilesPageOptions {
  readonly files: Files;
  readonly server: Pick<Server, "runningKernels" | "stopKernel">;
  /** The file or folder that the page opens with. */
  readonly path: string;
  readonly urls: {
    readonly tree: (path: string) => string;
    readonly notebook: (path: string) => string;
    /** The file itself. */
    readonly raw: (path: string) => string;
    readonly class: string;
    /** The path that an address of this page names; `undefined` for another page's address. */
    readonly pathOf: (address: string) => string | undefined;
  };
  /** Opens a terminal in a window of its own; absent where the server has none. */
  readonly openTerminal?: () => Promise<void>;
  /** Asks whether to log out, and does. */
  readonly logOut: () => Promise<void>;
  readonly renderMarkdown: (el: HTMLElement, source: string, folder: string) => void;
  readonly makeCode: (language: string, source: string) => HTMLElement;
  /** Calls back when a try to reach the server is worth while; gives the way to stop. */
  readonly onWake: (listener: () => void) => () => void;
}

interface State {
  /** The folder that is listed, or the file that is shown. */
  readonly path: string;
  readonly folder: Folder;
  /** The file that is shown instead of a list, with its view. */
  readonly file?: { readonly entry: FileInfo; readonly view: FileView };
  /** The file is being edited. */
  readonly edit?: TextEdit;
  readonly order: Order;
  readonly kernels: readonly RunningKernel[];
  readonly search?: { readonly query: string; readonly progress: SearchProgress };
  readonly chosen: readonly FileInfo[];
}

/** Shows the page. Rejects with `ServerError` when its first file or folder cannot be read. */
export async function openFilesPage(options: FilesPageOptions): Promise<void> {
  await new FilesPage(options).open();
}

class FilesPage {
  readonly #options: FilesPageOptions;
  readonly #message = new MessageLine();
  readonly #list: FileList;
  readonly #kernels: KernelsView;
  readonly #uploads: Uploads;
  readonly #uploadsView: UploadsView;
  readonly #actions: FileActions;
  readonly #frame: Frame;
  #state: State;
  #drawing = false;
  #search = new AbortController();
  #refreshing: Promise<void> | undefined;
  #wantsRefresh = false;

  constructor(options: FilesPageOptions) {
    this.#options = options;
    const { files, urls, path } = options;
    this.#state = {
      path,
      folder: { entries: [], writable: true },
      order: FIRST_ORDER,
      kernels: [],
      chosen: [],
    };
    const href = ({ type, path: one }: FileInfo): string =>
      type === "notebook" ? urls.notebook(one) : urls.tree(one);
    this.#list = new FileList({
      href,
      onOpen: (entry) => {
        if (entry.type === "notebook") return false;
        void this.#go(entry.path, entry);
        return true;
      },
      onOrder: (by) => this.#set({ order: pressColumn(this.#state.order, by) }),
      onChoice: (chosen) => this.#set({ chosen }),
      onKey: (event, at) => this.#onListKey(event, at),
    });
    this.#kernels = new KernelsView({
      href: urls.notebook,
      onStop: (kernel, name) => void this.#stop(kernel, name),
    });
    this.#uploads = new Uploads({
      files,
      encode: encodeBase64,
      onChange: () => this.#draw(),
      onDone: () => void this.#refresh(),
      wait: (most, signal) => waitFor(options.onWake, most, signal),
    });
    this.#uploadsView = new UploadsView({
      cancel: (id) => this.#uploads.cancel(id),
      again: (id, ifTaken) => this.#uploads.again(id, ifTaken),
      clear: () => this.#uploads.clear(),
    });
    this.#actions = new FileActions({
      files,
      message: this.#message,
      refresh: (focus) => this.#refresh(focus),
      rawUrl: urls.raw,
    });
    this.#frame = makeFrame({
      parts: {
        message: this.#message.el,
        uploads: this.#uploadsView.el,
        list: this.#list.el,
        kernels: this.#kernels.el,
      },
      urls,
      ...(options.openTerminal !== undefined && {
        openTerminal: () => this.#try(options.openTerminal),
      }),
      onFolder: (folder) => void this.#go(folder),
      onSearch: (query) => this.#find(query),
      onNew: (kind) => this.#try(() => this.#make(kind)),
      onUpload: (what) => this.#try(async () => this.#take(await pickFiles(what))),
      onLogOut: () => this.#try(options.logOut),
      onEdit: () => this.#try(() => this.#edit()),
      onTrash: () => this.#try(() => openTrash(files, () => void this.#refresh())),
      onAct: (act) => this.#act(act, this.#state.chosen),
      onDrop: (data) => this.#try(async () => this.#take(await readDrop(data))),
      canDrop: () => this.#state.file === undefined && this.#state.folder.writable,
    });
  }

  async open(): Promise<void> {
    const { path, urls } = this.#options;
    const entry = path === "" ? undefined : await this.#options.files.look(path);
    if (entry?.type === "notebook") {
      location.replace(urls.notebook(path));
      return;
    }
    this.#set(await this.#read(path, entry));
    this.#drawNow();
    document.body.replaceChildren(this.#frame.main);
    this.#frame.main.dataset.ready = "true";
    addEventListener("popstate", () => {
      const there = urls.pathOf(location.href);
      if (there !== undefined && there !== this.#state.path) void this.#back(there);
    });
    addEventListener("beforeunload", (event) => {
      if (this.#uploads.isBusy || this.#state.edit?.isSaved === false) event.preventDefault();
    });
    document.addEventListener("keydown", (event) => this.#onKey(event));
    // What others did meanwhile; nothing is asked while nobody looks.
    this.#options.onWake(() => void this.#refresh());
    await this.#loadKernels();
  }

  #set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    this.#draw();
  }

  /** Draws with the next frame what has changed until then. */
  #draw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      if (this.#drawing) this.#drawNow();
    });
  }

  #drawn: Pick<State, "folder" | "order" | "kernels" | "search"> | undefined;

  #drawNow(): void {
    this.#drawing = false;
    const { path, folder, file, edit, order, kernels, search, chosen } = this.#state;
    this.#uploadsView.show(this.#uploads.all);
    const drawn = this.#drawn;
    const isNew = drawn?.folder !== folder || drawn.order !== order || drawn.search !== search;
    if (isNew || drawn.kernels !== kernels) {
      this.#drawn = { folder, order, kernels, ...(search !== undefined && { search }) };
      this.#kernels.show(kernels);
      this.#list.show({
        entries: sortFiles(search?.progress.found ?? folder.entries, order),
        order,
        running: new Set(kernels.flatMap(({ paths }) => paths)),
        folder: path,
      });
    }
    this.#frame.show({
      path,
      writable: folder.writable,
      isEmpty: folder.entries.length === 0,
      chosen,
      ...(file !== undefined && {
        file: edit === undefined ? file.view.parts : [edit.el],
        canEdit: edit === undefined && file.view.canEdit,
      }),
      ...(search !== undefined && { search: searchWords(search.progress) }),
    });
  }

  /** Goes to a folder or file as a link would, without losing what this page does. */
  async #go(path: string, entry?: FileInfo): Promise<void> {
    const from = this.#state.path;
    if (!(await this.#show(path, entry))) return;
    history.pushState(null, "", this.#options.urls.tree(path));
    this.#drawNow();
    // Up a folder: on the one that one came from.
    if (!this.#list.focus(from) || this.#state.file !== undefined) this.#frame.title.focus();
  }

  /** Follows the browser's own way back; the address stays where the reader stays. */
  async #back(path: string): Promise<void> {
    if (await this.#show(path)) return;
    history.pushState(null, "", this.#options.urls.tree(this.#state.path));
  }

  /** Gives whether it could be shown. */
  async #show(path: string, entry?: FileInfo): Promise<boolean> {
    if ((await this.#state.edit?.leave()) === false) return false;
    const { edit: _, ...left } = this.#state;
    this.#state = left;
    try {
      const known = entry ?? (path === "" ? undefined : await this.#options.files.look(path));
      const read = await this.#read(path, known);
      this.#search.abort();
      this.#frame.clearSearch();
      this.#message.clear();
      const { order, kernels } = this.#state;
      this.#state = { order, kernels, chosen: [], ...read };
      this.#list.clearChoice();
      this.#draw();
      return true;
    } catch (error) {
      this.#message.warn(reasonOf(error), {
        label: "Try again",
        run: () => void this.#go(path, entry),
      });
      return false;
    }
  }

  async #read(path: string, entry?: FileInfo): Promise<Pick<State, "path" | "folder" | "file">> {
    const { files, urls, renderMarkdown, makeCode } = this.#options;
    if (entry === undefined || entry.type === "directory")
      return { path, folder: await files.list(path) };
    const raw = urls.raw(path);
    const view = await showFile(entry, { files, rawUrl: raw, renderMarkdown, makeCode });
    return { path, folder: { entries: [], writable: false }, file: { entry, view } };
  }

  /** Opens the file that is shown in an editor. */
  async #edit(): Promise<void> {
    const { file } = this.#state;
    if (file === undefined) return;
    const edit = await openTextEdit({
      files: this.#options.files,
      entry: file.entry,
      message: this.#message,
      wait: (most, signal) => waitFor(this.#options.onWake, most, signal),
      onDone: () => this.#try(() => this.#afterEdit(file.entry.path)),
    });
    if (this.#state.file !== file) return;
    this.#set({ edit });
    this.#drawNow();
    edit.focus();
  }

  async #afterEdit(path: string): Promise<void> {
    await this.#show(path);
    this.#drawNow();
    this.#frame.title.focus();
  }

  /** Lists the folder anew; one call at a time, and another after it when it was wanted meanwhile. */
  async #refresh(focus?: string): Promise<void> {
    if (this.#state.file !== undefined) return;
    this.#wantsRefresh = true;
    this.#refreshing ??= this.#refreshAll().finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing;
    if (focus === undefined) return;
    this.#drawNow();
    this.#list.focus(focus);
  }

  async #refreshAll(): Promise<void> {
    while (this.#wantsRefresh) {
      this.#wantsRefresh = false;
      const { path } = this.#state;
      try {
        const folder = await this.#options.files.list(path);
        if (this.#state.path === path) this.#set({ folder });
      } catch (error) {
        this.#message.warn(reasonOf(error), {
          label: "Try again",
          run: () => void this.#refresh(),
        });
      }
      await this.#loadKernels();
    }
  }

  async #loadKernels(): Promise<void> {
    try {
      this.#set({ kernels: await this.#options.server.runningKernels() });
    } catch {
      // What is known of them stays; the next look tries again.
    }
  }

  #find(query: string): void {
    this.#search.abort();
    const { signal } = (this.#search = new AbortController());
    if (query.trim() === "") {
      const { search: _, ...rest } = this.#state;
      this.#state = rest;
      this.#draw();
      return;
    }
    const onProgress = (progress: SearchProgress): void =>
      this.#set({ search: { query, progress } });
    void searchFiles(this.#options.files, { folder: this.#state.path, query, onProgress, signal });
  }

  async #make(kind: NewKind): Promise<void> {
    const path = await this.#actions.make(kind, this.#state.path);
    if (path !== undefined && kind === "notebook")
      location.assign(this.#options.urls.notebook(path));
  }

  async #take(picked: Picked): Promise<void> {
    const left = await uploadInto(this.#state.path, picked, {
      files: this.#options.files,
      uploads: this.#uploads,
      askTaken,
    });
    if (picked.folders.length > 0) await this.#refresh();
    if (left.length > 0) {
      const rest = left.length > 3 ? ` And ${left.length - 3} more.` : "";
      this.#message.warn(left.slice(0, 3).join(" ") + rest);
    }
  }

  #act(act: Act, on: readonly FileInfo[]): void {
    const [first] = on;
    if (first === undefined) return;
    switch (act) {
      case "rename":
        this.#try(() => this.#actions.rename(first));
        break;
      case "duplicate":
        this.#try(() => this.#actions.duplicate(on));
        break;
      case "move":
        this.#try(() => this.#actions.move(on, folderOf(first.path)));
        break;
      case "download":
        this.#actions.download(on.filter(({ type }) => type !== "directory"));
        break;
      case "delete": {
        const next = this.#list.neighbour(new Set(on.map(({ path }) => path)));
        this.#try(() => this.#actions.delete(on, next));
        break;
      }
    }
  }

  async #stop({ id }: RunningKernel, name: string): Promise<void> {
    const question = `Stop the kernel of ${name}? What its variables hold is lost; the file stays.`;
    if (!(await confirmDialog(question, "Stop"))) return;
    try {
      await this.#options.server.stopKernel(id);
      this.#message.say(`The kernel of ${name} was stopped.`);
    } catch (error) {
      this.#message.warn(reasonOf(error));
    }
    await this.#loadKernels();
    this.#drawNow();
    this.#kernels.focus();
  }

  #onListKey(event: KeyboardEvent, at: FileInfo | undefined): void {
    const { chosen, path } = this.#state;
    const on = chosen.length > 0 ? chosen : at === undefined ? [] : [at];
    if (event.key === "F2" && at !== undefined) this.#act("rename", [at]);
    else if (event.key === "Delete") this.#act("delete", on);
    else if (event.key === "Backspace" && path !== "") void this.#go(folderOf(path));
    else return;
    event.preventDefault();
  }

  /** Keys that mean the same everywhere on the page but where one types. */
  #onKey(event: KeyboardEvent): void {
    const { target } = event;
    if (
      !(target instanceof Element) ||
      target.closest("input:not([type=checkbox]), dialog, [contenteditable=true]") !== null
    )
      return;
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey);
    if (isUndo && !event.shiftKey) this.#try(() => this.#actions.undoDelete());
    else if (event.key === "/" && this.#state.file === undefined) this.#frame.focusSearch();
    else return;
    event.preventDefault();
  }

  /** Does something that may fail; then says why. */
  #try(act: (() => Promise<unknown>) | undefined): void {
    void act?.().catch((error: unknown) => this.#message.warn(reasonOf(error)));
  }
}
