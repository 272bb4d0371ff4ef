// `jslink` and `jsdlink`: traits that follow each other in the page, also without a kernel. Widgets of one notebook live in
// several frames, so the page carries the values over. Pure.
import { referenceOf } from "./references.ts";
import { isSame, type WidgetModel, type WidgetState, type WidgetValue } from "./values.ts";

interface End {
  readonly id: string;
  readonly trait: string;
}

/** A change that a link asks for. */
export interface LinkedChange {
  readonly id: string;
  readonly change: WidgetState;
}

/** Whether a model is a link, which shows nothing. */
export function isLink({ module, name }: WidgetModel): boolean {
  return (
    module === "@jupyter-widgets/controls" &&
    (name === "LinkModel" || name === "DirectionalLinkModel")
  );
}

/** What links change after some traits of a widget have changed. */
export function linkedChanges(
  models: ReadonlyMap<string, WidgetModel>,
  id: string,
  traits: readonly string[],
): readonly LinkedChange[] {
  const changes: LinkedChange[] = [];
  for (const link of models.values()) {
    const ends = endsOf(link);
    if (ends === undefined) continue;
    const { source, target } = ends;
    if (source.id === id && traits.includes(source.trait))
      changes.push(...carry(models, source, target));
    else if (link.name === "LinkModel" && target.id === id && traits.includes(target.trait))
      changes.push(...carry(models, target, source));
  }
  return changes;
}

/** What a link changes when it is made: its target takes the source's value. */
export function firstChanges(
  models: ReadonlyMap<string, WidgetModel>,
  link: WidgetModel,
): readonly LinkedChange[] {
  const ends = endsOf(link);
  return ends === undefined ? [] : carry(models, ends.source, ends.target);
}

/** The widgets that a link ties together. */
export function linkedWidgets(link: WidgetModel): readonly string[] {
  const ends = endsOf(link);
  return ends === undefined ? [] : [ends.source.id, ends.target.id];
}

function endsOf(link: WidgetModel): { readonly source: End; readonly target: End } | undefined {
  if (!isLink(link)) return undefined;
  const source = endOf(link.state.source);
  const target = endOf(link.state.target);
  return source && target && { source, target };
}

function endOf(value: WidgetValue | undefined): End | undefined {
  const [reference, trait] = Array.isArray(value) ? (value as readonly WidgetValue[]) : [];
  const id = referenceOf(reference);
  return id !== undefined && typeof trait === "string" ? { id, trait } : undefined;
}

function carry(
  models: ReadonlyMap<string, WidgetModel>,
  from: End,
  to: End,
): readonly LinkedChange[] {
  const value = models.get(from.id)?.state[from.trait];
  const target = models.get(to.id);
  if (value === undefined || target === undefined || isSame(value, target.state[to.trait]))
    return [];
  return [{ id: to.id, change: { [to.trait]: value } }];
}
