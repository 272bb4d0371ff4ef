// Widgets hold each other: a box its children, a slider its layout. What a widget needs to be shown, and what is wrong with
// it: parts that are missing, and parts that hold themselves, which no library could ever put together. Pure.
import { WIDGET_TYPE } from "../model/trust.ts";
import { isState, type WidgetModel, type WidgetState, type WidgetValue } from "./values.ts";

const PREFIX = "IPY_MODEL_";

/** Widgets in widgets deeper than this are taken for endless. */
const DEEPEST = 100;

/** The widget that a reference names; undefined for any other value. */
export function referenceOf(value: unknown): string | undefined {
  return typeof value === "string" && value.startsWith(PREFIX)
    ? value.slice(PREFIX.length)
    : undefined;
}

/** The widget that an output of Jupyter shows, by its MIME bundle; undefined for an output of another kind. */
export function shownWidget(data: unknown): string | undefined {
  const view = isState(data) ? data[WIDGET_TYPE] : undefined;
  const id = isState(view) ? view.model_id : undefined;
  return typeof id === "string" ? id : undefined;
}

/** Widgets that a value holds (`held`), and those that the outputs in it show: an Output widget works without them. */
function referencesIn(value: WidgetValue | undefined): {
  readonly held: ReadonlySet<string>;
  readonly shown: ReadonlySet<string>;
} {
  const held = new Set<string>();
  const shown = new Set<string>();
  const look = (part: WidgetValue | undefined): void => {
    const id = referenceOf(part);
    if (id !== undefined) held.add(id);
    else if (Array.isArray(part)) part.forEach(look);
    else if (isState(part)) {
      const view = shownWidget(part);
      if (view !== undefined) shown.add(view);
      Object.values(part).forEach(look);
    }
  };
  look(value);
  return { held, shown };
}

/** Leaves references out: a list loses the item, any other place becomes null. */
function without(value: WidgetValue, cut: ReadonlySet<string>): WidgetValue {
  const isCut = (part: WidgetValue): boolean => {
    const id = referenceOf(part);
    return id !== undefined && cut.has(id);
  };
  if (isCut(value)) return null;
  if (Array.isArray(value)) {
    const items: readonly WidgetValue[] = value;
    return items.filter((item) => !isCut(item)).map((item) => without(item, cut));
  }
  return isState(value) ? stateWithout(value, cut) : value;
}

function stateWithout(state: WidgetState, cut: ReadonlySet<string>): WidgetState {
  if (cut.size === 0) return state;
  return Object.fromEntries(
    Object.entries(state).map(([key, value]) => [
      key,
      value === undefined ? undefined : without(value, cut),
    ]),
  );
}

/** A widget with all that it needs. */
export interface Gathered {
  /** Parts before what holds them; references that lead nowhere or round in a circle are taken out of their states. */
  readonly models: readonly WidgetModel[];
  /** Ids of parts that are not there. */
  readonly missing: ReadonlySet<string>;
  /** Ids of parts that hold themselves. */
  readonly loops: ReadonlySet<string>;
}

/** Gathers what widgets need to be shown, but for parts that are known where they are shown. */
export function gather(
  models: ReadonlyMap<string, WidgetModel>,
  ids: Iterable<string>,
  isKnown: (id: string) => boolean = () => false,
): Gathered {
  const found = new Map<string, WidgetModel>();
  const missing = new Set<string>();
  const loops = new Set<string>();
  const path = new Set<string>();
  const visit = (id: string): void => {
    const model = models.get(id);
    if (model === undefined || found.has(id) || isKnown(id)) return;
    path.add(id);
    const { held, shown } = referencesIn(model.state);
    const cut = new Set<string>();
    for (const other of held) {
      if (!models.has(other)) {
        cut.add(other);
        missing.add(other);
      } else if (path.has(other) || path.size > DEEPEST) {
        cut.add(other);
        loops.add(other);
      } else visit(other);
    }
    path.delete(id);
    found.set(id, { ...model, state: stateWithout(model.state, cut) });
    for (const other of shown) if (!path.has(other) && path.size <= DEEPEST) visit(other);
  };
  for (const id of ids) {
    if (!models.has(id)) missing.add(id);
    visit(id);
  }
  return { models: [...found.values()], missing, loops };
}

/** The part of a change that can be shown: without references to what is missing or holds the changed widget itself. */
export function safeChange(
  models: ReadonlyMap<string, WidgetModel>,
  id: string,
  change: WidgetState,
): WidgetState {
  const { held } = referencesIn(change);
  const cut = new Set([...held].filter((other) => !models.has(other) || holds(models, other, id)));
  return stateWithout(change, cut);
}

/** The widgets that a change names. */
export function namedIn(change: WidgetState): readonly string[] {
  const { held, shown } = referencesIn(change);
  return [...held, ...shown];
}

/** Whether a widget is, or holds at any depth, another. */
function holds(models: ReadonlyMap<string, WidgetModel>, id: string, other: string): boolean {
  const seen = new Set<string>();
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === other) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...referencesIn(models.get(next)?.state).held);
  }
  return false;
}
