// How far the learner is: where to go on, what is due again, the check from a clean start, and starting over.
import type { Server } from "../execution/ports.ts";
import type { CellHost, CellKind, LessonControl } from "../extension.ts";
import { placeToGoOn, progressOf, standOf } from "../lesson/progress.ts";
import { toNotebook } from "../model/open.ts";
import type { CellId, Mode } from "../model/state.ts";
import type { Store } from "../model/store.ts";
import type { Cell } from "../nbformat/types.ts";
import type { OutlineHeading } from "../notebook/outline.ts";
import { Part } from "../notebook/part.ts";
import type * as Progress from "../progress/progress.ts";
import { mountAlone } from "./cell-alone.ts";

export interface LessonControlOptions {
  readonly store: Store;
  readonly server: Server;
  /** Gives the code that lets a kernel import Lessonbook's modules. */
  readonly setup: () => Promise<string>;
  readonly host: CellHost;
  readonly kindOf: (cell: Cell) => CellKind;
  readonly headingsOf: (source: string) => readonly OutlineHeading[];
  readonly focusCell: (id: CellId, mode: Mode) => void;
  readonly onFailure: (error: unknown) => void;
}

export interface PageLesson extends LessonControl {
  /** Says to who comes back how far the lesson is, and what is due. */
  welcome(): void;
}

const noticeId = "lesson";

export function makeLessonControl(options: LessonControlOptions): PageLesson {
  const { store, headingsOf } = options;
  const part = new Part<typeof Progress>(
    () => import("../progress/progress.ts"),
    options.onFailure,
  );
  const cells = (): readonly Cell[] => store.state.cells.map(({ cell }) => cell);
  const metadata = () => store.state.frame.metadata;
  const lesson = () => ({ cells: cells(), metadata: metadata(), headingsOf });
  const dismiss = (): void => store.dispatch({ type: "dismiss", id: noticeId });

  return {
    canResume: () => placeToGoOn(cells()) !== undefined,
    resume: () => {
      const entry = store.state.cells[placeToGoOn(cells()) ?? -1];
      if (entry !== undefined) options.focusCell(entry.cell.id, "command");
      dismiss();
    },
    hasQuestions: () => cells().some((cell) => standOf(cell) !== undefined),
    recall: () => {
      dismiss();
      part.use(({ dueToday, openRecall, noteRecall, readRecall, withRecall, today }) => {
        openRecall({
          topics: dueToday(lesson()),
          mount: (el, cell, signal, onChange) =>
            mountAlone(el, [cell], signal, { ...options, onChange }),
          onAnswered: (topic, isRight) => {
            const book = noteRecall(readRecall(metadata()), topic, isRight, today());
            store.dispatch({ type: "notebook-metadata", metadata: withRecall(metadata(), book) });
          },
        });
      });
    },
    check: () =>
      part.use(({ openCheck }) => {
        openCheck({
          server: options.server,
          notebook: toNotebook(store.state),
          path: store.state.path,
          setup: options.setup,
          goTo: (id) => options.focusCell(id, "command"),
        });
      }),
    reset: () =>
      part.use(({ freshQuestion, withRecall }) => {
        clearAnswers(store, freshQuestion);
        store.dispatch({ type: "notebook-metadata", metadata: withRecall(metadata(), {}) });
      }),
    welcome: () => {
      const { done, tried } = progressOf(cells());
      if (done + tried === 0) return;
      part.use(({ welcomeWords }) => {
        const { text, due } = welcomeWords(lesson(), progressOf(cells()));
        const goOn = { label: "Go on where you left off", command: "lesson.resume" };
        const practise = { label: "Practise what is due", command: "lesson.recall" };
        const canResume = placeToGoOn(cells()) !== undefined;
        const actions = [...(canResume ? [goOn] : []), ...(due > 0 ? [practise] : [])];
        if (actions.length === 0) return;
        store.dispatch({ type: "notice", notice: { id: noticeId, tone: "status", text, actions } });
      });
    },
  };
}

function clearAnswers(store: Store, fresh: (cell: Cell) => Cell): void {
  const patches = store.state.cells.flatMap(({ cell }) => {
    const { id, source, metadata } = fresh(cell);
    return source === cell.source && metadata === cell.metadata ? [] : [{ id, source, metadata }];
  });
  if (patches.length === 0) return;
  const { selection } = store.state;
  const steps = [{ type: "set", cells: patches }] as const;
  store.dispatch({ type: "edit", label: "Start over", steps, selection });
}
