// Commands on the notebook's file: copies, what to do when it cannot be saved, earlier versions.
import type { Command } from "../extension.ts";
import type { NotebookState } from "../model/state.ts";

const hasFailed = ({ state }: { readonly state: NotebookState }): boolean =>
  state.save.failure !== undefined;

export const fileCommands: readonly Command[] = [
  {
    id: "notebook.save-copy",
    label: "Save a copy",
    run: ({ file }) => file.saveCopy(),
  },
  {
    id: "notebook.download",
    label: "Download",
    run: ({ file }) => file.export("ipynb"),
  },
  {
    id: "notebook.download-without-outputs",
    label: "Download without outputs",
    run: ({ file }) => file.export("ipynb", { withoutOutputs: true }),
  },
  {
    id: "notebook.export-html",
    label: "Export as a web page",
    run: ({ file }) => file.export("html"),
  },
  {
    id: "notebook.export-markdown",
    label: "Export as Markdown",
    run: ({ file }) => file.export("md"),
  },
  {
    id: "notebook.export-script",
    label: "Export as a script",
    run: ({ file }) => file.export("py"),
  },
  {
    id: "notebook.export-other",
    label: "Export in another format",
    run: ({ file }) => file.showServerFormats(),
  },
  {
    id: "notebook.print",
    label: "Print, or save as PDF",
    run: ({ file }) => file.print(),
  },
  {
    id: "notebook.checkpoints",
    label: "Earlier versions",
    run: ({ file }) => file.showCheckpoints(),
  },
  {
    id: "notebook.merge",
    label: "Compare and merge",
    offered: (context) =>
      context.state.save.failure?.kind === "conflict" || context.file.hasDraft(),
    run: ({ file }) => file.merge(),
  },
  {
    id: "notebook.forget-draft",
    label: "Forget what was typed and not saved",
    offered: ({ file }) => file.hasDraft(),
    run: async ({ file, confirm }) => {
      const question = "Forget what was typed here and not saved? It cannot be brought back.";
      if (await confirm(question, "Forget it")) await file.forgetDraft();
    },
  },
  {
    id: "notebook.log-in",
    label: "Log in",
    offered: hasFailed,
    run: ({ file }) => file.goTo("login"),
  },
  {
    id: "notebook.start-server",
    label: "Start the server",
    offered: hasFailed,
    run: ({ file }) => file.goTo("start"),
  },
];
