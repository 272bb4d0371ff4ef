// The cell as the notebook holds it now, for views that write: what they were last told may be a moment old.
import type { CellHost } from "../extension.ts";
import type { CellId } from "../model/state.ts";
import type { Cell } from "../nbformat/types.ts";

/** The cell with this id; `undefined` when it has been deleted. */
export function findLatestCell(host: CellHost, id: CellId): Cell | undefined {
  return host.state().cells.find(({ cell }) => cell.id === id)?.cell;
}
