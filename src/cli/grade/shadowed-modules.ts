// Files beside a notebook that Python would import in the place of a library's module: a student's `random.py` would be what
// the tests see. They are left out.
import type { WorkFile } from "./place.ts";

/** Modules that tests lean on; a student has no reason to hand in one of these. */
const LIBRARY = new Set(
  (
    "abc ast asyncio builtins collections concurrent contextlib contextvars copy dataclasses enum functools gc " +
    "hashlib heapq hmac importlib inspect io itertools json logging math multiprocessing operator os pathlib pickle " +
    "pytest queue random re sched secrets select selectors signal site sitecustomize socket sqlite3 ssl statistics " +
    "string subprocess sys tempfile textwrap threading time timeit tokenize traceback types typing unittest " +
    "usercustomize uuid warnings weakref zoneinfo IPython ipykernel jupyter_client lessonbook matplotlib nbgrader " +
    "numpy pandas scipy tornado traitlets zmq"
  ).split(" "),
);

export interface Unshadowed {
  readonly files: readonly WorkFile[];
  readonly problems: readonly string[];
}

/** Takes such files out, unless the teacher gave one of that name. */
export function shadowedModules(
  files: readonly WorkFile[],
  teachers: readonly WorkFile[],
): Unshadowed {
  const given = new Set(teachers.map(({ path }) => path));
  const packages = new Set(
    files.flatMap(({ path }) => /^([^/]+)\/__init__\.py[co]?$/.exec(path)?.[1] ?? []),
  );
  const isShadow = ({ path }: WorkFile): boolean => {
    if (given.has(path)) return false;
    const [first = "", ...rest] = path.split("/");
    if (rest.length > 0) return packages.has(first) && LIBRARY.has(first);
    const module = first.replace(/\.(?:py|pyc|so|pyd)$|\.cpython-[^.]*\.so$/, "");
    return module !== first && LIBRARY.has(module);
  };
  return {
    files: files.filter((file) => !isShadow(file)),
    problems: files
      .filter(isShadow)
      .map(
        ({ path }) => `${path}: left out, because it would take the place of a library's module.`,
      ),
  };
}
