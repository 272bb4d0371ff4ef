// Cells of lessons whose controls are fetched with the first of them, since most notebooks have none. Until they are there the
// cell's text stands there, as it would without scripts.
import type { CellContext, CellKind, CellView } from "../extension.ts";
import { isObject } from "../nbformat/parse.ts";
import type { Cell } from "../nbformat/types.ts";
import { makeElement } from "../elements.ts";

export interface LaterKind extends CellKind {
  /** Fetches what shows such cells, if one of these is one; from then on they are drawn at once. */
  preload(cells: readonly Cell[]): Promise<void>;
}

type Mount = CellKind["mount"];

/**
 * Makes a kind of cell.
 * @param load fetches what shows such a cell
 * @param box attributes of the element in which its text stands until then
 */
export function makeLaterKind(
  kind: Omit<CellKind, "mount">,
  load: () => Promise<Mount>,
  box: Readonly<Record<string, string>>,
): LaterKind {
  let mount: Mount | undefined;
  const preload = async (cells: readonly Cell[]): Promise<void> => {
    if (cells.some((cell) => kind.claims(cell))) mount = await load();
  };

  function mountLater(context: CellContext): CellView {
    const { el, host, signal } = context;
    let { entry } = context;
    let view: CellView | undefined;
    const shown = makeElement("div", box);
    const { attachments } = entry.cell;
    host.renderMarkdown(shown, entry.cell.source, isObject(attachments) ? { attachments } : {});
    el.replaceChildren(shown);
    const draw = async (): Promise<void> => {
      await preload([entry.cell]);
      if (!signal.aborted) view = mount?.({ ...context, entry });
    };
    draw().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      const words = `The controls of this ${kind.name} could not be fetched (${reason}). Load the page again to use them here.`;
      shown.append(makeElement("p", { class: "lb-notice", role: "alert" }, words));
    });
    return {
      update: (next, selection) => {
        entry = next;
        view?.update(next, selection);
      },
      focus: (at) => view?.focus(at),
    };
  }

  return { ...kind, preload, mount: (context) => (mount ?? mountLater)(context) };
}
