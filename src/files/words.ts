// Sizes, times and counts in words. Pure.

/** A size such as `1.4 MB`; in steps of 1,000, as disks and quotas count. */
export function sizeWords(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return (bytes / 1000 ** step).toLocaleString(undefined, {
    style: "unit",
    unit: units[step],
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step === 0 || bytes / 1000 ** step >= 100 ? 0 : 1,
  });
}

// Made once: making one takes longer than writing a hundred times.
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

/** A time in the reader's own way; empty for none. */
export function timeWords(iso: string | undefined): string {
  const time = new Date(iso ?? "");
  return Number.isNaN(time.getTime()) ? "" : WHOLE.format(time);
}

/** The time of day for what was today, the day for all else. */
export function shortTimeWords(iso: string | undefined, now: Date): string {
  const time = new Date(iso ?? "");
  if (Number.isNaN(time.getTime())) return "";
  return (time.toDateString() === now.toDateString() ? CLOCK : DAY).format(time);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}

/** What went wrong, in the error's own words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
