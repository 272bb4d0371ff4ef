// Moving the selected cells with keys: pick up, choose the place with the arrows, drop. Every step is said aloud.
// One edit in the end, so one undo takes it back.
import { movedRange, placeInSight } from "../model/edits.ts";
import { DropLine, type MoveContext } from "./drop-line.ts";

const HINT = "Arrow keys choose the place, Enter drops, Escape cancels";

/** Takes the keyboard until the cells are dropped or left where they are. */
export function moveWithKeys(context: MoveContext): void {
  const { state, announce, elementOf } = context;
  const moved = movedRange(state());
  const end = state().cells.length;
  const line = new DropLine(context);
  const over = new AbortController();
  const { signal } = over;
  let gap = moved.first;

  const finish = (): void => {
    over.abort();
    line.hide();
  };
  const cancel = (): void => {
    finish();
    announce("Not moved");
  };
  const choose = (wanted: number): void => {
    gap = Math.min(Math.max(wanted, 0), end);
    const { cells } = state();
    elementOf(cells[gap === end ? end - 1 : gap]?.cell.id ?? "")?.scrollIntoView({
      block: "nearest",
    });
    line.show(gap, HINT);
    announce(placeWords(gap, end, cells[gap]?.cell.source));
  };
  /** The places around the cells themselves are one: where they are. */
  const isHere = (): boolean => gap >= moved.first && gap <= moved.end;
  const step = (by: 1 | -1): void => {
    let next = (isHere() ? (by === 1 ? moved.end : moved.first) : gap) + by;
    // A folded section is passed as a whole.
    while (next > 0 && next < end && placeInSight(state(), next) !== next) next += by;
    choose(next);
  };

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") {
      cancel();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    switch (event.key) {
      case "ArrowUp":
      case "k":
        step(-1);
        return;
      case "ArrowDown":
      case "j":
        step(1);
        return;
      case "Home":
        choose(0);
        return;
      case "End":
        choose(end);
        return;
      case "Enter":
      case " ": {
        finish();
        if (isHere()) announce("Not moved");
        else context.drop(gap);
        return;
      }
      case "Escape":
        cancel();
    }
  };
  addEventListener("keydown", onKey, { capture: true, signal });
  addEventListener("pointerdown", cancel, { capture: true, signal });
  elementOf(state().selection.active)?.focus({ preventScroll: true });
  line.show(gap, HINT);
  const count = moved.end - moved.first;
  announce(`${count === 1 ? "1 cell" : `${count} cells`} picked up. ${HINT}.`);
}

function placeWords(gap: number, end: number, below: string | undefined): string {
  if (gap === end || below === undefined) return "At the end";
  const words = below.trim().split("\n", 1)[0]?.slice(0, 60) ?? "";
  const name = words === "" ? "an empty cell" : words;
  return gap === 0 ? `At the beginning, before ${name}` : `Place ${gap + 1}, before ${name}`;
}
