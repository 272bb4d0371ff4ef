// `application/vnd.lessonbook.timeline.v1+json` → a record that can be drawn. Pure. The format is described in
// `python/timeline_bundle.py`. A file may hold anything under this name: what makes no sense is left out and said.

export type TaskState = "pending" | "done" | "cancelled" | "error" | "lost";

/** A place in code. */
export interface Place {
  readonly file: string;
  /** The cell that was compiled under this file name, if it is known. */
  readonly cell: string | null;
  /** From 1. */
  readonly line: number;
}

export interface Wait {
  /** `sleep`, `queue.get`, `task`, … as `python/waits.py` names them. */
  readonly kind: string;
  readonly detail: string;
  /** Places in the list of tasks. */
  readonly on: readonly number[];
}

/** One stretch for which a task held the loop. All times are microseconds from the record's beginning. */
export interface Run {
  readonly task: number;
  readonly start: number;
  readonly end: number;
  /** Why it stopped; absent when the task ended or ran on at once. */
  readonly wait?: Wait;
  /** Where it waits then. */
  readonly place?: Place;
}

export interface Task {
  /** Its coroutine as it was called, such as `fetch(1)`. */
  readonly label: string;
  /** The name that the reader gave it; empty without one. */
  readonly name: string;
  /** The task that made it; -1 for none. Always smaller than its own place. */
  readonly parent: number;
  readonly created: number;
  /** Absent while it has not run. */
  readonly started?: number;
  /** Absent while it is pending. */
  readonly ended?: number;
  readonly state: TaskState;
  /** It ran at once when it was made. */
  readonly eager: boolean;
  /** It was there before the record began. */
  readonly earlier: boolean;
  /** The error's name; empty without one. */
  readonly error: string;
  readonly madeAt?: Place;
  /** In order. */
  readonly runs: readonly Run[];
}

/** A stretch for which a line held the loop and nothing else could run. */
export interface Block {
  /** -1 for code that is no task's. */
  readonly task: number;
  readonly start: number;
  readonly end: number;
  readonly place?: Place;
  readonly function: string;
  /** The line's text; empty when only the function is known. */
  readonly source: string;
}

export interface Work {
  readonly start: number;
  readonly end: number;
  /** Empty for the kernel's own work. */
  readonly name: string;
}

export interface Late {
  readonly task: number;
  readonly due: number;
  readonly at: number;
}

export interface Timeline {
  /** Microseconds; at least 1. */
  readonly duration: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly phase: "running" | "background" | "over";
  readonly python: string;
  readonly cell: string | null;
  /** The task that stands for the cell; -1 without one. */
  readonly root: number;
  /** When the cell ended. */
  readonly cellEnd?: number;
  /** The reader is to guess before the picture is shown. */
  readonly predict: boolean;
  readonly tasks: readonly Task[];
  /** Of all tasks, in order. */
  readonly runs: readonly Run[];
  readonly blocks: readonly Block[];
  readonly late: readonly Late[];
  readonly work: readonly Work[];
  /** Coroutines that nobody awaited. */
  readonly unawaited: readonly { readonly name: string; readonly place?: Place }[];
  /** Sentences: what was not recorded, what the recorder says, and what of the file made no sense. */
  readonly notes: readonly string[];
}

/** What is drawn at most; the recorder keeps well below it. */
const MOST_TASKS = 2_000;
const MOST_RUNS = 20_000;
const MOST_OTHERS = 1_000;
const LONGEST_TEXT = 200;
/** A year: no record is longer. */
const LONGEST = 365 * 24 * 3600 * 1e6;

const STATES: readonly TaskState[] = ["pending", "done", "cancelled", "error", "lost"];

/**
 * Reads a bundle.
 * @throws RangeError with a sentence for the reader when there is nothing to draw.
 */
export function readTimeline(data: unknown): Timeline {
  const bundle = fieldsOf(data);
  const tasksIn = fieldsOf(bundle.get("tasks"));
  if (bundle.get("version") !== 1)
    throw new RangeError("This timeline is of a version that is not known here.");
  const states = listOf(tasksIn.get("state"));
  if (states.length === 0) throw new RangeError("This timeline holds no task.");
  return new Reader(bundle, tasksIn, states).read();
}

type Fields = ReadonlyMap<string, unknown>;

class Reader {
  readonly #bundle: Fields;
  readonly #tasksIn: Fields;
  readonly #states: readonly unknown[];
  readonly #strings: readonly string[];
  readonly #files: readonly { readonly name: string; readonly cell: string | null }[];
  readonly #notes: string[] = [];
  readonly #count: number;
  #odd = 0;

  constructor(bundle: Fields, tasksIn: Fields, states: readonly unknown[]) {
    this.#bundle = bundle;
    this.#tasksIn = tasksIn;
    this.#states = states;
    this.#count = Math.min(states.length, MOST_TASKS);
    this.#strings = listOf(bundle.get("strings")).map(textOf);
    this.#files = listOf(bundle.get("files")).map((file) => {
      const fields = fieldsOf(file);
      const cell = fields.get("cell");
      return { name: textOf(fields.get("name")), cell: typeof cell === "string" ? cell : null };
    });
  }

  read(): Timeline {
    const bundle = this.#bundle;
    const cell = fieldsOf(bundle.get("cell"));
    const id = cell.get("id");
    const phase = bundle.get("phase");
    const runs = this.#runs(this.#waits());
    const runsOf = Array.from({ length: this.#count }, (): Run[] => []);
    for (const run of runs) runsOf[run.task]?.push(run);
    const tasks = runsOf.map((own, at) => this.#task(at, own));
    const blocks = this.#list("blocked").flatMap((item) => this.#block(item));
    const late = this.#list("late").flatMap((item) => this.#late(item));
    const work = this.#list("callbacks").flatMap((item) => this.#work(item));
    const root = this.#taskAt(cell.get("root"));
    const cellEnd = timeOf(cell.get("end"));
    const ends = [
      ...runs.map(({ end }) => end),
      ...blocks.map(({ end }) => end),
      ...tasks.map(({ created, ended }) => ended ?? created),
    ];
    // A length that is missing or too short would put bars outside the picture.
    const length = Math.max(1, timeOf(bundle.get("duration")) ?? 0, ...chunkMaxima(ends));
    const unawaited = this.#list("unawaited").map((item) => ({
      name: textOf(item.get("name")),
      ...this.#place(item.get("file"), item.get("line")),
    }));
    return {
      duration: length,
      startedAt: timeOf(bundle.get("t0")) ?? 0,
      phase: phase === "running" || phase === "background" ? phase : "over",
      python: textOf(bundle.get("python")),
      cell: typeof id === "string" ? id : null,
      root,
      ...(cellEnd !== undefined && { cellEnd }),
      predict: bundle.get("predict") === true,
      tasks,
      runs,
      blocks,
      late,
      work,
      unawaited,
      notes: this.#allNotes(),
    };
  }

  #task(at: number, runs: readonly Run[]): Task {
    const column = (name: string): unknown => listOf(this.#tasksIn.get(name))[at];
    const state = STATES[numberOf(this.#states[at]) ?? -1];
    if (state === undefined) this.#odd += 1;
    const parent = this.#taskAt(column("parent"));
    const [created, started] = [timeOf(column("created")), timeOf(column("started"))];
    const ended = timeOf(column("ended"));
    const { place: madeAt } = this.#place(column("file"), column("line"));
    const from = created ?? started ?? runs[0]?.start ?? 0;
    return {
      label: this.#string(column("coro")) || `task ${at + 1}`,
      name: this.#string(column("name")),
      // A task can only have been made by one before it: anything else would nest without end.
      parent: parent < at ? parent : -1,
      created: from,
      ...(started !== undefined && { started }),
      ...(ended !== undefined && { ended: Math.max(ended, from) }),
      state: state ?? "pending",
      eager: column("eager") === 1,
      earlier: column("earlier") === 1,
      error: this.#string(column("error")),
      ...(madeAt !== undefined && { madeAt }),
      runs,
    };
  }

  #runs(waits: readonly Wait[]): readonly Run[] {
    const columns = fieldsOf(this.#bundle.get("slices"));
    const [tasks, starts, lengths, whys, files, lines] = [
      "task",
      "start",
      "dur",
      "why",
      "file",
      "line",
    ].map((name) => listOf(columns.get(name)));
    const runs: Run[] = [];
    const total = tasks?.length ?? 0;
    let at = 0;
    for (let row = 0; row < Math.min(total, MOST_RUNS); row++) {
      const delta = numberOf(starts?.[row]);
      const length = timeOf(lengths?.[row]);
      const task = this.#taskAt(tasks?.[row]);
      if (delta === undefined || length === undefined || task < 0 || at + delta < 0) {
        this.#odd += 1;
        continue;
      }
      at = Math.min(at + delta, LONGEST);
      const wait = waits[numberOf(whys?.[row]) ?? -1];
      runs.push({
        task,
        start: at,
        end: Math.min(at + length, LONGEST),
        ...(wait !== undefined && { wait }),
        ...this.#place(files?.[row], lines?.[row]),
      });
    }
    if (total > MOST_RUNS)
      this.#notes.push(`Only the first ${MOST_RUNS} of ${total} stretches are shown.`);
    return runs.sort((one, other) => one.start - other.start);
  }

  #waits(): readonly Wait[] {
    return listOf(this.#bundle.get("waits"))
      .slice(0, MOST_RUNS)
      .map((item) => {
        const fields = fieldsOf(item);
        return {
          kind: textOf(fields.get("kind")),
          detail: textOf(fields.get("detail")),
          on: listOf(fields.get("on"))
            .map((task) => this.#taskAt(task))
            .filter((task) => task >= 0),
        };
      });
  }

  #block(item: Fields): readonly Block[] {
    const [start, length] = [timeOf(item.get("start")), timeOf(item.get("dur"))];
    if (start === undefined || length === undefined) return this.#oddOne();
    return [
      {
        task: this.#taskAt(item.get("task")),
        start,
        end: start + length,
        ...this.#place(item.get("file"), item.get("line")),
        function: textOf(item.get("func")),
        source: textOf(item.get("src")),
      },
    ];
  }

  #late(item: Fields): readonly Late[] {
    const [task, due, at] = [
      this.#taskAt(item.get("task")),
      timeOf(item.get("due")),
      timeOf(item.get("at")),
    ];
    if (task < 0 || due === undefined || at === undefined || at < due) return this.#oddOne();
    return [{ task, due, at }];
  }

  #work(item: Fields): readonly Work[] {
    const [start, length] = [timeOf(item.get("start")), timeOf(item.get("dur"))];
    if (start === undefined || length === undefined) return this.#oddOne();
    return [{ start, end: start + length, name: textOf(item.get("name")) }];
  }

  #oddOne(): readonly never[] {
    this.#odd += 1;
    return [];
  }

  #list(name: string): readonly Fields[] {
    return listOf(this.#bundle.get(name)).slice(0, MOST_OTHERS).map(fieldsOf);
  }

  #taskAt(value: unknown): number {
    return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < this.#count
      ? value
      : -1;
  }

  #string(at: unknown): string {
    return typeof at === "number" ? (this.#strings[at] ?? "") : "";
  }

  #place(file: unknown, line: unknown): { readonly place?: Place } {
    const known = typeof file === "number" ? this.#files[file] : undefined;
    if (known === undefined || typeof line !== "number" || !(line >= 1 && line < 1e7)) return {};
    return { place: { file: known.name, cell: known.cell, line: Math.floor(line) } };
  }

  #allNotes(): readonly string[] {
    const notes: string[] = [];
    const dropped = fieldsOf(this.#bundle.get("dropped"));
    for (const [name, count] of [...fieldsOf(dropped.get("tasks"))].slice(0, 5))
      notes.push(`+${Number(count)} tasks like ${name.slice(0, 60)} were not recorded.`);
    const slices = timeOf(dropped.get("slices")) ?? 0;
    if (slices > 0) notes.push(`${slices} more stretches were not recorded.`);
    if (this.#states.length > MOST_TASKS)
      notes.push(`Only the first ${MOST_TASKS} of ${this.#states.length} tasks are shown.`);
    if (this.#odd > 0)
      notes.push(`Parts of this timeline make no sense and are left out: ${this.#odd}.`);
    const warnings = listOf(this.#bundle.get("warnings")).slice(0, 10).map(textOf);
    return [...notes, ...this.#notes, ...warnings];
  }
}

/** An object's own entries; nothing for what is no object. A map, so that no name means more than itself. */
function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : new Map();
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, LONGEST_TEXT) : "";
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A moment or length; undefined for one that is negative or beyond reason. */
function timeOf(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && number >= 0 && number <= 8.64e15 ? number : undefined;
}

/** The greatest of many numbers, by chunks: a call takes only so many arguments. */
function chunkMaxima(numbers: readonly number[]): readonly number[] {
  const maxima: number[] = [];
  for (let at = 0; at < numbers.length; at += 1000)
    maxima.push(Math.min(LONGEST, Math.max(...numbers.slice(at, at + 1000))));
  return maxima;
}
