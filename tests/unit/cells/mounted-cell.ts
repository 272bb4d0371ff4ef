// Mounts a cell kind in a page, on a real store: what the view dispatches comes back as an update, as in the notebook.
import type { CellHost, CellKind } from "../../../src/extension.ts";
import type { Change } from "../../../src/model/change.ts";
import type { CellId } from "../../../src/model/state.ts";
import { createStore } from "../../../src/model/store.ts";
import type { Cell, Output } from "../../../src/nbformat/types.ts";
import { code, opened } from "../../support/builders.ts";

export interface MountedCell {
  readonly el: HTMLElement;
  /** The cell as the notebook holds it now. */
  readonly cell: () => Cell;
  readonly changes: readonly Change[];
  readonly codes: readonly string[];
  /** The cells that were asked to run. */
  readonly ran: readonly CellId[];
  /** The commands that were asked for, with the cell. */
  readonly commands: readonly (readonly [string, CellId])[];
  /** What was said to a screen reader. */
  readonly announced: readonly string[];
  /** The cells below it, as the notebook holds them now. */
  readonly below: () => readonly Cell[];
  readonly focus: () => void;
  readonly dispatch: (change: Change) => void;
  readonly unmount: () => void;
}

/** Mounts a cell between others; `evaluate` stands for the kernel. */
export function mountCell(
  kind: CellKind,
  first: Cell,
  evaluate: (code: string) => Promise<readonly Output[]> = () =>
    Promise.reject(new Error("There is no kernel.")),
  below: readonly Cell[] = [code("after")],
): MountedCell {
  const store = createStore(opened(code("before"), first, ...below));
  const changes: Change[] = [];
  const codes: string[] = [];
  const ran: CellId[] = [];
  const announced: string[] = [];
  const commands: [string, CellId][] = [];
  const controller = new AbortController();
  const el = document.createElement("div");
  document.body.replaceChildren(el);
  const host: CellHost = {
    state: () => store.state,
    dispatch: (change) => {
      changes.push(change);
      store.dispatch(change);
    },
    watch: (listener, signal) => {
      signal.addEventListener("abort", store.subscribe(listener));
    },
    learner: "ada",
    run: (ids) => ran.push(...ids),
    command: (id, cell) => commands.push([id, cell]),
    renderMarkdown: (target, source) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = source;
      target.replaceChildren(paragraph);
    },
    renderOutputs: () => undefined,
    evaluate: (text) => {
      codes.push(text);
      return evaluate(text);
    },
    help: {
      complete: () => Promise.resolve(null),
      describe: () => Promise.resolve(false),
      whileTyping: () => false,
      follow: () => undefined,
    },
    answerInput: () => undefined,
    announce: (text) => announced.push(text),
  };
  const entryOf = () => {
    const entry = store.state.cells.find(({ cell }) => cell.id === first.id);
    if (entry === undefined) throw new Error("the cell has been deleted");
    return entry;
  };
  const view = kind.mount({ el, entry: entryOf(), host, signal: controller.signal });
  store.subscribe((next, before) => {
    const entry = next.cells.find(({ cell }) => cell.id === first.id);
    if (entry === undefined || before.cells.includes(entry)) return;
    view.update(entry, { active: true, mode: "command" });
  });
  return {
    el,
    cell: () => entryOf().cell,
    changes,
    codes,
    ran,
    announced,
    commands,
    below: () => store.state.cells.slice(2).map(({ cell }) => cell),
    focus: () => view.focus(),
    dispatch: store.dispatch,
    unmount: () => controller.abort(),
  };
}

/** The one element that a selector finds; says so when there is none. */
export function find(root: ParentNode, selector: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`nothing matches ${selector}`);
  return found;
}

/** The button with this text. */
export function buttonOf(root: ParentNode, text: string): HTMLButtonElement {
  const found = [...root.querySelectorAll("button")].find((one) => textOf(one).startsWith(text));
  if (found === undefined) throw new Error(`there is no button "${text}"`);
  return found;
}

/** An element's text with single blanks. */
export function textOf(el: Element): string {
  return el.textContent.replace(/\s+/g, " ").trim();
}
