// A submission + its release → the notebook that is run and scored. Every cell that counts comes from the teacher, but
// for the answers; what the learner added stays. Nothing here can fail: a cell that makes no sense is a finding.
import { isQuestionCell } from "../lesson/question-kinds.ts";
import type { Cell, CellType, JsonObject, Notebook } from "../nbformat/types.ts";
import {
  gradePart,
  isLocked,
  rawGradeMetadata,
  readGradeInfo,
  SCHEMA_VERSION,
  upgradeCell,
  withoutGradeMetadata,
  type GradeInfo,
} from "./cell-metadata.ts";
import { matchCells, type Match, type Matches } from "./match.ts";

export type FindingKind =
  | "deleted"
  | "copied"
  | "moved"
  | "retyped"
  | "edited"
  | "renamed"
  | "metadata-lost"
  | "metadata-old"
  | "points-edited"
  | "flags-edited"
  | "unknown-cell";

/** What was found to be otherwise than in the release, and what was done about it. */
export interface Finding {
  readonly kind: FindingKind;
  /** The id of the cell in the exercise; empty where it has none. */
  readonly gradeId: string;
  /** The cell in the repaired notebook, or the one that was deleted. */
  readonly cellId: string;
  /** A sentence for the teacher. */
  readonly message: string;
}

export interface Repaired {
  /** Without outputs. Cells that count have the teacher's metadata. */
  readonly notebook: Notebook;
  /** In the order of the cells. */
  readonly findings: readonly Finding[];
  /** Ids of the cells that were put back or whose text was put right. */
  readonly restored: ReadonlySet<string>;
}

export interface RepairSource {
  /** What learners get, as release makes it now. */
  readonly released: Notebook;
  /** The same cells with hidden tests, by the same indexes. */
  readonly master: Notebook;
  /** Further texts of locked cells that learners were given honestly, by grade id: an earlier release. */
  readonly earlier?: ReadonlyMap<string, string>;
}

/** Puts a submission right. */
export function repairSubmission(submission: Notebook, source: RepairSource): Repaired {
  const cells = submission.cells.map((cell) => clearRuns(upgradeCell(cell)));
  const release = source.released.cells;
  const matches = matchCells(release, cells);
  const moved = findMoved(matches.found);
  const findings: (Finding & { readonly at: number })[] = [];
  const restored = new Set<string>();
  const repaired: (Cell | undefined)[] = cells.map((cell, index) =>
    matches.copies.has(index) || readGradeInfo(cell) !== undefined
      ? withoutGradeMetadata(cell)
      : cell,
  );

  for (const [place, master] of source.master.cells.entries()) {
    const info = readGradeInfo(master);
    const match = matches.found.get(place);
    const original = match && cells[match.index];
    if (info === undefined || gradePart(info) === undefined) continue;
    if (match === undefined || original === undefined) {
      findings.push({ ...deletedFinding(master, info), at: release.length });
      continue;
    }
    const given = submission.cells[match.index];
    const mended = mendCell(original, master, info);
    repaired[match.index] = mended;
    const found = compare({
      original,
      given,
      match,
      master,
      info,
      released: release[place],
      source,
    });
    if (found.some(({ kind }) => kind === "edited" || kind === "retyped")) restored.add(mended.id);
    if (moved.has(place)) found.push(movedFinding(info));
    findings.push(
      ...found.map((one) => ({
        ...one,
        gradeId: info.gradeId,
        cellId: mended.id,
        at: match.index,
      })),
    );
  }
  findings.push(...findCopies(matches, cells, source.master));
  findings.push(...findUnknown(matches, cells));

  const notebook = withKernelspec(submission, source.master);
  const all = withDeleted(repaired, matches, source.master, restored);
  return {
    notebook: { ...notebook, cells: withUniqueIds(all) },
    findings: findings.sort((a, b) => a.at - b.at).map(({ at: _, ...finding }) => finding),
    restored,
  };
}

/** The cell as it counts: the teacher's but for the answer's text. */
function mendCell(original: Cell, master: Cell, info: GradeInfo): Cell {
  if (isLocked(info) || info.task) return clearRuns(master);
  const lessonbook = master.metadata.lessonbook;
  const metadata: JsonObject = {
    ...original.metadata,
    nbgrader: master.metadata.nbgrader,
    ...(lessonbook !== undefined && { lessonbook }),
  };
  return retype({ ...original, metadata, id: master.id }, master.cell_type);
}

function retype(cell: Cell, type: CellType): Cell {
  if (cell.cell_type === type) return cell;
  const { outputs: _, execution_count: __, attachments: ___, ...rest } = cell;
  return type === "code"
    ? { ...rest, cell_type: "code", outputs: [], execution_count: null }
    : { ...rest, cell_type: type };
}

interface Comparison {
  /** With upgraded metadata. */
  readonly original: Cell;
  /** As handed in. */
  readonly given: Cell | undefined;
  readonly match: Match;
  readonly master: Cell;
  readonly info: GradeInfo;
  readonly released: Cell | undefined;
  readonly source: RepairSource;
}

function compare(it: Comparison): Pick<Finding, "kind" | "message">[] {
  const { original, master, info } = it;
  const found: Pick<Finding, "kind" | "message">[] = [];
  const own = readGradeInfo(original);
  if (original.cell_type !== master.cell_type) {
    found.push({
      kind: "retyped",
      message: `had been turned into ${typeName(original)}; it is ${typeName(master)} again`,
    });
  }
  if ((isLocked(info) || info.task) && !isAsGiven(it)) {
    found.push({ kind: "edited", message: "had been edited; the teacher's text is back" });
  }
  if (own === undefined) {
    found.push({
      kind: "metadata-lost",
      message: `had lost its grading data; known again by its ${it.match.by}`,
    });
    return found;
  }
  if (own.gradeId !== info.gradeId) {
    found.push({
      kind: "renamed",
      message: `had the id "${own.gradeId}"; known again by its ${it.match.by}`,
    });
  }
  const flags = (["grade", "solution", "task"] as const).filter((flag) => own[flag] !== info[flag]);
  if (flags.length > 0 || isLocked(own) !== isLocked(info)) {
    found.push({
      kind: "flags-edited",
      message: "had other grading flags; the teacher's are back",
    });
  }
  if ((info.grade || info.task) && own.points !== info.points) {
    found.push({
      kind: "points-edited",
      message: `claimed ${own.points} points; it is worth ${info.points}`,
    });
  }
  if (isOld(it.given)) {
    found.push({
      kind: "metadata-old",
      message: "had grading data of an older nbgrader; read as it is",
    });
  }
  return found;
}

function isAsGiven({ original, master, info, released, source }: Comparison): boolean {
  const { source: text } = original;
  return (
    text === released?.source ||
    text === master.source ||
    text === source.earlier?.get(info.gradeId)
  );
}

function isOld(given: Cell | undefined): boolean {
  const raw = given === undefined ? undefined : rawGradeMetadata(given);
  return raw !== undefined && raw.schema_version !== SCHEMA_VERSION;
}

function deletedFinding(master: Cell, info: GradeInfo): Finding {
  const part = gradePart(info);
  const message =
    part === "answer" || part === "manual"
      ? "is not there: the answer was deleted"
      : "had been deleted; it is back";
  return { kind: "deleted", gradeId: info.gradeId, cellId: master.id, message };
}

function movedFinding({ gradeId }: GradeInfo): Pick<Finding, "kind" | "message"> {
  return { kind: "moved", message: `"${gradeId}" stands in another place than in the release` };
}

function findCopies(
  { copies }: Matches,
  cells: readonly Cell[],
  master: Notebook,
): (Finding & { readonly at: number })[] {
  return [...copies].map(([index, place]) => {
    const original = master.cells[place];
    return {
      kind: "copied",
      gradeId: (original && readGradeInfo(original)?.gradeId) ?? "",
      cellId: cells[index]?.id ?? "",
      message: "is there more than once; one counts, the copy runs as a cell of the student's own",
      at: index,
    };
  });
}

function findUnknown(
  { found, copies }: Matches,
  cells: readonly Cell[],
): (Finding & { readonly at: number })[] {
  const known = new Set([...[...found.values()].map(({ index }) => index), ...copies.keys()]);
  return cells.flatMap((cell, index) => {
    const info = readGradeInfo(cell);
    if (known.has(index) || info === undefined || gradePart(info) === undefined) return [];
    return [
      {
        kind: "unknown-cell",
        gradeId: info.gradeId,
        cellId: cell.id,
        message: "is not of this assignment; it earns nothing",
        at: index,
      },
    ];
  });
}

/** Puts deleted cells back: before the next cell of the release that is there, else after the one before, else last. */
function withDeleted(
  repaired: readonly (Cell | undefined)[],
  { found }: Matches,
  master: Notebook,
  restored: Set<string>,
): Cell[] {
  const before = new Map<number, Cell[]>();
  for (const [place, cell] of master.cells.entries()) {
    const info = readGradeInfo(cell);
    const part = gradePart(info);
    // An answer's stub would only undo what was written elsewhere.
    if (part === undefined || part === "answer" || found.has(place)) continue;
    const at = placeFor(place, found, repaired.length);
    before.set(at, [...(before.get(at) ?? []), clearRuns(cell)]);
    if (part !== "manual") restored.add(cell.id);
  }
  return [...repaired, undefined].flatMap((cell, index) => [
    ...(before.get(index) ?? []),
    ...(cell === undefined ? [] : [cell]),
  ]);
}

function placeFor(place: number, found: ReadonlyMap<number, Match>, length: number): number {
  const places = [...found.keys()].sort((a, b) => a - b);
  const previous = places.findLast((other) => other < place);
  const next = places.find((other) => other > place);
  const after = previous === undefined ? 0 : (found.get(previous)?.index ?? 0) + 1;
  const ahead = next === undefined ? length : (found.get(next)?.index ?? length);
  return ahead >= after ? ahead : after;
}

/** Places in the release whose cells stand in another order: all but the longest run that kept it. */
function findMoved(found: ReadonlyMap<number, Match>): ReadonlySet<number> {
  const entries = [...found].sort(([a], [b]) => a - b);
  // best[i]: the longest rising sequence that ends with entry i.
  const best: { readonly length: number; readonly previous: number }[] = [];
  for (const [at, [, { index }]] of entries.entries()) {
    let previous = -1;
    for (let other = 0; other < at; other += 1) {
      const rises = (entries[other]?.[1].index ?? 0) < index;
      if (rises && (best[other]?.length ?? 0) > (best[previous]?.length ?? 0)) previous = other;
    }
    best.push({ length: (best[previous]?.length ?? 0) + 1, previous });
  }
  const kept = new Set<number>();
  let at = best.reduce(
    (top, one, index) => (one.length > (best[top]?.length ?? 0) ? index : top),
    -1,
  );
  for (; at >= 0; at = best[at]?.previous ?? -1) kept.add(entries[at]?.[0] ?? -1);
  return new Set(entries.map(([place]) => place).filter((place) => !kept.has(place)));
}

/** The kernel is the teacher's choice. */
function withKernelspec(submission: Notebook, master: Notebook): Notebook {
  const { kernelspec } = master.metadata;
  return kernelspec === undefined
    ? submission
    : { ...submission, metadata: { ...submission.metadata, kernelspec } };
}

/** A cell of the learner's that has the id of one put back gives way. */
function withUniqueIds(cells: readonly Cell[]): Cell[] {
  const counted = new Set(cells.filter((cell) => readGradeInfo(cell)).map(({ id }) => id));
  const seen = new Set<string>();
  return cells.map((cell) => {
    const isCounted = readGradeInfo(cell) !== undefined && !seen.has(cell.id);
    let { id } = cell;
    for (let n = 2; !isCounted && (counted.has(id) || seen.has(id)); n += 1) id = `${cell.id}-${n}`;
    seen.add(id);
    return id === cell.id ? cell : { ...cell, id };
  });
}

function clearRuns(cell: Cell): Cell {
  return cell.cell_type === "code" ? { ...cell, outputs: [], execution_count: null } : cell;
}

function typeName(cell: Cell): string {
  if (isQuestionCell(cell)) return "a question";
  return cell.cell_type === "code" ? "code" : cell.cell_type === "markdown" ? "text" : "raw text";
}
