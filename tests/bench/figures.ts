// Figures as a table of minimum, median and maximum.

/** One line of figures; `values` is not empty. */
export function figures(name: string, values: readonly number[], unit: string, digits = 1): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): string =>
    (sorted[Math.round(part * (sorted.length - 1))] ?? NaN).toFixed(digits);
  return `${name.padEnd(52)} min ${at(0).padStart(8)}  median ${at(0.5).padStart(8)}  max ${at(1).padStart(8)} ${unit}`;
}

export function report(lines: readonly string[]): void {
  process.stdout.write(`${["", ...lines, ""].join("\n")}\n`);
}
