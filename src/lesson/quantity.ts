// Measured numbers in words: median, spread, units. Used by the table's view and by the terminal.

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** (max − min) / |median|; `Infinity` when only the median is 0. */
  readonly spread: number;
  /** The runs differ by more than 30 %: something else kept the machine busy. */
  readonly isUnsteady: boolean;
}

/**
 * Summarises the runs of a measurement.
 * @throws RangeError when there are none or one is not finite
 */
export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined || !sorted.every(Number.isFinite)) {
    throw new RangeError(`[${values.join(", ")}] has no median; give one or more finite numbers`);
  }
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? min;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? min) + upper) / 2;
  const range = max - min;
  const spread = range === 0 ? 0 : range / Math.abs(median);
  return { median, min, max, spread, isUnsteady: spread > 0.3 };
}

/**
 * A number with its unit, in words: `formatQuantity(1400, "B")` is "1.4 KB". A KB is 1024 bytes.
 * @param unit `B`, `s`, the name of what was counted, or empty
 */
export function formatQuantity(value: number, unit: string): string {
  switch (unit) {
    case "B":
      return formatScaled(value, byteSteps);
    case "s":
      return value === 0 ? "0 s" : formatScaled(value, timeSteps);
    case "":
      return formatNumber(value);
    default:
      return `${formatNumber(value)} ${Math.abs(value) === 1 ? unit.replace(/([^s])s$/, "$1") : unit}`;
  }
}

/**
 * A measured number beside a claimed one, in words: "about 600 times less than claimed".
 * @param claim above 0, in the unit of the measurement
 */
export function compareWithClaim(
  median: number,
  claim: number,
): { readonly verdict: "same" | "less" | "more"; readonly words: string } {
  const ratio = median / claim;
  // Within half as much again: the claims are round numbers, and so are the words.
  if (ratio >= 1 / 1.5 && ratio <= 1.5) return { verdict: "same", words: "about as claimed" };
  if (!(ratio > 0)) return { verdict: "less", words: "nothing of what is claimed" };
  const verdict = ratio < 1 ? "less" : "more";
  const times = Math.max(ratio, 1 / ratio);
  const number =
    times < 10 ? formatDecimals(times, 0, 1) : formatNumber(Number(times.toPrecision(2)));
  return { verdict, words: `about ${number} times ${verdict} than claimed` };
}

/** A range in words, "1.3 KB to 1.5 KB", or the one value where both ends read the same. */
export function formatRange(summary: Summary, unit: string): string {
  const [low, high] = [formatQuantity(summary.min, unit), formatQuantity(summary.max, unit)];
  return low === high ? low : `${low} to ${high}`;
}

interface UnitStep {
  readonly size: number;
  readonly name: string;
}

const byteSteps: readonly UnitStep[] = [
  { size: 1, name: "B" },
  { size: 2 ** 10, name: "KB" },
  { size: 2 ** 20, name: "MB" },
  { size: 2 ** 30, name: "GB" },
];

const timeSteps: readonly UnitStep[] = [
  { size: 1e-9, name: "ns" },
  { size: 1e-6, name: "µs" },
  { size: 1e-3, name: "ms" },
  { size: 1, name: "s" },
];

/** In the largest unit that the value reaches, also where only rounding makes it reach the next one. */
function formatScaled(value: number, steps: readonly UnitStep[]): string {
  const reached = steps.findLastIndex(({ size }) => Math.abs(value) >= size);
  const step = steps[Math.max(0, reached)];
  const next = steps[reached + 1];
  if (step === undefined) return formatNumber(value);
  if (next !== undefined && Math.abs(roundForReading(value / step.size)) * step.size >= next.size) {
    return formatScaled(Math.sign(value) * next.size, steps);
  }
  const scaled = value / step.size;
  // A byte is not divided, so small counts of them need no decimals.
  const isWhole = Number.isInteger(value) && step.size === 1 && step === steps[0];
  const decimals = isWhole || Math.abs(roundForReading(scaled)) >= 10 ? 0 : 1;
  return `${formatDecimals(scaled, decimals, decimals)} ${step.name}`;
}

/** Below 10 one decimal is read, from there on whole numbers are. */
function roundForReading(value: number): number {
  const tenths = Math.round(value * 10) / 10;
  return Math.abs(tenths) >= 10 ? Math.round(value) : tenths;
}

/** Whole numbers whole; others with two decimals below 10, one below 100, none above. */
function formatNumber(value: number): string {
  const size = Math.abs(value);
  return formatDecimals(value, 0, size < 10 ? 2 : size < 100 ? 1 : 0);
}

function formatDecimals(value: number, least: number, most: number): string {
  return new Intl.NumberFormat("en-US", {
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  }).format(value);
}
