// The palette: every command, found by a few letters. A list box under a field, worked from the keyboard.
import type { Command } from "../extension.ts";
import { makeElement, setAttribute, setText } from "../elements.ts";
import { matchWords } from "./fuzzy.ts";
import { openModal, searchField } from "./modal.ts";

export interface PaletteOptions {
  readonly commands: readonly Command[];
  readonly keyWords: (command: Command) => string;
  readonly isEnabled: (command: Command) => boolean;
  /** Runs the command, after the palette has closed and given the focus back. */
  readonly run: (command: Command) => void;
}

interface Row {
  readonly command: Command;
  readonly isEnabled: boolean;
  readonly el: HTMLElement;
}

export function openPalette({ commands, keyWords, isEnabled, run }: PaletteOptions): void {
  // What is possible is judged once: behind the open dialog hardly anything changes.
  const possible = new Map(commands.map((command) => [command, isEnabled(command)]));
  let rows: readonly Row[] = [];
  let current = 0;
  const list = makeElement("ul", {
    class: "lb-palette-list",
    role: "listbox",
    id: "lb-palette-list",
    "aria-label": "Commands",
  });
  const count = makeElement("p", { class: "lb-modal-note", role: "status" });

  const choose = (index: number): void => {
    current = Math.min(Math.max(0, index), Math.max(0, rows.length - 1));
    rows.forEach(({ el }, i) => setAttribute(el, "aria-selected", String(i === current)));
    const chosen = rows[current]?.el;
    setAttribute(input, "aria-activedescendant", chosen?.id);
    chosen?.scrollIntoView({ block: "nearest" });
  };
  const accept = (row: Row | undefined): void => {
    if (row === undefined) return;
    if (!row.isEnabled) {
      setText(count, `“${row.command.label}” is not possible now.`);
      return;
    }
    modal.close();
    run(row.command);
  };
  const find = (query: string): void => {
    rows = search(query, commands).map(({ command, places }) => {
      const able = possible.get(command) ?? false;
      return { command, isEnabled: able, el: draw(command, places, able, keyWords(command)) };
    });
    list.replaceChildren(...rows.map(({ el }) => el));
    setText(count, rows.length === 1 ? "1 command" : `${rows.length} commands`);
    choose(0);
  };

  const input = searchField("Find a command", find);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-expanded", "true"],
    ["aria-controls", list.id],
    ["aria-autocomplete", "list"],
  ] as const)
    input.setAttribute(name, value);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: current === rows.length - 1 ? -current : 1,
      ArrowUp: current === 0 ? rows.length - 1 : -1,
      PageDown: 10,
      PageUp: -10,
    };
    const step = steps[event.key];
    if (step !== undefined) choose(current + step);
    else if (event.key === "Enter") accept(rows[current]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", ({ target }) => {
    accept(rows.find(({ el }) => target instanceof Node && el.contains(target)));
  });
  const modal = openModal("Commands", "lb-palette", input, list, count);
  find("");
  input.focus();
}

interface Found {
  readonly command: Command;
  /** Places of the letters in the label that were found. */
  readonly places: readonly number[];
}

/** The commands that fit, the best first; those of one score keep the table's order. */
export function search(query: string, commands: readonly Command[]): readonly Found[] {
  return commands
    .flatMap((command) => {
      const inLabel = matchWords(query, command.label);
      if (inLabel !== undefined) return [{ command, ...inLabel }];
      // By its id as well, so that names from elsewhere such as "kernel" or "interrupt" lead here.
      const inId = matchWords(query, command.id);
      return inId === undefined ? [] : [{ command, score: inId.score - 10, places: [] }];
    })
    .sort((a, b) => b.score - a.score);
}

function draw(
  command: Command,
  places: readonly number[],
  isEnabled: boolean,
  keys: string,
): HTMLElement {
  const found = new Set(places);
  const label = makeElement("span", {});
  for (const [at, letter] of command.label.split("").entries())
    label.append(found.has(at) ? makeElement("mark", {}, letter) : letter);
  label.normalize();
  return makeElement(
    "li",
    {
      role: "option",
      id: `lb-palette-${command.id}`,
      "data-command": command.id,
      "aria-selected": "false",
      "aria-disabled": isEnabled ? undefined : "true",
    },
    label,
    ...(keys === ""
      ? []
      : [makeElement("span", { class: "lb-hidden-text" }, ", "), makeElement("kbd", {}, keys)]),
  );
}
