// A list in a form: each entry with its fields and with buttons that move it and take it out, and one that adds.
import { makeElement } from "../elements.ts";
import { makeButton } from "../cells/parts.ts";

export type Change<T> = (update: (item: T) => T) => void;

export interface ListOptions<T> {
  readonly title: string;
  /** What an entry is called, such as "option"; in buttons. */
  readonly noun: string;
  readonly items: readonly T[];
  /** Makes the fields of an entry; `change` replaces it, as it is then, without drawing anew. */
  readonly fields: (item: T, index: number, change: Change<T>) => readonly HTMLElement[];
  readonly add: () => T;
  readonly onChange: (items: readonly T[]) => void;
  /** What a change makes of the other entries. */
  readonly adjust?: (items: readonly T[], before: readonly T[]) => readonly T[];
  /** The order of the entries says something. */
  readonly isOrdered: boolean;
}

/** Makes the list; it keeps what is in it and tells every change. */
export function makeListEditor<T>(options: ListOptions<T>): HTMLElement {
  const { noun } = options;
  let items = [...options.items];
  const list = makeElement("ol", { class: "lb-author-list" });
  const tell = (next: readonly T[]): void => {
    items = [...(options.adjust?.(next, items) ?? next)];
    options.onChange(items);
  };
  const set = (next: readonly T[], focusAt?: number): void => {
    tell(next);
    draw();
    if (focusAt === undefined) return;
    const target = list.children[focusAt]?.querySelector<HTMLElement>("input, textarea, select");
    (target ?? add).focus();
  };
  const add = makeButton(`Add ${noun}`, { class: "lb-button", "data-kind": "quiet" }, () =>
    set([...items, options.add()], items.length),
  );

  function draw(): void {
    list.replaceChildren(...items.map((item, index) => makeEntry(item, index)));
  }

  function makeEntry(item: T, index: number): HTMLElement {
    const name = `${noun} ${index + 1}`;
    const change: Change<T> = (update) =>
      tell(items.map((one, place) => (place === index ? update(one) : one)));
    const move = (to: number): void => {
      const next = items.toSpliced(index, 1);
      set(next.toSpliced(to, 0, ...items.slice(index, index + 1)), to);
    };
    const tools = [
      ...(options.isOrdered
        ? [
            tool("↑", `Move ${name} up`, index === 0, () => move(index - 1)),
            tool("↓", `Move ${name} down`, index === items.length - 1, () => move(index + 1)),
          ]
        : []),
      tool("✕", `Take out ${name}`, false, () =>
        set(items.toSpliced(index, 1), Math.min(index, items.length - 2)),
      ),
    ];
    return makeElement(
      "li",
      { class: "lb-author-entry" },
      makeElement(
        "div",
        { class: "lb-author-entry-fields" },
        ...options.fields(item, index, change),
      ),
      makeElement("div", { class: "lb-author-tools" }, ...tools),
    );
  }

  draw();
  return makeElement(
    "fieldset",
    { class: "lb-author-group" },
    makeElement("legend", {}, options.title),
    list,
    add,
  );
}

function tool(icon: string, label: string, isIdle: boolean, onPress: () => void): HTMLElement {
  return makeButton(
    icon,
    {
      class: "lb-quiz-move",
      "aria-label": label,
      title: label,
      "aria-disabled": isIdle ? "true" : undefined,
    },
    onPress,
  );
}
