// The palette, the page of keys and the settings, opened on the commands as they are bound now.
import { fixedKeys } from "../commands/editor.ts";
import { keyNames, keyWords, spellKey } from "../commands/keys.ts";
import {
  bindCommands,
  DEFAULT_SETTINGS,
  DENSITIES,
  keyRefusal,
  keysOf,
  THEMES,
  withKeys,
  type Settings,
} from "../commands/settings.ts";
import type { Command, DialogControl, SettingName } from "../extension.ts";
import type * as Extras from "../notebook/extras.ts";
import type { Part } from "../notebook/part.ts";
import { IS_MAC } from "./keyboard.ts";
import { showLook } from "./look.ts";
import { SettingsStore, type SettingsStoreOptions } from "./settings-store.ts";

export interface DialogsOptions {
  /** For the reader's settings: those that came with the page, and the way to keep others. */
  readonly store: Pick<SettingsStoreOptions, "given" | "channel" | "keep">;
  readonly extras: Part<typeof Extras>;
  readonly commands: readonly Command[];
  readonly isOffered: (command: Command) => boolean;
  readonly isEnabled: (command: Command) => boolean;
  readonly run: (command: Command) => void;
  /** The commands have other keys from now on. */
  readonly onKeys: (commands: readonly Command[]) => void;
  /** Says something about the settings, in a notice. */
  readonly tell: (text: string) => void;
  readonly announce: (text: string) => void;
  readonly signal: AbortSignal;
}

function switchWords(name: SettingName, on: boolean): string {
  const what = {
    singleKeys: "Single keys are",
    completeWhileTyping: "Proposals while typing are",
    autosave: "Saving by itself is",
    stopAtError: "Stopping at an error is",
  }[name];
  return `${what} switched ${on ? "on" : "off"}.`;
}

type DialogName = Parameters<DialogControl["open"]>[0];

export class Dialogs implements DialogControl {
  readonly #options: DialogsOptions;
  readonly #store: SettingsStore;
  #commands: readonly Command[];

  constructor(options: DialogsOptions) {
    this.#options = options;
    this.#store = new SettingsStore({
      ...options.store,
      onChange: (settings) => this.#bind(settings),
      onFailure: (error) => {
        const reason = error instanceof Error ? error.message : String(error);
        options.tell(`${reason} They hold until the page is closed.`);
      },
      signal: options.signal,
    });
    const { settings, isDamaged } = this.#store.read();
    this.#commands = bindCommands(options.commands, settings, IS_MAC);
    if (isDamaged)
      options.tell("Some of your settings could not be read. Those have their usual values.");
  }

  /** The commands with the keys that count now. */
  get commands(): readonly Command[] {
    return this.#commands;
  }

  /** Those of them that have a place here now. */
  offered(): readonly Command[] {
    return this.#commands.filter((command) => this.#options.isOffered(command));
  }

  /** A command's first key as people read it. */
  keyWords(command: Command): string {
    const bound = this.#commands.find(({ id }) => id === command.id);
    return bound === undefined ? "" : keyWords(bound, IS_MAC);
  }

  open(dialog: DialogName): void {
    this.#options.extras.use((extras) => this.#open(extras, dialog));
  }

  #open(extras: typeof Extras, dialog: DialogName): void {
    const { isEnabled, run } = this.#options;
    switch (dialog) {
      case "palette":
        extras.openPalette({
          commands: this.offered().filter(({ id }) => id !== "settings.palette"),
          keyWords: (command) => this.keyWords(command),
          isEnabled,
          run,
        });
        return;
      case "shortcuts":
        extras.openShortcuts({
          commands: [...this.offered(), ...fixedKeys],
          spell,
          singleKeys: this.#store.settings.singleKeys,
          onChangeKeys: () => this.open("settings"),
        });
        return;
      case "settings":
        this.#openSettings(extras);
    }
  }

  /** The settings as they are now. */
  get settings(): Settings {
    return this.#store.settings;
  }

  toggle(name: SettingName): void {
    const on = !this.#store.settings[name];
    this.#change({ ...this.#store.settings, [name]: on });
    this.#options.announce(switchWords(name, on));
  }

  #openSettings({ openSettings, settingChoices }: typeof Extras): void {
    const { commands, isOffered } = this.#options;
    const taken = [...commands, ...fixedKeys];
    const store = this.#store;
    openSettings({
      commands: commands.filter((command) => isOffered(command)),
      keysOf: (command) => keysOf(command, store.settings),
      isChanged: ({ id }) => Object.hasOwn(store.settings.keys, id),
      spell,
      keyOf: (event) => keyNames(event, IS_MAC)[0],
      refusal: (command, key) => keyRefusal(command, key, taken, store.settings, IS_MAC),
      setKeys: (command, keys) => this.#change(withKeys(store.settings, command.id, keys)),
      resetAll: () => this.#change({ ...store.settings, keys: DEFAULT_SETTINGS.keys }),
      ...settingChoices({
        settings: store.settings,
        choose: (name, value) => this.#choose(name, value),
        switch: (name, on) => this.#change({ ...store.settings, [name]: on }),
        switchWords,
      }),
    });
  }

  #choose(name: "theme" | "density", value: string): void {
    const known = (name === "theme" ? THEMES : DENSITIES).find((one) => one === value);
    if (known !== undefined) this.#change({ ...this.#store.settings, [name]: known });
  }

  #change(settings: Settings): void {
    this.#store.write(settings);
  }

  #bind(settings: Settings): void {
    showLook(settings);
    this.#commands = bindCommands(this.#options.commands, settings, IS_MAC);
    this.#options.onKeys(this.#commands);
  }
}

function spell(key: string): string {
  return spellKey(key, IS_MAC);
}
