// The page of keys: every command that has one, by family, to search and to print.
import type { Command } from "../extension.ts";
import { makeElement, setText } from "../elements.ts";
import { quietButton } from "./command-button.ts";
import { familiesOf } from "./families.ts";
import { openModal, searchField } from "./modal.ts";
import { matchWords } from "./fuzzy.ts";

/** What has a key: a command, or the editor itself. */
export type KeyHolder = Pick<Command, "id" | "label" | "keys" | "when">;

export interface ShortcutsOptions {
  readonly commands: readonly KeyHolder[];
  /** A key as people read it. */
  readonly spell: (key: string) => string;
  readonly singleKeys: boolean;
  /** Leads to where keys are changed. */
  readonly onChangeKeys: () => void;
}

export function openShortcuts({
  commands,
  spell,
  singleKeys,
  onChangeKeys,
}: ShortcutsOptions): void {
  const withKeys = commands.filter(({ keys = [] }) => keys.length > 0);
  // A region that scrolls takes the focus, so that arrow keys can scroll it.
  const tables = makeElement("div", {
    class: "lb-shortcuts-families",
    role: "region",
    "aria-label": "All keys",
    tabindex: "0",
  });
  const note = makeElement("p", { class: "lb-modal-note", role: "status" });
  const show = (query: string): void => {
    const found = withKeys.filter((command) => fits(query, command, spell));
    tables.replaceChildren(
      ...familiesOf(found).map(({ title, commands }) =>
        makeElement(
          "table",
          {},
          makeElement("caption", {}, title),
          makeElement("tbody", {}, ...commands.map((command) => row(command, spell))),
        ),
      ),
    );
    setText(note, found.length === 0 ? "No command or key fits." : countWords(found.length));
  };
  const field = searchField("Search for a command or a key", show);
  const modal = openModal(
    "Keys",
    "lb-shortcuts",
    makeElement(
      "div",
      { class: "lb-modal-tools" },
      field,
      quietButton("Print", () => print()),
      quietButton("Change keys", () => {
        modal.close();
        onChangeKeys();
      }),
    ),
    note,
    makeElement(
      "p",
      { class: "lb-modal-note" },
      singleKeys
        ? "Keys without Ctrl, Alt or ⌘ count while a cell is selected and nothing is being typed."
        : "Single keys are switched off in the settings, so they are not listed.",
    ),
    tables,
  );
  show("");
  field.focus();
}

function fits(query: string, command: KeyHolder, spell: (key: string) => string): boolean {
  if (matchWords(query, command.label) !== undefined) return true;
  const wanted = query.toLowerCase().replaceAll(" ", "");
  return (command.keys ?? []).some((key) =>
    [key, spell(key)].some((name) => name.toLowerCase().replaceAll(" ", "").includes(wanted)),
  );
}

const WHERE = { command: "", edit: "while editing", any: "everywhere" } as const;

function row(command: KeyHolder, spell: (key: string) => string): HTMLElement {
  const keys = (command.keys ?? []).flatMap((key, at) => [
    ...(at === 0 ? [] : [" or "]),
    makeElement("kbd", {}, spell(key)),
  ]);
  return makeElement(
    "tr",
    { "data-shortcut": command.id },
    makeElement("th", { scope: "row" }, command.label),
    makeElement("td", {}, ...keys),
    makeElement("td", { class: "lb-shortcuts-where" }, WHERE[command.when ?? "any"]),
  );
}

function countWords(count: number): string {
  return count === 1 ? "1 command" : `${count} commands`;
}
