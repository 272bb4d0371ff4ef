// The widget libraries that are here, by the names of their modules. A part of a widget from another library is shown as a
// line that names it.
import * as base from "@jupyter-widgets/base";
import * as controls from "@jupyter-widgets/controls";
import { OutputModel, OutputView } from "./output.ts";

type Library = Readonly<Record<string, unknown>>;

const LIBRARIES: Readonly<Record<string, () => Library | Promise<Library>>> = {
  "@jupyter-widgets/base": () => base,
  "@jupyter-widgets/controls": () => controls,
  "@jupyter-widgets/output": () => ({ OutputModel, OutputView }),
  anywidget: async () => {
    const { loadAnywidget } = await import("./anywidget.ts");
    return loadAnywidget(base);
  },
};

/** The class of a model or a view. */
export async function loadClass(module: string, name: string): Promise<unknown> {
  const library = Object.hasOwn(LIBRARIES, module) ? await LIBRARIES[module]?.() : undefined;
  const found = library !== undefined && Object.hasOwn(library, name) ? library[name] : undefined;
  return found ?? (name.endsWith("View") ? UnknownView : UnknownModel);
}

class UnknownModel extends base.DOMWidgetModel {}

class UnknownView extends base.DOMWidgetView {
  override render(): void {
    const { _view_module: module, _view_name: name } = this.model.attributes as Library;
    this.el.className = "lb-unknown-widget";
    this.el.textContent = `A widget of the library ${String(module)} (${String(name).replace(/View$/, "")}), which is not part of Lessonbook.`;
  }
}
