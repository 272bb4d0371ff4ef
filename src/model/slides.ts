// A notebook as slides. One in which no cell says its place gets a slide for each heading of level 1 or 2. Pure.
import type { Cell } from "../nbformat/types.ts";
import { slideTypeOf } from "./slide-type.ts";
import type { CellEntry, CellId } from "./state.ts";

export interface Slide {
  /** Its cells, each with the step at which it comes: 0 with the slide, then one more for each fragment. */
  readonly cells: readonly { readonly id: CellId; readonly step: number }[];
  /** What only the speaker sees. */
  readonly notes: readonly CellId[];
  /** The last step. */
  readonly steps: number;
}

/** A place in the show. */
export interface SlidePlace {
  readonly slide: number;
  readonly step: number;
}

/** The slides in their order; none of them is empty. */
export function slidesOf(entries: readonly CellEntry[]): readonly Slide[] {
  const types = entries.map(({ cell }) => slideTypeOf(cell));
  const isSaid = types.some((type) => type === "slide" || type === "subslide");
  const slides: { cells: { id: CellId; step: number }[]; notes: CellId[]; steps: number }[] = [];
  for (const [at, { cell }] of entries.entries()) {
    const type = types[at] ?? "-";
    if (type === "skip") continue;
    const starts = isSaid ? type === "slide" || type === "subslide" : startsSection(cell);
    if (type !== "notes" && (starts || slides.length === 0))
      slides.push({ cells: [], notes: [], steps: 0 });
    const slide = slides.at(-1);
    if (slide === undefined) continue; // Notes before the first slide belong to none.
    if (type === "notes") {
      slide.notes.push(cell.id);
      continue;
    }
    if (type === "fragment" && slide.cells.length > 0) slide.steps += 1;
    slide.cells.push({ id: cell.id, step: slide.steps });
  }
  return slides;
}

/** One step on or back; `undefined` at either end. */
export function nextPlace(
  slides: readonly Slide[],
  { slide, step }: SlidePlace,
  by: 1 | -1,
): SlidePlace | undefined {
  const steps = slides[slide]?.steps ?? 0;
  if (by === 1 && step < steps) return { slide, step: step + 1 };
  if (by === -1 && step > 0) return { slide, step: step - 1 };
  const other = slides[slide + by];
  return other === undefined ? undefined : { slide: slide + by, step: by === 1 ? 0 : other.steps };
}

/** Where a cell is seen first; `undefined` for one that is on no slide. */
export function placeOf(slides: readonly Slide[], id: CellId): SlidePlace | undefined {
  for (const [slide, { cells }] of slides.entries()) {
    const found = cells.find((cell) => cell.id === id);
    if (found !== undefined) return { slide, step: found.step };
  }
  return undefined;
}

function startsSection(cell: Cell): boolean {
  return cell.cell_type === "markdown" && /^\s*#{1,2}\s/.test(cell.source);
}
