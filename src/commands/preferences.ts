// Commands that find commands, show their keys and change them.
import type { Command } from "../extension.ts";

export const settingsCommands: readonly Command[] = [
  {
    id: "settings.palette",
    label: "Find a command",
    keys: ["Accel Shift C"],
    run: ({ dialogs }) => dialogs.open("palette"),
  },
  {
    id: "settings.shortcuts",
    label: "Show all keys",
    keys: ["Accel Shift H"],
    run: ({ dialogs }) => dialogs.open("shortcuts"),
  },
  {
    id: "settings.open",
    label: "Change keys and settings",
    keys: ["Accel ,"],
    run: ({ dialogs }) => dialogs.open("settings"),
  },
  {
    id: "settings.single-keys",
    label: "Switch single keys on or off",
    run: ({ dialogs }) => dialogs.toggle("singleKeys"),
  },
  {
    id: "settings.complete-while-typing",
    label: "Switch proposals while typing on or off",
    run: ({ dialogs }) => dialogs.toggle("completeWhileTyping"),
  },
  {
    id: "settings.autosave",
    label: "Switch saving by itself on or off",
    run: ({ dialogs }) => dialogs.toggle("autosave"),
  },
  {
    id: "settings.stop-at-error",
    label: "Switch stopping at an error on or off",
    run: ({ dialogs }) => dialogs.toggle("stopAtError"),
  },
];
