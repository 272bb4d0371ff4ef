// Words in a student's code that look at the code which calls it, at the machinery of tests, or at other processes. Nothing an
// exercise asks for; a test that such code passes is worth nothing until somebody has looked. The teacher's own words are allowed.
import type { Notebook } from "../nbformat/types.ts";
import { isLocked, readGradeInfo } from "./cell-metadata.ts";
import type { CellRun } from "./cell-run.ts";
import type { TeacherNames } from "./teacher-names.ts";

const WORDS =
  /\b(?:_getframe|currentframe|getouterframes|getinnerframes|f_back|f_globals|f_locals|f_code|co_consts|co_names|tb_frame|inspect\.stack|linecache|settrace|setprofile|_current_frames|gc\.get_objects|gc\.get_referrers|ctypes|_lessonbook_\w+|addaudithook)\b/g;

/** Where a student's code pries, in words: `cell 5: uses f_back, which …`. */
export function findPrying(notebook: Notebook, { code }: TeacherNames): readonly string[] {
  return notebook.cells.flatMap((cell, index) => {
    const info = readGradeInfo(cell);
    if (cell.cell_type !== "code" || (info !== undefined && isLocked(info))) return [];
    const found = new Set(Array.from(cell.source.matchAll(WORDS), ([word]) => word));
    const strange = [...found].filter((word) => !code.includes(word));
    return strange.length === 0
      ? []
      : [
          `cell ${index + 1}: uses ${strange.join(", ")}, by which code can look at the tests that call it`,
        ];
  });
}

/** The runs with a reason to look at each test. */
export function withSuspicion(
  runs: ReadonlyMap<string, CellRun>,
  reasons: readonly string[],
): ReadonlyMap<string, CellRun> {
  const entries = [...runs].map(([id, run]): [string, CellRun] => {
    const { guard } = run;
    if (guard === undefined) return [id, run];
    return [id, { ...run, guard: { ...guard, suspicious: [...guard.suspicious, ...reasons] } }];
  });
  return new Map(entries);
}
