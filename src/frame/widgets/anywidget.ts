// anywidget: a widget's own module, which comes with its state, is imported from a blob. Its package is made for AMD loaders.
import type * as base from "@jupyter-widgets/base";

type Library = Readonly<Record<string, unknown>>;
type Factory = (widgets: typeof base) => Library;

let library: Library | undefined;

/** Gives anywidget's classes, made on the base that is here. */
export async function loadAnywidget(widgets: typeof base): Promise<Library> {
  if (library !== undefined) return library;
  let factory: Factory | undefined;
  const scope = globalThis as { define?: unknown };
  scope.define = (_names: unknown, made: Factory) => {
    factory = made;
  };
  await import("anywidget");
  delete scope.define;
  if (factory === undefined) throw new Error("anywidget's package does not call define any more.");
  return (library = factory(widgets));
}
