// Other ways to look at the notebook: for reading, without its code, and as slides.
import type { ViewControl } from "../extension.ts";
import type { Store } from "../model/store.ts";
import type { NotebookPanel } from "../notebook/panel.ts";
import { Part } from "../notebook/part.ts";
import type * as Slides from "../notebook/slides.ts";

export function makeViewControl(
  store: Store,
  panel: () => NotebookPanel,
  onFailure: (error: unknown) => void,
): ViewControl {
  const part = new Part<typeof Slides>(() => import("../notebook/slides.ts"), onFailure);
  let show: Slides.SlideShow | undefined;
  return {
    toggleReading: () =>
      panel().announce(panel().toggleReading() ? "Code is hidden" : "Code is shown"),
    toggleSlides: () => {
      if (show !== undefined) {
        show.end();
        return;
      }
      part.use(({ SlideShow: Show }) => {
        show = new Show({
          page: panel().node,
          state: () => store.state,
          subscribe: (listener) => store.subscribe(listener),
          elementOf: (id) => panel().elementOf(id),
          reveal: (id) => panel().reveal(id),
          focusCell: (id, mode) => {
            store.dispatch({ type: "select", selection: { active: id, mode } });
            panel().focusCell(id, mode);
          },
          announce: (text) => panel().announce(text),
          onEnd: () => {
            show = undefined;
          },
        });
      });
    },
  };
}
