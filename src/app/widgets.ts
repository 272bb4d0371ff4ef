// Widgets on the page: the kernel's messages are listened to from the start; what does something with them is fetched when
// there is a widget.
import { changeOf } from "../execution/messages.ts";
import type { Session } from "../execution/ports.ts";
import type { WidgetFinder } from "../extension.ts";
import type { NotebookState } from "../model/state.ts";
import type { Store } from "../model/store.ts";
import { WidgetFeed } from "../widgets/feed.ts";
import type { WidgetHub } from "../widgets/hub.ts";
import { shownWidget } from "../widgets/references.ts";

/** How long widgets have to be at rest before the file is given their state, in milliseconds. */
const AT_REST = 1_000;

export interface Widgets extends WidgetFinder {
  /** The notebook has another kernel. */
  follow(session: Session): void;
}

/** Makes the widgets of a notebook. */
export function makeWidgets(store: Store): Widgets {
  let hub: Promise<WidgetHub> | undefined;
  const load = (): Promise<WidgetHub> => {
    hub ??= import("../widgets/hub.ts").then(
      ({ WidgetHub: Hub }) => {
        const made = new Hub({
          metadata: () => store.state.frame.metadata,
          onChange: () => keepLater(made),
          onPrint: (cell, message) => {
            const change = changeOf(message, cell ?? "");
            if (change === undefined) return;
            if (cell !== undefined || change.type === "update-display") store.dispatch(change);
          },
          later: (act, milliseconds) => void setTimeout(act, milliseconds),
        });
        feed.read((event) => made.take(event));
        return made;
      },
      (error: unknown) => {
        hub = undefined; // It is tried again with the next widget.
        throw error;
      },
    );
    return hub;
  };
  const feed = new WidgetFeed(() => void load().catch(() => undefined));
  store.subscribe(({ kernel: { status } }, { kernel: before }) => {
    if (status === "none" && status !== before.status) feed.lose();
  });

  let timer: ReturnType<typeof setTimeout> | undefined;
  const keepLater = (made: WidgetHub): void => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(store, made), AT_REST);
  };
  return {
    connect: async (id, view) => (await load()).connect(id, view),
    follow: ({ kernel, joined }) => feed.follow(kernel, joined),
  };
}

/** Puts the state of the widgets that are shown into the notebook's metadata, as Jupyter does. */
function keep({ state, dispatch }: Store, hub: WidgetHub): void {
  const { widgets, remark } = hub.save(widgetsIn(state));
  const id = "widgets";
  if (remark === undefined) dispatch({ type: "dismiss", id });
  else dispatch({ type: "notice", notice: { id, tone: "status", text: remark } });
  const { metadata } = state.frame;
  if (widgets === undefined || JSON.stringify(widgets) === JSON.stringify(metadata.widgets)) return;
  dispatch({ type: "notebook-metadata", metadata: { ...metadata, widgets } });
}

/** The widgets that the outputs of a notebook show. */
function widgetsIn({ cells }: NotebookState): readonly string[] {
  return cells.flatMap(({ cell }) =>
    cell.cell_type !== "code"
      ? []
      : cell.outputs.flatMap((output) =>
          "data" in output ? (shownWidget(output.data) ?? []) : [],
        ),
  );
}
