/** A text of a notebook that may hold anything in its place; empty for what is none. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
