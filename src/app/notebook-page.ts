// The notebook page put together: file → state → widgets, commands → changes, kernel → changes.
import { preloadEditor } from "../cells/text-editor.ts";
import { installModules } from "../execution/python-modules.ts";
import { BackgroundTasks } from "../execution/background-tasks.ts";
import { KernelHelp } from "../execution/kernel-help.ts";
import { Saver, startAutosave } from "../execution/saver.ts";
import { SessionControl } from "../execution/session-control.ts";
import type { OpenedFile, Server } from "../execution/ports.ts";
import type { CellHost, Command, CommandContext } from "../extension.ts";
import { hiddenCells, revealCell } from "../model/folding.ts";
import { moveSelectedTo } from "../model/edits.ts";
import { openNotebook } from "../model/open.ts";
import { hasUnsavedChanges, indexOfCell } from "../model/select.ts";
import type { CellId, Mode } from "../model/state.ts";
import { createStore, type Store } from "../model/store.ts";
import { parseNotebook, parseNotebookText, type ParsedNotebook } from "../nbformat/parse.ts";
import { CellClipboard } from "../notebook/clipboard.ts";
import { chooseKernel } from "../notebook/kernel-dialog.ts";
import { confirmDialog } from "../notebook/dialog.ts";
import { Inspector } from "../notebook/inspector.ts";
import { NotebookPanel } from "../notebook/panel.ts";
import { TaskPanel } from "../notebook/tasks.ts";
import { cellWords } from "../notebook/words.ts";
import { titleOf } from "../notebook/top-bar.ts";
import { outlineOf, renderMarkdown } from "../outputs/markdown.ts";
import { makeOutputRenderer } from "../outputs/registry.ts";
import { assemble } from "./assemble.ts";
import { makeCodeHelp } from "./code-help.ts";
import { Dialogs } from "./dialogs.ts";
import { extensions } from "./extensions.ts";
import { listenToKeys } from "./keyboard.ts";
import { encodePath, folderOf, pageUrl, type PageConfig } from "./page-config.ts";
import type { SessionMemory } from "./session-memory.ts";

/**
 * Opens the notebook of the page's address and shows it.
 * @throws ServerError or NotebookFormatError when there is nothing to show.
 */
export async function openNotebookPage(
  config: PageConfig,
  server: Server,
  memory: SessionMemory,
): Promise<void> {
  const opened = await server.contents.open(config.path);
  const { notebook, repairs } = parseOpened(opened);
  const store = createStore(
    openNotebook(notebook, { path: config.path, writable: opened.writable }),
  );
  const { renderers, commands, kindOf } = assemble(extensions);
  const lifetime = new AbortController();
  const session = new SessionControl({
    store,
    server: () => Promise.resolve(server),
    now: Date.now,
    // Fetched when a kernel is there, not before the text.
    setup: async () => installModules((await import("../python/modules.ts")).PYTHON_MODULES),
    memory,
  });
  memory.watch(store, lifetime.signal);
  const saver = new Saver({
    store,
    contents: () => Promise.resolve(server.contents),
    version: opened.version,
  });

  const focusCell = (id: CellId, mode: Mode, at?: number): void => {
    store.dispatch({ type: "select", selection: { active: id, mode } });
    panel.focusCell(id, mode, at);
  };
  const clipboard = new CellClipboard(`lessonbook:clipboard:${config.baseUrl}`);
  const context = (): CommandContext => ({
    get state() {
      return store.state;
    },
    dispatch: store.dispatch,
    cursor: () => panel.cursor(store.state.selection.active),
    dialogs,
    runs: session.queue,
    kernel: session,
    file: {
      save: (options) => saver.save(options),
      reload: () => {
        // What was not saved was given up in the question before.
        lifetime.abort();
        location.reload();
        return Promise.resolve();
      },
    },
    focusCell,
    clipboard,
    announce: (text) => panel.announce(text),
    search: panel.search,
    help: {
      toggleInspector: () => inspector.toggle(panel.node),
      isConcurrent: session.aside.isThere,
      toggleTasks: () => taskPanel.toggle(panel.node),
      cancelTasks: (which) => taskPanel.cancel(which),
      runBeside: (ids) => session.beside.run(ids),
    },
    moveCells: () => panel.moveCells(),
    toggleLineNumbers: () => panel.toggleLineNumbers(),
    toggleSideBySide: () => panel.toggleSideBySide(),
    toggleOutline: () => panel.toggleOutline(),
    chooseKernel: (choices) => chooseKernel(choices, store.state.path),
    confirm: confirmDialog,
  });
  const run = (command: Command): boolean => {
    if (command.enabled?.(context()) === false) return false;
    void Promise.resolve(command.run(context())).catch((error: unknown) =>
      tellFailure(store, error),
    );
    return true;
  };
  const dialogs: Dialogs = new Dialogs({
    baseUrl: config.baseUrl,
    commands,
    isEnabled: (command) => command.enabled?.(context()) !== false,
    run: (command) => void run(command),
    onKeys: (bound) => setKeys(bound),
    tell: (text) =>
      store.dispatch({ type: "notice", notice: { id: "settings", tone: "status", text } }),
    announce: (text) => panel.announce(text),
    signal: lifetime.signal,
  });
  const runById = (id: string): void => {
    const command = commands.find((candidate) => candidate.id === id);
    if (command === undefined) throw new Error(`there is no command ${id}`);
    run(command);
  };

  const runOnCell = (id: string, cell: CellId | undefined): void => {
    if (cell !== undefined) store.dispatch({ type: "select", selection: { active: cell } });
    runById(id);
  };

  const renderOutputs = makeOutputRenderer(renderers);
  const help = makeCodeHelp({
    help: new KernelHelp({ kernel: () => session.kernel() }),
    renderOutputs,
    announce: (text) => panel.announce(text),
    follow: (place) => inspector.follow(place),
  });
  const inspector = new Inspector(help);
  const tasks = new BackgroundTasks({ store, aside: session.aside });
  const taskPanel = new TaskPanel({
    list: () => tasks.list(),
    cancel: (ids) => tasks.cancel(ids),
    cellWords: (id) => cellWords(store.state, id),
    announce: (text) => panel.announce(text),
  });
  const host: CellHost = {
    help,
    state: () => store.state,
    dispatch: store.dispatch,
    command: runOnCell,
    renderMarkdown: (el, source, options) =>
      renderMarkdown(el, source, { ...options, files: picturesBeside(config) }),
    renderOutputs,
    evaluate: (code) => session.evaluate(code),
    answerInput: (id, text) => session.queue.answer(id, text),
    announce: (text) => panel.announce(text),
  };
  const panel: NotebookPanel = new NotebookPanel({
    kindOf: ({ cell }) => kindOf(cell),
    host,
    commands,
    keyWords: (command) => dialogs.keyWords(command),
    headingsOf: outlineOf,
    filesUrl: pageUrl(config, "tree", folderOf(config.path)),
    onSelect: (id, mode, extend) => {
      const selection = extend
        ? { active: id, anchor: store.state.selection.anchor, mode }
        : { active: id, mode };
      store.dispatch({ type: "select", selection });
    },
    onDrop: (gap) => {
      const edit = moveSelectedTo(store.state, gap);
      if (edit === undefined) return;
      store.dispatch(edit);
      panel.focusCell(edit.selection.active, "command");
      panel.announce(`Moved to place ${indexOfCell(store.state, edit.selection.active) + 1}`);
    },
    onEdit: (id) => runOnCell("cell.edit", id),
    onDismiss: (id) => store.dispatch({ type: "dismiss", id }),
    onCommand: runOnCell,
  });

  store.subscribe((next, previous) => {
    // The active cell is never folded away, whatever made it active.
    if (hiddenCells(next.cells).has(next.selection.active))
      for (const change of revealCell(next, next.selection.active)) store.dispatch(change);
    panel.render(next);
    announceRuns(panel, next.cells, previous.cells);
  });
  sayHowItOpened(store, opened, repairs);
  panel.renderNow(store.state);
  panel.attachTo(document.body);
  document.title = `${titleOf(store.state)} – Lessonbook`;
  const setKeys = listenToKeys(document, { commands, run }, lifetime.signal);
  setKeys(dialogs.commands);
  clipboard.listen(
    document,
    { onCopy: (act) => runById(`cell.${act}`), onPaste: () => runById("cell.paste") },
    lifetime.signal,
  );
  startAutosave(store, saver);
  addEventListener(
    "beforeunload",
    (event) => {
      if (hasUnsavedChanges(store.state)) event.preventDefault();
    },
    { signal: lifetime.signal },
  );
  addEventListener("error", (event) => tellFailure(store, event.error), {
    signal: lifetime.signal,
  });
  addEventListener("unhandledrejection", (event) => tellFailure(store, event.reason), {
    signal: lifetime.signal,
  });
  panel.ready();
  // The page can be read and edited by now; a failure is said in a notice by the session itself.
  void session
    .open()
    .catch(() => undefined)
    .finally(preloadEditor);
}

/** Where the server gives out files: pictures in Markdown may come from there, the notebook's own folder first. */
function picturesBeside(config: PageConfig): { readonly root: string; readonly folder: string } {
  const root = `${config.baseUrl}files/`;
  const folder = folderOf(config.path);
  return { root, folder: folder === "" ? root : `${root}${encodePath(folder)}/` };
}

function parseOpened({ content }: OpenedFile): ParsedNotebook {
  return "text" in content ? parseNotebookText(content.text) : parseNotebook(content.json);
}

function sayHowItOpened(store: Store, opened: OpenedFile, repairs: readonly string[]): void {
  if (!opened.writable) {
    store.dispatch({
      type: "notice",
      notice: {
        id: "read-only",
        tone: "status",
        text: "This file is read-only: cells run and text can be changed, but nothing can be saved here.",
      },
    });
  }
  if (repairs.length > 0) {
    store.dispatch({
      type: "notice",
      notice: {
        id: "repairs",
        tone: "status",
        text: `The file was damaged and has been mended: ${repairs.join(" ")}`,
      },
    });
  }
}

type Entries = Store["state"]["cells"];

/** Tells a screen reader when a run is over; only the last of several in one go is said. */
function announceRuns(panel: NotebookPanel, next: Entries, previous: Entries): void {
  if (next === previous) return;
  const before = new Map(previous.map((entry) => [entry.cell.id, entry.run.state]));
  for (const { cell, run } of next) {
    if (before.get(cell.id) !== "running" || run.state === "running") continue;
    const count =
      cell.cell_type === "code" && cell.execution_count !== null ? ` ${cell.execution_count}` : "";
    panel.announce(run.state === "done" ? `Cell${count} done` : `Cell${count} ${run.state}`);
  }
}

function tellFailure(store: Store, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  store.dispatch({
    type: "notice",
    notice: {
      id: "failure",
      tone: "alert",
      text: `Something in this page went wrong (${reason}). Your text is still here. Save, then load the page again.`,
      actions: [{ label: "Save", command: "notebook.save" }],
    },
  });
}
