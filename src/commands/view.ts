// Commands on what is seen.
import type { Command } from "../extension.ts";

export const viewCommands: readonly Command[] = [
  {
    id: "view.outline",
    label: "Show or hide the contents",
    run: ({ toggleOutline }) => toggleOutline(),
  },
  {
    id: "view.line-numbers",
    label: "Show or hide line numbers",
    keys: ["Shift L"],
    when: "command",
    run: ({ toggleLineNumbers }) => toggleLineNumbers(),
  },
  {
    id: "view.side-by-side",
    label: "Show outputs beside or below their code",
    keys: ["Shift R"],
    when: "command",
    run: ({ toggleSideBySide }) => toggleSideBySide(),
  },
  {
    id: "view.reading",
    label: "Hide or show all code, for reading",
    run: ({ view }) => view.toggleReading(),
  },
];
