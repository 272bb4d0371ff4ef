// What readers choose for themselves: look, saving, other keys, single keys off, proposals while typing. Pure: what is stored → settings →
// commands with their keys. The server keeps them (`app/settings-store.ts`); the dialog changes them (`notebook/settings-dialog.ts`).
import type { Command, SettingName } from "../extension.ts";
import { isObject } from "../nbformat/parse.ts";
import type { Mode } from "../model/state.ts";
import { isPair, isSingleKey, spellKey } from "./keys.ts";

export interface Settings extends Readonly<Record<SettingName, boolean>> {
  /** Command id → its keys, in place of its own; an empty list means none. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly theme: Theme;
  readonly density: Density;
}

/** `system` goes by what the reader's system says, high contrast included. */
export const THEMES = ["system", "light", "dark", "contrast"] as const;
export type Theme = (typeof THEMES)[number];

export const DENSITIES = ["roomy", "compact"] as const;
export type Density = (typeof DENSITIES)[number];

/** What a command's place among the keys depends on. */
export type BoundCommand = Pick<Command, "id" | "label" | "keys" | "when">;

/** Single keys can be switched off (WCAG 2.1.4); proposals wait to be asked for, as in JupyterLab. */
export const DEFAULT_SETTINGS: Settings = {
  keys: {},
  theme: "system",
  density: "roomy",
  autosave: true,
  stopAtError: true,
  singleKeys: true,
  completeWhileTyping: false,
};

export interface ReadSettings {
  readonly settings: Settings;
  /** Something stored was no setting and has been left out. */
  readonly isDamaged: boolean;
}

/**
 * Reads settings out of what is stored, one layer over the other: the admin's defaults, then the reader's own. Never throws.
 * What is no setting is left out and told; a name that nobody knows may be a newer program's and is passed over.
 */
export function parseSettings(...layers: readonly unknown[]): ReadSettings {
  let isDamaged = false;
  const objects = layers.filter((layer) => {
    if (isObject(layer)) return true;
    isDamaged = true;
    return false;
  });
  /** The uppermost value that is one. */
  const pick = <T>(name: string, isValue: (value: unknown) => value is T, usual: T): T => {
    let picked = usual;
    for (const layer of objects) {
      const value = isObject(layer) ? layer[name] : undefined;
      if (value === undefined) continue;
      if (isValue(value)) picked = value;
      else isDamaged = true;
    }
    return picked;
  };
  const keys: Record<string, readonly string[]> = {};
  for (const layer of objects) {
    const stored = isObject(layer) ? (layer.keys ?? {}) : {};
    if (!isObject(stored)) isDamaged = true;
    for (const [id, value] of isObject(stored) ? Object.entries(stored) : []) {
      if (Array.isArray(value) && value.every(isKeyName)) keys[id] = value;
      else isDamaged = true;
    }
  }
  const isSwitch = (value: unknown): value is boolean => typeof value === "boolean";
  const settings: Settings = {
    keys,
    theme: pick("theme", (value): value is Theme => includes(THEMES, value), "system"),
    density: pick("density", (value): value is Density => includes(DENSITIES, value), "roomy"),
    autosave: pick("autosave", isSwitch, DEFAULT_SETTINGS.autosave),
    stopAtError: pick("stopAtError", isSwitch, DEFAULT_SETTINGS.stopAtError),
    singleKeys: pick("singleKeys", isSwitch, DEFAULT_SETTINGS.singleKeys),
    completeWhileTyping: pick(
      "completeWhileTyping",
      isSwitch,
      DEFAULT_SETTINGS.completeWhileTyping,
    ),
  };
  return { settings, isDamaged };
}

function includes(known: readonly string[], value: unknown): boolean {
  return known.some((one) => one === value);
}

function isKeyName(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value.length < 40 &&
    (isPair(value) || /^(?:(?:Accel|Ctrl|Meta) )?(?:Alt )?(?:Shift )?\S+$/.test(value))
  );
}

/**
 * The commands with the keys that count now. Keys that the reader chose come first: a command whose own key was
 * taken goes without it, so the result never clashes.
 */
export function bindCommands(
  commands: readonly Command[],
  settings: Settings,
  isMac: boolean,
): readonly Command[] {
  const taken: Binding[] = [];
  const bound = new Map<string, readonly string[]>();
  const chosen = commands.filter(({ id }) => Object.hasOwn(settings.keys, id));
  const others = commands.filter(({ id }) => !Object.hasOwn(settings.keys, id));
  for (const command of [...chosen, ...others]) {
    const keys = keysOf(command, settings).filter((key) => {
      if (isSingleKey(key) && (!settings.singleKeys || command.when !== "command")) return false;
      const binding = { key, command };
      if (taken.some((other) => clashes(binding, other, isMac))) return false;
      taken.push(binding);
      return true;
    });
    bound.set(command.id, keys);
  }
  return commands.map((command) => ({ ...command, keys: bound.get(command.id) ?? [] }));
}

/** The keys of a command as chosen, else its own; whether single keys are on plays no part. */
export function keysOf(command: BoundCommand, settings: Settings): readonly string[] {
  const own = Object.hasOwn(settings.keys, command.id) ? settings.keys[command.id] : undefined;
  return own ?? command.keys ?? [];
}

/** Why a command cannot have a key, in words for the reader; undefined when it can. */
export function keyRefusal(
  command: BoundCommand,
  key: string,
  commands: readonly BoundCommand[],
  settings: Settings,
  isMac: boolean,
): string | undefined {
  const words = spellKey(key, isMac);
  if (isSingleKey(key) && command.when !== "command")
    return `${words} would be typed into the text that is being edited. Hold ${isMac ? "⌘" : "Ctrl"} or Alt as well.`;
  for (const other of commands) {
    if (other.id === command.id) continue;
    for (const held of keysOf(other, settings)) {
      if (!clashes({ key, command }, { key: held, command: other }, isMac)) continue;
      return `${words} is taken: ${spellKey(held, isMac)} does “${other.label}”. Choose other keys, or change those first.`;
    }
  }
  return undefined;
}

/** The settings with other keys for a command; `undefined` gives it its own back. */
export function withKeys(
  settings: Settings,
  id: string,
  keys: readonly string[] | undefined,
): Settings {
  const { [id]: _old, ...rest } = settings.keys;
  return { ...settings, keys: keys === undefined ? rest : { ...rest, [id]: keys } };
}

interface Binding {
  readonly key: string;
  readonly command: BoundCommand;
}

/** Whether two bindings answer to one press: the same key, or a key that begins the other's pair, in a mode of both. */
function clashes(one: Binding, two: Binding, isMac: boolean): boolean {
  const modes = modesOf(one.command).filter((mode) => modesOf(two.command).includes(mode));
  if (modes.length === 0) return false;
  const [a, b] = [pressed(one.key, isMac), pressed(two.key, isMac)];
  return a === b || (isPair(a) && a.startsWith(`${b} `)) || (isPair(b) && b.startsWith(`${a} `));
}

/** Away from the Mac, `Accel` and `Ctrl` are one key. */
function pressed(key: string, isMac: boolean): string {
  return key.replace(/^Accel /, isMac ? "Meta " : "Ctrl ");
}

function modesOf({ when = "any" }: BoundCommand): readonly Mode[] {
  return when === "any" ? ["command", "edit"] : [when];
}
