// Every text in a cell or a notebook, with its path: where a leak scan looks.
import type { Cell, JsonValue } from "../nbformat/types.ts";

export interface Place {
  /** Such as `source`, `metadata.notes[0]`, `outputs[0].text`. */
  readonly where: string;
  readonly text: string;
}

/** Every text below a value, with its path; keys are texts too, and a list of lines is also one text. */
export function placesOf(value: JsonValue | Cell | undefined, where: string): Place[] {
  if (typeof value === "string") return [{ where, text: value }];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) {
    const items: readonly JsonValue[] = value;
    const lines = items.filter((item) => typeof item === "string");
    return [
      ...items.flatMap((item, index) => placesOf(item, `${where}[${index}]`)),
      ...(lines.length > 1 ? [{ where, text: lines.join(" ") }] : []),
      ...(lines.length > 1 ? [{ where, text: lines.join("") }] : []),
    ];
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const path = where === "" ? key : `${where}.${key}`;
    return [{ where: path, text: key }, ...placesOf(item, path)];
  });
}
