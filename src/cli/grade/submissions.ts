// What students handed in: the folders `submitted/<student>/<assignment>`, read with the care that foreign files need.
import { createHash } from "node:crypto";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isFolder } from "../files.ts";
import type { WorkFile } from "./place.ts";

export interface Submission {
  readonly student: string;
  readonly folder: string;
}

export interface SubmissionFiles {
  readonly files: readonly WorkFile[];
  /** What was left out, and why; one sentence each. */
  readonly problems: readonly string[];
  /** Changes when anything that was handed in changes. */
  readonly fingerprint: string;
  /** From `timestamp.txt`; `undefined` when there is none that can be read. */
  readonly submittedAt: Date | undefined;
}

/** Most files, and most bytes of all of them, that are looked at. */
const [MOST_FILES, MOST_BYTES] = [2000, 200_000_000];

/** The submissions of an assignment, by student. */
export async function listSubmissions(
  course: string,
  assignment: string,
): Promise<readonly Submission[]> {
  const root = join(course, "submitted");
  if (!(await isFolder(root))) return [];
  const students = (await readdir(root)).filter((name) => !name.startsWith(".")).sort();
  const all = students.map((student) => ({ student, folder: join(root, student, assignment) }));
  const there = await Promise.all(all.map(({ folder }) => isFolder(folder)));
  return all.filter((_, index) => there[index]);
}

/** Lists a submission's files. Links are left out: they could point anywhere. */
export async function readSubmissionFiles({ folder }: Submission): Promise<SubmissionFiles> {
  const files: WorkFile[] = [];
  const problems: string[] = [];
  const hash = createHash("sha256");
  let bytes = 0;
  const waiting = [""];
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    const names = (await readdir(join(folder, below))).sort();
    for (const name of names) {
      const path = below === "" ? name : `${below}/${name}`;
      const from = join(folder, path);
      const info = await lstat(from);
      if (info.isDirectory()) {
        if (name !== ".ipynb_checkpoints" && name !== "__pycache__" && name !== ".git") {
          waiting.push(path);
        }
      } else if (!info.isFile()) {
        problems.push(`${path}: left out, because it is a link or no plain file.`);
      } else if (files.length >= MOST_FILES || bytes + info.size > MOST_BYTES) {
        problems.push(`${path}: left out, because the submission is too big.`);
      } else {
        bytes += info.size;
        files.push({ path, from });
        hash.update(`${path}\0${info.size}\0`);
        hash.update(path.endsWith(".ipynb") ? await readFile(from) : String(info.mtimeMs));
      }
    }
  }
  const stamp = files.find(({ path }) => path === "timestamp.txt");
  const text = stamp === undefined ? undefined : await readFile(stamp.from, "utf8");
  const submittedAt = text === undefined ? undefined : parseTimestamp(text);
  if (text !== undefined && submittedAt === undefined) {
    problems.push("timestamp.txt: the time of submission cannot be read.");
  }
  return { files, problems, fingerprint: hash.digest("hex"), submittedAt };
}

/**
 * Reads what nbgrader writes: `2015-02-02 14:58:23.948203 America/Los_Angeles`, `… UTC`, `… +0100`; also ISO 8601.
 * Without a zone it is UTC.
 */
export function parseTimestamp(text: string): Date | undefined {
  const match =
    /^\s*(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?\s*(\S*)\s*$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => Number(part || 0));
  const milliseconds = Number(`0.${match[7] ?? "0"}`) * 1000;
  const local = Date.UTC(
    year ?? 0,
    (month ?? 1) - 1,
    day,
    hour,
    minute,
    second,
    Math.floor(milliseconds),
  );
  const zone = match[8] ?? "";
  const offset = zoneOffset(zone, local);
  const time = new Date(local - (offset ?? NaN));
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** Milliseconds that a zone's clock is ahead of UTC at a time of its own; `undefined` for no zone at all. */
function zoneOffset(zone: string, local: number): number | undefined {
  if (/^(?:|Z|UTC|GMT)$/i.test(zone)) return 0;
  const numeric = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (numeric !== null) {
    const [, sign, hours, minutes] = numeric;
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  }
  try {
    const parts = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      dateStyle: "short",
      timeStyle: "medium",
    }).formatToParts(new Date(local));
    const at = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
    const shown = Date.UTC(
      at("year"),
      at("month") - 1,
      at("day"),
      at("hour"),
      at("minute"),
      at("second"),
    );
    return shown - Math.floor(local / 1000) * 1000;
  } catch {
    return undefined;
  }
}
