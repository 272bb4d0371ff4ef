// Comma-separated values (RFC 4180), written so that a spreadsheet takes no value for a formula.

/** One line with its ending. Numbers stay numbers; texts are quoted where they must be. */
export function csvLine(values: readonly (string | number | null | undefined)[]): string {
  return `${values.map(csvValue).join(",")}\r\n`;
}

function csvValue(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  // A spreadsheet runs what starts like this; with an apostrophe before it, it shows it.
  const isNumber = /^-?\d+(?:\.\d+)?(?:e[+-]\d+)?$/.test(value);
  const safe = !isNumber && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Reads rows of values; the separators `,` and `;` are told apart by the first line. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const separator = first.includes(",") || !first.includes(";") ? "," : ";";
  const rows: string[][] = [];
  let row: string[] = [];
  let value = "";
  let isQuoted = false;
  const endRow = (): void => {
    row.push(value);
    if (row.some((one) => one !== "")) rows.push(row);
    [row, value] = [[], ""];
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (isQuoted) {
      if (character !== '"') value += character;
      else if (text[at + 1] === '"') value += text[++at] ?? "";
      else isQuoted = false;
    } else if (character === '"' && value === "") isQuoted = true;
    else if (character === separator) {
      row.push(value);
      value = "";
    } else if (character === "\n") endRow();
    else if (character !== "\r") value += character;
  }
  if (value !== "" || row.length > 0) endRow();
  return rows;
}
