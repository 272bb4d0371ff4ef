// Says in the page why a file's locks forbid something. Shared by the families of commands that change cells.
import type { CommandContext } from "../extension.ts";
import { refusalWords, type Act } from "../model/locks.ts";
import type { CellEntry } from "../model/state.ts";

/** Whether locks forbid an act on some of these cells; the reason then stands in a notice. */
export function isRefused(
  context: CommandContext,
  act: Act,
  entries: readonly CellEntry[],
): boolean {
  const text = refusalWords(
    act,
    entries.map(({ cell }) => cell),
  );
  if (text === undefined) return false;
  context.dispatch({ type: "notice", notice: { id: "locked", tone: "status", text } });
  return true;
}
