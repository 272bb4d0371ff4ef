// What the settings dialog says of the look and of what can be switched on or off.
import type { SettingName } from "../extension.ts";
import type { SettingsDialogOptions } from "./settings-dialog.ts";

export interface SettingChoicesOptions {
  readonly settings: Readonly<Record<SettingName, boolean>> & {
    readonly theme: string;
    readonly density: string;
  };
  readonly choose: (name: "theme" | "density", value: string) => void;
  readonly switch: (name: SettingName, on: boolean) => void;
  /** What is said once something is on or off. */
  readonly switchWords: (name: SettingName, on: boolean) => string;
}

const SWITCHES: Readonly<Record<SettingName, readonly [command: string, words: string]>> = {
  autosave: [
    "settings.autosave",
    "Saving by itself, a little after each change. What you type is kept in this browser in any case.",
  ],
  stopAtError: [
    "settings.stop-at-error",
    "Stopping at an error: cells that wait after one that failed are not run. Exercises never stop the others.",
  ],
  singleKeys: [
    "settings.single-keys",
    "Single keys such as A or D, D. Switch them off if they get in the way of speech input or are pressed by mistake.",
  ],
  completeWhileTyping: [
    "settings.complete-while-typing",
    "Proposals while typing. Without this they come when they are asked for, by Tab.",
  ],
};

/** The rows of the dialog above the keys. */
export function settingChoices(
  options: SettingChoicesOptions,
): Pick<SettingsDialogOptions, "choices" | "switches"> {
  const { settings, choose, switchWords } = options;
  return {
    choices: [
      {
        label: "Theme",
        value: settings.theme,
        options: [
          ["system", "As the system"],
          ["light", "Light"],
          ["dark", "Dark"],
          ["contrast", "High contrast"],
        ],
        set: (value) => choose("theme", value),
      },
      {
        label: "Spacing",
        value: settings.density,
        options: [
          ["roomy", "Roomy"],
          ["compact", "Compact"],
        ],
        set: (value) => choose("density", value),
      },
    ],
    switches: (Object.keys(SWITCHES) as SettingName[]).map((name) => {
      const [command, label] = SWITCHES[name];
      return {
        command,
        label,
        isOn: settings[name],
        words: (on) => switchWords(name, on),
        set: (on) => options.switch(name, on),
      };
    }),
  };
}
