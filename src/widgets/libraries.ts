// The widget libraries that come with the program; code of any other cannot be fetched, since a frame loads nothing.
const BUNDLED: Readonly<Record<string, string>> = {
  "@jupyter-widgets/base": "ipywidgets",
  "@jupyter-widgets/controls": "ipywidgets",
  "@jupyter-widgets/output": "ipywidgets",
  anywidget: "anywidget",
};

/** What a bundled library is called in Python, by its module's name; undefined for one that is not here. */
export function bundledName(module: string): string | undefined {
  return Object.hasOwn(BUNDLED, module) ? BUNDLED[module] : undefined;
}
