// What the page can do without for its first text, as one part that is fetched right after it: search, the dialogs on
// commands and settings, and the panel of tasks. One part, since each costs the page's start some shared pieces of its own.
export { chooseKernel } from "./kernel-dialog.ts";
export { listenToPictures } from "./picture-drops.ts";
export { openPalette } from "./palette.ts";
export { openSettings } from "./settings-dialog.ts";
export { settingChoices } from "./setting-choices.ts";
export { openShortcuts } from "./shortcuts.ts";
export { NotebookSearch } from "./search.ts";
export { TaskPanel } from "./tasks.ts";
