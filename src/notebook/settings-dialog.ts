// The settings: the look, what can be switched on or off, and other keys for any command. What clashes is refused, and the other command named.
import type { Command } from "../extension.ts";
import { makeElement, setText } from "../elements.ts";
import { quietButton } from "./command-button.ts";
import { familiesOf } from "./families.ts";
import { matchWords } from "./fuzzy.ts";
import { KeyRecorder, type KeyRecorderOptions } from "./key-recorder.ts";
import { openModal, searchField } from "./modal.ts";

export interface SettingsDialogOptions {
  readonly commands: readonly Command[];
  /** The keys that a command has now, whether or not single keys are on. */
  readonly keysOf: (command: Command) => readonly string[];
  readonly isChanged: (command: Command) => boolean;
  /** A key as people read it. */
  readonly spell: (key: string) => string;
  /** The name of the key that was pressed; undefined for a bare modifier. */
  readonly keyOf: KeyRecorderOptions["keyOf"];
  /** Why a command cannot have a key; undefined when it can. */
  readonly refusal: (command: Command, key: string) => string | undefined;
  /** Gives a command these keys; `undefined` gives it its own back. */
  readonly setKeys: (command: Command, keys: readonly string[] | undefined) => void;
  readonly resetAll: () => void;
  readonly choices: readonly SettingChoice[];
  readonly switches: readonly SettingSwitch[];
}

/** One of several. */
export interface SettingChoice {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly set: (value: string) => void;
}

/** Something that is on or off. */
export interface SettingSwitch {
  /** The command that does the same. */
  readonly command: string;
  readonly label: string;
  readonly isOn: boolean;
  /** What is said once it is on or off. */
  readonly words: (on: boolean) => string;
  readonly set: (on: boolean) => void;
}

export function openSettings(options: SettingsDialogOptions): void {
  const { commands, resetAll, choices, switches } = options;
  const status = makeElement("p", { class: "lb-modal-note", role: "status" });
  const say = (text: string): void => setText(status, text);
  const list = makeElement("div", { class: "lb-settings-families" });
  const rows = new Map<string, HTMLElement>();
  const drawRow = (command: Command): HTMLElement => {
    const el = makeElement("li", { "data-setting": command.id });
    rows.set(command.id, el);
    fill(el, command, options, say);
    return el;
  };
  const show = (query: string): void => {
    const found = commands.filter(({ label }) => matchWords(query, label) !== undefined);
    list.replaceChildren(
      ...familiesOf(found).map((family) =>
        makeElement(
          "section",
          { "aria-label": family.title },
          makeElement("h3", {}, family.title),
          makeElement("ul", {}, ...family.commands.map(drawRow)),
        ),
      ),
    );
  };
  const field = searchField("Search for a command", show);
  const reset = quietButton("Reset all keys", () => {
    resetAll();
    show(field.value);
    say("All commands have their own keys again.");
  });
  openModal(
    "Settings",
    "lb-settings",
    makeElement(
      "div",
      { class: "lb-settings-choices" },
      ...choices.map((each) => drawChoice(each, say)),
    ),
    ...switches.map((each) => drawSwitch(each, say)),
    makeElement("div", { class: "lb-modal-tools" }, field, reset),
    status,
    list,
  );
  show("");
  field.focus();
}

function drawChoice(
  { label, value, options, set }: SettingChoice,
  say: (text: string) => void,
): HTMLElement {
  const list = makeElement(
    "select",
    { class: "lb-field" },
    ...options.map(([each, words]) =>
      makeElement("option", { value: each, selected: each === value ? "" : undefined }, words),
    ),
  );
  list.addEventListener("change", () => {
    set(list.value);
    say(`${label}: ${list.selectedOptions[0]?.text ?? ""}.`);
  });
  return makeElement("label", {}, makeElement("span", {}, label), list);
}

function drawSwitch(
  { command, label, isOn, words, set }: SettingSwitch,
  say: (text: string) => void,
): HTMLElement {
  const box = makeElement("input", {
    type: "checkbox",
    "data-command": command,
    checked: isOn ? "" : undefined,
  });
  box.addEventListener("change", () => {
    set(box.checked);
    say(words(box.checked));
  });
  return makeElement("label", { class: "lb-settings-choice" }, box, makeElement("span", {}, label));
}

/** Draws a command's row: its keys, and what can be done with them. */
function fill(
  el: HTMLElement,
  command: Command,
  options: SettingsDialogOptions,
  say: (text: string) => void,
): void {
  const { keysOf, isChanged, spell, refusal, setKeys, keyOf } = options;
  const redraw = (focus: string): void => {
    fill(el, command, options, say);
    el.querySelector<HTMLElement>(focus)?.focus();
  };
  const keys = keysOf(command);
  const take = (next: readonly string[] | undefined, words: string): void => {
    setKeys(command, next);
    say(words);
    redraw('[data-act="add"]');
  };
  const chips = keys.map((key) => {
    const words = spell(key);
    const remove = quietButton("×", () =>
      take(
        keys.filter((other) => other !== key),
        `${words} does not do “${command.label}” any more.`,
      ),
    );
    remove.setAttribute("aria-label", `Take ${words} away from “${command.label}”`);
    return makeElement("span", { class: "lb-settings-key" }, makeElement("kbd", {}, words), remove);
  });
  const add = quietButton("Add a key", () => {
    const recorder = new KeyRecorder({
      label: `Keys for “${command.label}”`,
      spell,
      keyOf,
      refusal: (key) =>
        keys.includes(key) ? `${spell(key)} does this already.` : refusal(command, key),
      onKeep: (key) => take([...keys, key], `${spell(key)} does “${command.label}” now.`),
      onGiveUp: () => redraw('[data-act="add"]'),
    });
    add.replaceWith(recorder.el);
    recorder.focus();
  });
  add.dataset.act = "add";
  add.setAttribute("aria-label", `Add a key for “${command.label}”`);
  const reset = quietButton("Reset", () =>
    take(undefined, `“${command.label}” has its own keys again.`),
  );
  reset.dataset.act = "reset";
  reset.setAttribute("aria-label", `Reset the keys of “${command.label}”`);
  el.replaceChildren(
    makeElement("span", { class: "lb-settings-label" }, command.label),
    ...chips,
    add,
    ...(isChanged(command) ? [reset] : []),
  );
}
