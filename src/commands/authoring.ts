// Commands that write a lesson: new questions, tables and exercises, by form and by Markdown; tags of cells.
import type { Command, CommandContext } from "../extension.ts";
import { isObject } from "../nbformat/parse.ts";
import { findCell } from "../model/select.ts";
import { isRefused } from "./refusal.ts";

export const authoringCommands: readonly Command[] = [
  {
    id: "author.new-question",
    label: "New question",
    run: ({ authoring }) => authoring.create("question"),
  },
  {
    id: "author.new-table",
    label: "New table",
    run: ({ authoring }) => authoring.create("table"),
  },
  {
    id: "author.new-exercise",
    label: "New exercise",
    run: ({ authoring }) => authoring.create("exercise"),
  },
  {
    id: "author.edit",
    label: "Edit the question or table in a form",
    enabled: isWritten,
    run: ({ authoring }) => authoring.edit(),
  },
  {
    id: "author.tags",
    label: "Edit the tags of the cell",
    run: (context) => {
      const entry = findCell(context.state, context.state.selection.active);
      if (entry !== undefined && !isRefused(context, "edit", [entry])) context.authoring.editTags();
    },
  },
  {
    id: "author.pictures",
    label: "Pictures of the text cell",
    enabled: ({ state }) => findCell(state, state.selection.active)?.cell.cell_type !== "code",
    run: (context) => {
      const entry = findCell(context.state, context.state.selection.active);
      if (entry !== undefined && !isRefused(context, "edit", [entry]))
        context.authoring.editPictures();
    },
  },
  {
    id: "author.import",
    label: "Import questions of jupyterquiz",
    run: ({ authoring }) => authoring.importQuestions(),
  },
];

/** Whether the active cell is a question or table of the teacher's. */
function isWritten({ state }: Pick<CommandContext, "state">): boolean {
  const metadata = findCell(state, state.selection.active)?.cell.metadata.lessonbook;
  if (!isObject(metadata)) return false;
  return metadata.kind === "table" || (metadata.kind === "quiz" && metadata.released !== true);
}
