// The palette, the page of keys and the settings, opened on the commands as they are bound now.
import { editorKeys } from "../commands/editor-keys.ts";
import { keyNames, keyWords, spellKey } from "../commands/keys.ts";
import {
  bindCommands,
  DEFAULT_SETTINGS,
  keyRefusal,
  keysOf,
  withKeys,
  type Settings,
} from "../commands/settings.ts";
import type { Command, DialogControl } from "../extension.ts";
import { openPalette } from "../notebook/palette.ts";
import { openSettings } from "../notebook/settings-dialog.ts";
import { openShortcuts } from "../notebook/shortcuts.ts";
import { IS_MAC } from "./keyboard.ts";
import { SettingsStore } from "./settings-store.ts";

export interface DialogsOptions {
  readonly baseUrl: string;
  readonly commands: readonly Command[];
  readonly isEnabled: (command: Command) => boolean;
  readonly run: (command: Command) => void;
  /** The commands have other keys from now on. */
  readonly onKeys: (commands: readonly Command[]) => void;
  /** Says something about the settings, in a notice. */
  readonly tell: (text: string) => void;
  readonly announce: (text: string) => void;
  readonly signal: AbortSignal;
}

export class Dialogs implements DialogControl {
  readonly #options: DialogsOptions;
  readonly #store: SettingsStore;
  #commands: readonly Command[];

  constructor(options: DialogsOptions) {
    this.#options = options;
    this.#store = new SettingsStore(
      options.baseUrl,
      (settings) => this.#bind(settings),
      window,
      options.signal,
    );
    const { settings, isDamaged } = this.#store.read();
    this.#commands = bindCommands(options.commands, settings, IS_MAC);
    if (isDamaged)
      options.tell(
        "Some of the settings that this browser keeps could not be read. Those have their usual values.",
      );
  }

  /** The commands with the keys that count now. */
  get commands(): readonly Command[] {
    return this.#commands;
  }

  /** A command's first key as people read it. */
  keyWords(command: Command): string {
    const bound = this.#commands.find(({ id }) => id === command.id);
    return bound === undefined ? "" : keyWords(bound, IS_MAC);
  }

  open(dialog: "palette" | "shortcuts" | "settings"): void {
    const { isEnabled, run } = this.#options;
    switch (dialog) {
      case "palette":
        openPalette({
          commands: this.#commands.filter(({ id }) => id !== "settings.palette"),
          keyWords: (command) => this.keyWords(command),
          isEnabled,
          run,
        });
        return;
      case "shortcuts":
        openShortcuts({
          commands: [...this.#commands, ...editorKeys],
          spell,
          singleKeys: this.#store.settings.singleKeys,
          onChangeKeys: () => this.open("settings"),
        });
        return;
      case "settings":
        this.#openSettings();
    }
  }

  toggleSingleKeys(): void {
    const singleKeys = !this.#store.settings.singleKeys;
    this.#change({ ...this.#store.settings, singleKeys });
    this.#options.announce(singleKeys ? "Single keys count" : "Single keys are switched off");
  }

  #openSettings(): void {
    const { commands } = this.#options;
    const taken = [...commands, ...editorKeys];
    const store = this.#store;
    openSettings({
      commands,
      keysOf: (command) => keysOf(command, store.settings),
      isChanged: ({ id }) => Object.hasOwn(store.settings.keys, id),
      spell,
      keyOf: (event) => keyNames(event, IS_MAC)[0],
      refusal: (command, key) => keyRefusal(command, key, taken, store.settings, IS_MAC),
      setKeys: (command, keys) => this.#change(withKeys(store.settings, command.id, keys)),
      resetAll: () => this.#change({ ...store.settings, keys: DEFAULT_SETTINGS.keys }),
      singleKeys: store.settings.singleKeys,
      setSingleKeys: (singleKeys) => this.#change({ ...store.settings, singleKeys }),
    });
  }

  #change(settings: Settings): void {
    if (this.#store.write(settings)) return;
    this.#options.tell(
      "This browser keeps no settings for this page. They hold until the page is closed.",
    );
  }

  #bind(settings: Settings): void {
    this.#commands = bindCommands(this.#options.commands, settings, IS_MAC);
    this.#options.onKeys(this.#commands);
  }
}

function spell(key: string): string {
  return spellKey(key, IS_MAC);
}
