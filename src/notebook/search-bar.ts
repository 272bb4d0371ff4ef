// The search bar's elements: what to find, the count, the switches, what to put in its place, and what that would change.
// Says what was done to it; decides nothing.
import { makeElement, setAttribute, setText } from "../elements.ts";
import { commandButton } from "./command-button.ts";
import type { ReplacePlan } from "./search-replace.ts";

export type SearchSwitch = "matchCase" | "wholeWord" | "isPattern" | "inOutputs";

export interface SearchBarOptions {
  readonly onInput: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

export interface SearchBarView {
  /** Such as "3 of 12"; empty when nothing is looked for. */
  readonly count: string;
  readonly message: string;
  readonly switches: Readonly<Record<SearchSwitch, boolean>>;
  /** Undefined while only finding. */
  readonly plan: ReplacePlan | undefined;
}

const SWITCHES: readonly (readonly [SearchSwitch, string, string, string])[] = [
  ["matchCase", "search.match-case", "Aa", "Match case"],
  ["wholeWord", "search.whole-word", "Words", "Whole words only"],
  ["isPattern", "search.pattern", ".*", "Regular expression"],
  ["inOutputs", "search.in-outputs", "Outputs", "Search in outputs too"],
];

export class SearchBar {
  readonly el: HTMLElement;
  readonly #find: HTMLInputElement;
  readonly #replacement: HTMLInputElement;
  readonly #count = makeElement("output", {
    class: "lb-search-count",
    "data-part": "search-count",
  });
  readonly #message = makeElement("p", { class: "lb-search-message", role: "status" });
  readonly #switches = new Map<SearchSwitch, HTMLButtonElement>();
  readonly #replace: HTMLElement;
  readonly #replaceAll = commandButton("search.replace-all", "Replace all");
  readonly #plan = makeElement("div", { class: "lb-search-plan", "data-part": "search-plan" });

  constructor({ onInput, onKey }: SearchBarOptions) {
    this.#find = field("Find in the notebook");
    this.#replacement = field("Replace with");
    for (const [name, command, sign, title] of SWITCHES) {
      const button = commandButton(command, title, { icon: sign, title });
      button.classList.add("lb-search-switch");
      this.#switches.set(name, button);
    }
    this.#replace = makeElement(
      "div",
      { class: "lb-search-row", "data-part": "replace", hidden: "" },
      this.#replacement,
      commandButton("search.replace-one", "Replace"),
      this.#replaceAll,
    );
    this.el = makeElement(
      "search",
      { class: "lb-search", "aria-label": "Find and replace", hidden: "" },
      makeElement(
        "div",
        { class: "lb-search-row", "data-part": "search" },
        this.#find,
        this.#count,
        commandButton("search.previous", "Previous hit", { icon: "↑", title: "Previous hit" }),
        commandButton("search.next", "Next hit", { icon: "↓", title: "Next hit" }),
        ...this.#switches.values(),
        commandButton("search.replace", "Replace…"),
        commandButton("search.close", "Close the search", { icon: "✕", title: "Close (Esc)" }),
      ),
      this.#replace,
      this.#message,
      this.#plan,
    );
    this.el.addEventListener("input", onInput);
    this.el.addEventListener("keydown", onKey);
  }

  get text(): string {
    return this.#find.value;
  }

  get replacement(): string {
    return this.#replacement.value;
  }

  get isOpen(): boolean {
    return !this.el.hidden;
  }

  get hasFocus(): boolean {
    return this.el.contains(document.activeElement);
  }

  /** Shows the bar and selects what is in the field; `text` takes its place unless it is empty. */
  open(text: string, withReplace: boolean): void {
    this.el.hidden = false;
    this.#replace.hidden = !withReplace;
    if (text !== "") this.#find.value = text;
    const field = withReplace && this.#find.value !== "" ? this.#replacement : this.#find;
    field.focus();
    field.select();
  }

  close(): void {
    this.el.hidden = true;
    this.#replace.hidden = true;
  }

  draw({ count, message, switches, plan }: SearchBarView): void {
    setText(this.#count, count);
    setText(this.#message, message);
    for (const [name, button] of this.#switches)
      setAttribute(button, "aria-pressed", String(switches[name]));
    this.#plan.hidden = plan === undefined || plan.lines.length === 0;
    setText(
      this.#replaceAll,
      plan === undefined || plan.hits === 0 ? "Replace all" : `Replace all (${plan.hits})`,
    );
    setAttribute(this.#replaceAll, "aria-disabled", plan?.hits === 0 ? "true" : undefined);
    this.#plan.replaceChildren(...(plan === undefined ? [] : drawPlan(plan)));
  }
}

function field(label: string): HTMLInputElement {
  return makeElement("input", {
    type: "text",
    class: "lb-search-field",
    "aria-label": label,
    placeholder: label,
    autocomplete: "off",
    autocapitalize: "off",
    autocorrect: "off",
    spellcheck: "false",
    enterkeyhint: "search",
  });
}

function drawPlan(plan: ReplacePlan): readonly HTMLElement[] {
  const lines = plan.lines.map(({ where, before, old, fresh, after }) =>
    makeElement(
      "li",
      {},
      makeElement("span", { class: "lb-search-where" }, where),
      makeElement(
        "code",
        {},
        before,
        makeElement("del", {}, old),
        makeElement("ins", {}, fresh),
        after,
      ),
    ),
  );
  const rest = plan.hits - plan.lines.length;
  if (rest > 0) lines.push(makeElement("li", {}, `and ${rest} more`));
  return [makeElement("ol", { "aria-label": "What will change" }, ...lines)];
}
