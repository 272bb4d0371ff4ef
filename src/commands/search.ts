// Commands of the search in the notebook.
import type { Command, SearchControl } from "../extension.ts";

export const searchCommands: readonly Command[] = [
  {
    id: "search.find",
    label: "Find in the notebook",
    keys: ["Accel F"],
    // Pressed once more in the bar, the key opens the browser's own find.
    enabled: ({ search }) => !search.hasFocus,
    run: ({ search }) => search.open(false),
  },
  {
    id: "search.replace",
    label: "Find and replace",
    keys: ["Accel H"],
    run: ({ search }) => search.open(true),
  },
  {
    id: "search.next",
    label: "Go to the next hit",
    keys: ["Accel G"],
    run: ({ search }) => search.go(1),
  },
  {
    id: "search.previous",
    label: "Go to the hit before",
    keys: ["Accel Shift G"],
    run: ({ search }) => search.go(-1),
  },
  whenOpen("search.close", "Close the search", (search) => search.close()),
  whenOpen("search.replace-one", "Replace this hit", (search) => search.replace("one")),
  whenOpen("search.replace-all", "Replace all hits", (search) => search.replace("all")),
  whenOpen("search.match-case", "Search: match case", (search) => search.toggle("matchCase")),
  whenOpen("search.whole-word", "Search: whole words only", (search) => search.toggle("wholeWord")),
  whenOpen("search.pattern", "Search: regular expression", (search) => search.toggle("isPattern")),
  whenOpen("search.in-outputs", "Search: in outputs too", (search) => search.toggle("inOutputs")),
];

function whenOpen(
  id: string,
  label: string,
  run: (search: SearchControl) => void | Promise<void>,
): Command {
  return {
    id,
    label,
    enabled: ({ search }) => search.isOpen,
    run: ({ search }) => run(search),
  };
}
