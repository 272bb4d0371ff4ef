// The form of a comparison table: its heads, its rows, and which of its cells are measured on the reader's kernel.
import { makeElement } from "../elements.ts";
import {
  draftOfTable,
  measureEntries,
  renameMeasured,
  writeTableDraft,
  type TableDraft,
} from "../lesson/draft/table-draft.ts";
import { lessonMetadata, withLessonMetadata } from "../lesson/lesson-metadata.ts";
import type { Cell, JsonObject, JsonValue } from "../nbformat/types.ts";
import { makeArea, makeLine, makeRow, makeSelect } from "./fields.ts";
import { makeListEditor } from "./list-editor.ts";

/** Makes the form; undefined while the text of the cell holds no table that fits into it. */
export function makeTableForm(
  cells: readonly Cell[],
  set: (cells: readonly Cell[]) => void,
): HTMLElement | undefined {
  const [first] = cells;
  const read = first === undefined ? undefined : draftOfTable(first.source);
  if (first === undefined || read === undefined) return undefined;
  let draft = read;
  let cell = first;
  let measure = measureEntries(lessonMetadata(cell).measure);
  const el = makeElement("div", { class: "lb-author-fields" });

  const tell = (): void => {
    cell = {
      ...cell,
      source: writeTableDraft(draft),
      metadata: withLessonMetadata(cell, {
        measure: measure.length === 0 ? undefined : [...measure],
      }),
    };
    set([cell]);
  };
  const setDraft = (part: Partial<TableDraft>): void => {
    draft = { ...draft, ...part };
    tell();
  };
  const setColumns = (header: readonly string[], columns: readonly number[]): void => {
    setDraft({
      header,
      alignment: columns.map((column) => draft.alignment[column] ?? "none"),
      rows: draft.rows.map((row) => columns.map((column) => row[column] ?? "")),
    });
    draw();
  };

  const makeColumns = (): HTMLElement => {
    const places = draft.header.map((name, index) => ({ name, index }));
    let before = places;
    return makeListEditor({
      title: "Columns; the first one names the rows",
      noun: "column",
      items: places,
      isOrdered: true,
      add: () => ({ name: "", index: -1 }),
      onChange: (next) => {
        const isSame =
          next.length === before.length &&
          next.every(({ index }, at) => index === before[at]?.index);
        if (isSame) {
          for (const [at, { name }] of next.entries()) {
            measure = renameMeasured(measure, "column", before[at]?.name ?? "", name);
          }
          before = [...next];
          setDraft({ header: next.map(({ name }) => name) });
          rows.replaceChildren(makeRows());
          measured.replaceChildren(makeMeasured());
          return;
        }
        const gone = before.filter(({ index }) => !next.some((one) => one.index === index));
        measure = measure.filter(({ column }) => !gone.some(({ name }) => name === column));
        setColumns(
          next.map(({ name }) => name),
          next.map(({ index }) => index),
        );
      },
      fields: (column, _, change) => [
        makeLine(column.name, {
          label: "Head",
          onInput: (name) => change((one) => ({ ...one, name })),
        }),
      ],
    });
  };

  const makeRows = (): HTMLElement => {
    let before = draft.rows;
    return makeListEditor({
      title: "Rows",
      noun: "row",
      items: draft.rows,
      isOrdered: true,
      add: () => draft.header.map(() => ""),
      onChange: (next) => {
        if (next.length === before.length) {
          for (const [at, row] of next.entries()) {
            const [from = "", to = ""] = [before[at]?.[0], row[0]];
            const isMoved = before.some(([name]) => name === to);
            if (from !== to && !isMoved) measure = renameMeasured(measure, "row", from, to);
          }
        } else {
          measure = measure.filter(
            (entry) =>
              next.some(([name]) => name === entry.row) ||
              !before.some(([name]) => name === entry.row),
          );
        }
        before = next;
        setDraft({ rows: next });
        measured.replaceChildren(makeMeasured());
      },
      fields: (row, _, change) =>
        draft.header.map((head, column) =>
          makeArea(row[column] ?? "", {
            label: head === "" ? `Column ${column + 1}` : head,
            onInput: (text) =>
              change((now) =>
                draft.header.map((_head, at) => (at === column ? text : (now[at] ?? ""))),
              ),
          }),
        ),
    });
  };

  const makeMeasured = (): HTMLElement =>
    makeListEditor({
      title: "Cells that are measured on the reader's kernel",
      noun: "measurement",
      items: measure,
      isOrdered: false,
      add: () => ({
        row: draft.rows[0]?.[0] ?? "",
        column: draft.header[1] ?? "",
        expression: "",
      }),
      onChange: (next) => {
        measure = next;
        tell();
      },
      fields: (entry, _, change) => {
        const edit = (part: typeof entry): void => change((now) => ({ ...now, ...part }));
        const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
        const names = (list: readonly string[]) => list.map((name) => [name, name] as const);
        return [
          makeRow(
            makeSelect(textOf(entry.row), names(draft.rows.map(([name = ""]) => name)), {
              label: "Row",
              onInput: (row) => edit({ row }),
            }),
            makeSelect(textOf(entry.column), names(draft.header.slice(1)), {
              label: "Column",
              onInput: (column) => edit({ column }),
            }),
          ),
          makeLine(textOf(entry.expression), {
            label: "Python expression",
            code: true,
            onInput: (expression) => edit({ expression }),
          }),
          makeLine(typeof entry.claim === "number" ? String(entry.claim) : textOf(entry.claim), {
            label: "Value that is claimed",
            note: "In the unit that is measured, such as bytes or seconds; empty: none",
            onInput: (text) => change((now) => withClaim(now, readClaim(text))),
          }),
        ];
      },
    });

  // Both name rows and columns, so they are drawn anew when one is renamed.
  const rows = makeElement("div");
  const measured = makeElement("div");
  const draw = (): void => {
    rows.replaceChildren(makeRows());
    measured.replaceChildren(makeMeasured());
    el.replaceChildren(
      makeArea(draft.before, {
        label: "Text above the table",
        onInput: (before) => setDraft({ before }),
      }),
      makeColumns(),
      rows,
      measured,
      makeArea(draft.after, {
        label: "Text below the table",
        onInput: (after) => setDraft({ after }),
      }),
    );
  };
  draw();
  return el;
}

function withClaim(entry: JsonObject, value: JsonValue | undefined): JsonObject {
  const { claim: _claim, ...rest } = entry;
  return value === undefined ? rest : { ...rest, claim: value };
}

/** What is no number is kept as it was typed, so that the author is told. */
function readClaim(text: string): JsonValue | undefined {
  if (text.trim() === "") return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}
