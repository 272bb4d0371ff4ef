// The notebook page put together: file → state → widgets, commands → changes, kernel → changes.
import { quizCell } from "../cells/quiz/view.ts";
import { tableCell } from "../cells/table/view.ts";
import { preloadEditor } from "../cells/text-editor.ts";
import { installModules } from "../execution/python-modules.ts";
import { BackgroundTasks } from "../execution/background-tasks.ts";
import { HistoryWalk } from "../execution/kernel-history.ts";
import { KernelHelp } from "../execution/kernel-help.ts";
import { Saver, startAutosave } from "../execution/saver.ts";
import { SessionControl } from "../execution/session-control.ts";
import { folderOf } from "../execution/paths.ts";
import type { Server } from "../execution/ports.ts";
import type { CellHost, CodeLine, Command, CommandContext } from "../extension.ts";
import { keepSettings } from "../jupyter/settings.ts";
import { progressOf } from "../lesson/progress.ts";
import { hiddenCells, revealCell } from "../model/folding.ts";
import { moveSelectedTo } from "../model/edits.ts";
import { openNotebook } from "../model/open.ts";
import { findCell, hasUnsavedChanges, indexOfCell } from "../model/select.ts";
import type { CellId, Mode, NotebookState } from "../model/state.ts";
import { createStore, type Store } from "../model/store.ts";
import { CellClipboard } from "../notebook/clipboard.ts";
import { confirmDialog } from "../notebook/dialog.ts";
import { Inspector } from "../notebook/inspector.ts";
import { NotebookPanel } from "../notebook/panel.ts";
import { Part } from "../notebook/part.ts";
import type { TaskPanel } from "../notebook/tasks.ts";
import { cellWords } from "../notebook/words.ts";
import { titleOf } from "../notebook/top-bar.ts";
import { outlineOf, renderMarkdown } from "../outputs/markdown.ts";
import { makeOutputRenderer } from "../outputs/registry.ts";
import { assemble } from "./assemble.ts";
import { makeAuthoringControl, type PageAuthoring } from "./authoring-control.ts";
import { makeCodeHelp, WAITS } from "./code-help.ts";
import { Dialogs } from "./dialogs.ts";
import { extensions } from "./extensions.ts";
import { listenToKeys } from "./keyboard.ts";
import { learnerName } from "./learner.ts";
import { makeFileControl } from "./file-control.ts";
import { makeLessonControl } from "./lesson-control.ts";
import { isChangedByReading, parseOpened } from "./opened-file.ts";
import { filesIn, pageUrl, readXsrf, type PageConfig } from "./page-config.ts";
import { listenToSectionLinks } from "./section-links.ts";
import { readingPlace, restorePlace } from "./served-text.ts";
import { textControl } from "./text-control.ts";
import type { SessionMemory } from "./session-memory.ts";
import { recovery } from "./wake.ts";
import { makeViewControl } from "./view-control.ts";
import { makeWidgets } from "./widgets.ts";

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
  const { notebook, ...how } = parseOpened(opened);
  const store = createStore(
    openNotebook(notebook, { path: config.path, writable: opened.writable }),
  );
  const { renderers, commands, kindOf } = assemble(extensions);
  const lifetime = new AbortController();
  const widgets = makeWidgets(store);
  // Fetched when a kernel is there, not before the text.
  const setup = async () => installModules((await import("../python/modules.ts")).PYTHON_MODULES);
  const session = new SessionControl({
    store,
    server: () => Promise.resolve(server),
    now: Date.now,
    setup,
    memory,
    stopsAtError: () => dialogs.settings.stopAtError,
    onKernel: (given) => widgets.follow(given),
  });
  memory.watch(store, lifetime.signal);
  const saver = new Saver({
    store,
    contents: () => Promise.resolve(server.contents),
    version: opened.version,
    ...(isChangedByReading(how) && { mayMend: () => file.mayMend() }),
    advise: (kind, reason) => file.advise(kind, reason),
  });

  const file: ReturnType<typeof makeFileControl> = makeFileControl({
    config,
    store,
    saver,
    contents: server.contents,
    how,
    leave: () => lifetime.abort(),
    onFailure: (error) => tellUnloaded(store, error),
  });

  const focusCell = (id: CellId, mode: Mode, at?: number): void => {
    store.dispatch({ type: "select", selection: { active: id, mode } });
    panel.focusCell(id, mode, at);
  };
  const extras = new Part(
    () => import("../notebook/extras.ts"),
    (error) => {
      tellUnloaded(store, error);
      // What is typed now is meant for what did not come, not for the cells.
      panel.focusNotice("extras");
    },
  );
  const clipboard = new CellClipboard(`lessonbook:clipboard:${config.baseUrl}`);
  const context = (): CommandContext => ({
    get state() {
      return store.state;
    },
    dispatch: store.dispatch,
    cursor: () => panel.cursor(store.state.selection.active),
    editor: { act: (action) => panel.act(store.state.selection.active, action) },
    dialogs,
    runs: session.queue,
    kernel: session,
    file,
    focusCell,
    clipboard,
    text: textControl,
    announce: (text) => panel.announce(text),
    search: panel.search,
    help: {
      toggleInspector: () => inspector.toggle(panel.node),
      recall: (by) => walk.go(by),
      isConcurrent: session.aside.isThere,
      toggleTasks: () => extras.use(({ TaskPanel: Panel }) => showTasks(Panel)),
      cancelTasks: async (which) => {
        if (taskPanel !== undefined) await taskPanel.cancel(which);
        else if (which === "all") await tasks.cancel("all");
      },
      runBeside: (ids) => session.beside.run(ids),
    },
    authoring,
    lesson,
    moveCells: () => panel.moveCells(),
    toggleLineNumbers: () => panel.toggleLineNumbers(),
    toggleSideBySide: () => panel.toggleSideBySide(),
    toggleOutline: () => panel.toggleOutline(),
    view,
    chooseKernel: (choices) =>
      new Promise((resolve) => {
        extras.use(({ chooseKernel }) => resolve(chooseKernel(choices, store.state.path)));
      }),
    confirm: confirmDialog,
  });
  const view = makeViewControl(
    store,
    () => panel,
    (error) => tellUnloaded(store, error),
  );
  const isOffered = (command: Command): boolean => command.offered?.(context()) !== false;
  const run = (command: Command): boolean => {
    if (!isOffered(command) || command.enabled?.(context()) === false) return false;
    // What a dialog gives the keyboard back to is what has it now.
    panel.flush();
    void Promise.resolve(command.run(context())).catch((error: unknown) =>
      tellFailure(store, error),
    );
    return true;
  };
  const dialogs: Dialogs = new Dialogs({
    store: {
      given: config.settings,
      channel: `lessonbook:settings:${config.baseUrl}`,
      keep: (changes) => keepSettings({ ...config, readXsrf }, changes),
    },
    extras,
    commands,
    isOffered,
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

  const renderOutputs = makeOutputRenderer(renderers, {
    findSection: (words) => {
      const found = findSection(store.state, words);
      return found && { title: found.title, go: () => focusCell(found.id, "command") };
    },
    goToRun: (count, line) => {
      const id = store.state.cells.find(
        ({ cell }) => cell.cell_type === "code" && cell.execution_count === count,
      )?.cell.id;
      if (id !== undefined) goToLine({ cell: id, line });
      return id !== undefined;
    },
    frameUrl: `${config.baseUrl}lessonbook/frame`,
    files: filesIn(config, folderOf(config.path)),
    widgets,
  });
  const goToLine = ({ cell, line }: CodeLine): void => {
    const source = findCell(store.state, cell)?.cell.source;
    if (source !== undefined) focusCell(cell, "edit", offsetOfLine(source, line));
  };
  const kernelHelp = new KernelHelp({ kernel: () => session.kernel() });
  const walk = new HistoryWalk({
    history: () => kernelHelp.history({ onWait: () => panel.announce(WAITS) }),
    cell: () => findCell(store.state, store.state.selection.active)?.cell,
    show: (id, text) => panel.replaceText(id, text),
  });
  const help = makeCodeHelp({
    help: kernelHelp,
    renderOutputs,
    announce: (text) => panel.announce(text),
    whileTyping: () => dialogs.settings.completeWhileTyping,
    follow: (place) => inspector.follow(place),
  });
  const inspector = new Inspector(help);
  const tasks = new BackgroundTasks({ store, aside: session.aside });
  let taskPanel: TaskPanel | undefined;
  const showTasks = (Panel: typeof TaskPanel): void => {
    taskPanel ??= new Panel({
      isConcurrent: () => tasks.isThere,
      look: () => tasks.look(),
      cancel: (ids) => tasks.cancel(ids),
      cellWords: (id) => cellWords(store.state, id),
      announce: (text) => panel.announce(text),
    });
    taskPanel.toggle(panel.node);
  };
  const host: CellHost = {
    help,
    state: () => store.state,
    dispatch: store.dispatch,
    watch: (listener, signal) => {
      signal.addEventListener("abort", store.subscribe(listener));
    },
    learner: learnerName(config),
    run: (ids) => session.queue.enqueue(ids),
    command: runOnCell,
    renderMarkdown: (el, source, options) =>
      renderMarkdown(el, source, { ...options, files: filesIn(config, folderOf(config.path)) }),
    renderOutputs,
    evaluate: (code) => session.evaluate(code),
    answerInput: (id, text) => session.queue.answer(id, text),
    announce: (text) => panel.announce(text),
  };
  const lesson = makeLessonControl({
    store,
    server,
    setup,
    host,
    kindOf,
    headingsOf: outlineOf,
    focusCell,
    onFailure: (error) => tellUnloaded(store, error),
  });
  const authoring: PageAuthoring = makeAuthoringControl({
    store,
    host,
    kindOf,
    focusCell,
    cursor: (id) => panel.cursor(id),
    onFailure: (error) => tellUnloaded(store, error),
  });
  const panel: NotebookPanel = new NotebookPanel({
    kindOf: ({ cell }) => kindOf(cell),
    host,
    extras,
    commands: () => dialogs.offered(),
    keyWords: (command) => dialogs.keyWords(command),
    headingsOf: outlineOf,
    progressOf,
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

  store.subscribe((next) => {
    // The active cell is never folded away, whatever made it active.
    if (hiddenCells(next.cells).has(next.selection.active))
      for (const change of revealCell(next, next.selection.active)) store.dispatch(change);
    panel.render(next);
  });
  panel.renderNow(store.state);
  const place = readingPlace(document);
  panel.attachTo(document.body);
  if (place !== undefined)
    restorePlace(place, (at) => panel.reveal(store.state.cells[at]?.cell.id ?? ""));
  document.title = `${titleOf(store.state)} – Lessonbook`;
  const setKeys = listenToKeys(
    document,
    { commands, run, isHeld: () => extras.isWanted },
    lifetime.signal,
  );
  setKeys(dialogs.commands);
  document.addEventListener(
    "close",
    ({ target }) => {
      // An editor that was left for a dialog is hidden, so the browser cannot give the keyboard back to it.
      const { body, activeElement: at } = document;
      if (!(target instanceof HTMLDialogElement) || (at !== body && !target.contains(at))) return;
      const { active, mode } = store.state.selection;
      panel.focusCell(active, mode);
    },
    { capture: true, signal: lifetime.signal },
  );
  clipboard.listen(
    document,
    { onCopy: (act) => runById(`cell.${act}`), onPaste: () => runById("cell.paste") },
    lifetime.signal,
  );
  startAutosave(store, saver, () => dialogs.settings.autosave);
  document.addEventListener("lb-go-to-line", ({ detail }) => goToLine(detail), {
    signal: lifetime.signal,
  });
  lifetime.signal.addEventListener(
    "abort",
    recovery.onWake(() => saver.wake()),
  );
  const isWhole = file.start();
  addEventListener(
    "beforeunload",
    (event) => {
      if (hasUnsavedChanges(store.state)) event.preventDefault();
    },
    { signal: lifetime.signal },
  );
  addEventListener(
    "error",
    ({ error }) => {
      // An event without an error is the browser's word that a layout took two turns, which harms nothing.
      if (error !== null) tellFailure(store, error);
    },
    { signal: lifetime.signal },
  );
  addEventListener("unhandledrejection", (event) => tellFailure(store, event.reason), {
    signal: lifetime.signal,
  });
  panel.ready();
  const goTo = (id: CellId): void => focusCell(id, "command");
  listenToSectionLinks({ state: () => store.state, goTo }, lifetime.signal);
  lesson.welcome();
  // A failure is said in the cell's own place.
  for (const kind of [quizCell, tableCell]) kind.preload(notebook.cells).catch(() => undefined);
  whenIdle(() =>
    extras.fetchAhead(({ listenToPictures }) => {
      listenToPictures(document, (id, files) => void authoring.attach(id, files), lifetime.signal);
    }),
  );
  // The page can be read and edited by now; a failure is said in a notice by the session itself.
  void session
    .open(isWhole)
    .catch(() => undefined)
    .finally(preloadEditor);
}

/** Calls when the page has drawn and has nothing to do, after two seconds at the latest. */
function whenIdle(act: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(act, { timeout: 2_000 });
  else setTimeout(act, 200); // Safari
}

/** A part of the page that somebody wants to use did not come. */
function tellUnloaded(store: Store, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  const text = `This part of the page could not be loaded (${reason}). Check that the server runs, then try again.`;
  store.dispatch({ type: "notice", notice: { id: "extras", tone: "alert", text } });
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

/** The first Markdown cell with a heading that holds these words. */
function findSection(
  { cells }: NotebookState,
  words: string,
): { readonly id: CellId; readonly title: string } | undefined {
  for (const { cell } of cells) {
    if (cell.cell_type !== "markdown") continue;
    const heading = outlineOf(cell.source).find(({ text }) =>
      text.toLowerCase().includes(words.toLowerCase()),
    );
    if (heading !== undefined) return { id: cell.id, title: heading.text };
  }
  return undefined;
}

/** Where a line begins, in UTF-16 units; the text's end for a line that is not there. */
function offsetOfLine(text: string, line: number): number {
  return text
    .split("\n")
    .slice(0, line - 1)
    .reduce((offset, passed) => Math.min(text.length, offset + passed.length + 1), 0);
}
