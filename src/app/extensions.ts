// The list: everything the page can show and do enters here, the built-in parts like any other.
import { codeCell } from "../cells/code/view.ts";
import { markdownCell } from "../cells/markdown/view.ts";
import { quizCell } from "../cells/quiz/view.ts";
import { rawCell } from "../cells/raw/view.ts";
import { withSourceEditor } from "../cells/source-editing.ts";
import { tableCell } from "../cells/table/view.ts";
import { authoringCommands } from "../commands/authoring.ts";
import { cellCommands } from "../commands/cell.ts";
import { clipboardCommands } from "../commands/clipboard.ts";
import { editorCommands } from "../commands/editor.ts";
import { fileCommands } from "../commands/file.ts";
import { headingCommands } from "../commands/heading.ts";
import { kernelCommands } from "../commands/kernel.ts";
import { kernelHelpCommands } from "../commands/kernel-help.ts";
import { lessonCommands } from "../commands/lesson.ts";
import { notebookCommands } from "../commands/notebook.ts";
import { settingsCommands } from "../commands/preferences.ts";
import { outputCommands } from "../commands/outputs.ts";
import { runCommands } from "../commands/run.ts";
import { searchCommands } from "../commands/search.ts";
import { selectionCommands } from "../commands/selection.ts";
import { shapeCommands } from "../commands/shape.ts";
import { slideCommands } from "../commands/slides.ts";
import { timelineCommands } from "../commands/timeline.ts";
import { viewCommands } from "../commands/view.ts";
import type { Extension } from "../extension.ts";
import { standardRenderers } from "../outputs/renderers.ts";

export const extensions: readonly Extension[] = [
  { name: "lesson cells", cellKinds: [quizCell, tableCell].map(withSourceEditor) },
  { name: "code", cellKinds: [codeCell] },
  { name: "text", cellKinds: [markdownCell, rawCell].map(withSourceEditor) },
  { name: "outputs", renderers: standardRenderers },
  { name: "cell commands", commands: cellCommands },
  { name: "split and merge", commands: shapeCommands },
  { name: "selection commands", commands: selectionCommands },
  { name: "editor commands", commands: editorCommands },
  { name: "heading commands", commands: headingCommands },
  { name: "lesson commands", commands: lessonCommands },
  { name: "authoring commands", commands: authoringCommands },
  { name: "notebook commands", commands: notebookCommands },
  { name: "output commands", commands: outputCommands },
  { name: "file commands", commands: fileCommands },
  { name: "run commands", commands: runCommands },
  { name: "clipboard commands", commands: clipboardCommands },
  { name: "timeline commands", commands: timelineCommands },
  { name: "kernel commands", commands: kernelCommands },
  { name: "kernel help commands", commands: kernelHelpCommands },
  { name: "search commands", commands: searchCommands },
  { name: "view commands", commands: viewCommands },
  { name: "slide commands", commands: slideCommands },
  { name: "settings commands", commands: settingsCommands },
];
