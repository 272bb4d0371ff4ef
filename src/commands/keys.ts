// Shortcuts: from a keyboard event to a name such as `Shift Enter`, and from names to the command that they run.
// Pure but for the small memory of the first key of a pair such as `D D`.
import type { Command } from "../extension.ts";
import type { Mode } from "../model/state.ts";

/** The parts of a KeyboardEvent that count. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  /** The place of the key on the board, such as `KeyA`. */
  readonly code?: string;
  /** The key is being held down. */
  readonly repeat?: boolean;
}

const MODIFIERS = new Set(["Control", "Meta", "Alt", "Shift", "AltGraph", "CapsLock"]);

/**
 * The names that a key press answers to, the best first: on a Mac `Accel` is Cmd, elsewhere Ctrl, and plain `Ctrl` is understood
 * everywhere. Empty for a bare modifier.
 */
export function keyNames(press: KeyPress, isMac: boolean): readonly string[] {
  if (MODIFIERS.has(press.key)) return [];
  return charactersOf(press).flatMap(({ key, shift }) => {
    const tail = [...(press.altKey ? ["Alt"] : []), ...(shift ? ["Shift"] : []), key].join(" ");
    const accel = isMac ? press.metaKey : press.ctrlKey;
    if (accel && !(isMac ? press.ctrlKey : press.metaKey)) {
      return isMac ? [`Accel ${tail}`] : [`Accel ${tail}`, `Ctrl ${tail}`];
    }
    if (press.ctrlKey) return [`Ctrl ${tail}`];
    if (press.metaKey) return [`Meta ${tail}`];
    return [tail];
  });
}

interface Character {
  readonly key: string;
  readonly shift: boolean;
}

/** The signs of keys without Shift, by their place on the board that shortcuts are written for. */
const SIGNS: Readonly<Record<string, string>> = {
  Backquote: "`",
  Minus: "-",
  Equal: "=",
  BracketLeft: "[",
  BracketRight: "]",
  Backslash: "\\",
  Semicolon: ";",
  Quote: "'",
  Comma: ",",
  Period: ".",
  Slash: "/",
};

/** What a press may mean on boards that differ from the one shortcuts are written for. */
function charactersOf(press: KeyPress): readonly Character[] {
  const { key, shiftKey: shift, code = "" } = press;
  const upper = key.toUpperCase();
  const names: Readonly<Record<string, string>> = { " ": "Space", _: "-" };
  const name = names[key] ?? (key.length === 1 && upper.length === 1 ? upper : key);
  const found: Character[] = [{ key: name, shift }];
  // A French board gives digits with Shift.
  if (shift && /^\d$/.test(key)) found.push({ key, shift: false });
  // With Shift a key gives another sign; shortcuts name the one without, and boards differ in where that stands.
  const sign = SIGNS[code];
  if (shift && sign !== undefined && sign !== name) found.push({ key: sign, shift });
  // Greek, Russian, Hebrew: the letter that stands at this place on a Latin board.
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined && key.length === 1 && key > "\u007f")
    found.push({ key: letter, shift });
  return found;
}

/**
 * Makes the table of shortcuts.
 * @throws Error when two commands want the same key in the same mode; it names both.
 */
export function keyTable(commands: readonly Command[]): ReadonlyMap<string, Command> {
  const table = new Map<string, Command>();
  for (const command of commands) {
    for (const key of command.keys ?? []) {
      for (const mode of modesOf(command)) {
        const slot = `${mode}:${key}`;
        const other = table.get(slot);
        if (other !== undefined) {
          throw new Error(
            `the commands ${other.id} and ${command.id} both want the key ${key} in ${mode} mode`,
          );
        }
        table.set(slot, command);
      }
    }
  }
  return table;
}

function modesOf(command: Command): readonly Mode[] {
  return command.when === undefined || command.when === "any"
    ? ["command", "edit"]
    : [command.when];
}

/** How long the second key of a pair may take, in milliseconds. */
const PAIR_TIME = 1000;

/** Finds the command for each key press; remembers the first key of a pair for a second. */
export function makeKeyReader(
  table: ReadonlyMap<string, Command>,
  isMac: boolean,
): (press: KeyPress, mode: Mode, now: number) => Command | "first-of-pair" | undefined {
  let first: { readonly key: string; readonly at: number } | undefined;
  const begins = new Set(
    [...table.keys()].map((slot) => pairStart(slot)).filter((slot) => slot !== undefined),
  );
  // A key held down repeats a command such as "next cell", and never makes a pair: holding D deletes nothing.
  const held = (names: readonly string[], mode: Mode): Command | undefined =>
    names.map((name) => table.get(`${mode}:${name}`)).find((command) => command !== undefined);
  return (press, mode, now) => {
    const names = keyNames(press, isMac);
    if (names.length === 0) return undefined;
    const before = first !== undefined && now - first.at <= PAIR_TIME ? first.key : undefined;
    first = undefined;
    if (press.repeat === true) return held(names, mode);
    for (const name of names) {
      const pair = before === undefined ? undefined : table.get(`${mode}:${before} ${name}`);
      const command = pair ?? table.get(`${mode}:${name}`);
      if (command !== undefined) return command;
    }
    const start = names.find((name) => begins.has(`${mode}:${name}`));
    if (start === undefined) return undefined;
    first = { key: start, at: now };
    return "first-of-pair";
  };
}

/** `command:D D` begins with `command:D`; other names are no pairs. */
function pairStart(slot: string): string | undefined {
  return /^(\w+:\S) \S$/.exec(slot)?.[1];
}

/** A command's first shortcut as people read it; empty when it has none. */
export function keyWords(command: Command, isMac: boolean): string {
  const key = command.keys?.[0];
  return key === undefined ? "" : spellKey(key, isMac);
}

/** A shortcut as people read it: `Shift Enter` → `Shift+Enter`, `D D` → `D, D`. */
export function spellKey(key: string, isMac: boolean): string {
  if (isPair(key)) return key.replace(" ", ", ");
  const words: Readonly<Record<string, string>> = {
    ArrowUp: "↑",
    ArrowDown: "↓",
    ArrowLeft: "←",
    ArrowRight: "→",
    Escape: "Esc",
    Accel: isMac ? "⌘" : "Ctrl",
    Meta: isMac ? "⌘" : "Win",
  };
  return key
    .split(" ")
    .map((part) => words[part] ?? part)
    .join("+");
}

/** Two keys one after the other, such as `D D`. */
export function isPair(key: string): boolean {
  return /^\S \S$/.test(key);
}

/**
 * Whether a shortcut is made of characters alone, with at most Shift: such keys get in the way of speech input and of shaky hands
 * (WCAG 2.1.4), and in a text they would be typed.
 */
export function isSingleKey(key: string): boolean {
  return isPair(key) || /^(?:Shift )?(?:\S|Space)$/.test(key);
}
