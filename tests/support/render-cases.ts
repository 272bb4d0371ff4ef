// Reads tests/fixtures/render: xss.txt, whose form stands at its top, and the folders of the renderers, whose form stands in
// the README beside them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject, JsonValue, Output } from "../../src/nbformat/types.ts";

const FOLDER = "tests/fixtures/render";

export interface RenderCase {
  readonly name: string;
  readonly input: string;
  /** `text …`, `has …`, `no …` */
  readonly claims: readonly string[];
}

/** A case of a renderer's folder. */
export interface OutputCase {
  readonly name: string;
  readonly output: Output;
  readonly isTrusted: boolean;
  /** What goes into the notebook's `metadata.widgets`. */
  readonly widgets: JsonObject | undefined;
  readonly claims: readonly string[];
}

/** Hostile HTML and Markdown; the name of a case that is Markdown begins so. */
export function hostileCases(): readonly RenderCase[] {
  return readCases(join(FOLDER, "xss.txt"));
}

/** The folders that hold cases, by the names of their renderers. */
export function renderFolders(): readonly string[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** All cases of a renderer. @throws RangeError at a line that no case can have. */
export function outputCases(folder: string): readonly OutputCase[] {
  return readdirSync(join(FOLDER, folder)).flatMap((file) =>
    readCases(join(FOLDER, folder, file)).map(readOutputCase),
  );
}

function readCases(path: string): readonly RenderCase[] {
  const parts = readFileSync(path, "utf8").split(/^\.\n/m);
  const found: RenderCase[] = [];
  for (let at = 0; at + 2 < parts.length; at += 3) {
    const [heading = "", input = "", claims = ""] = parts.slice(at, at + 3);
    found.push({
      name: heading.trim().split("\n").at(-1) ?? "",
      input: input.replace(/\n$/, ""),
      claims: claims.split("\n").filter((line) => line !== ""),
    });
  }
  return found;
}

function readOutputCase({ name, input, claims }: RenderCase): OutputCase {
  const data: Record<string, JsonValue> = {};
  let output: Output | undefined;
  let metadata: JsonObject = {};
  let widgets: JsonObject | undefined;
  let isTrusted = false;
  for (const part of input.split(/^@ /m).slice(1)) {
    const end = part.indexOf("\n");
    const head = end === -1 ? part : part.slice(0, end);
    const text = grown(head, signs(end === -1 ? "" : part.slice(end + 1).replace(/\n$/, "")));
    const [first = "", second = ""] = head.split(" ");
    const json = (): JsonObject => JSON.parse(text) as JsonObject;
    if (first === "trusted") isTrusted = true;
    else if (first === "widgets") widgets = json();
    else if (first === "metadata") metadata = json();
    else if (first === "stdout" || first === "stderr")
      output = { output_type: "stream", name: first, text };
    else if (first === "error") output = { output_type: "error", ...json() } as unknown as Output;
    else if (first === "json") data[second] = JSON.parse(text) as JsonValue;
    else if (first.includes("/"))
      data[first] = first.endsWith("json") ? (JSON.parse(text) as JsonValue) : text;
    else throw new RangeError(`"${name}": what is "@ ${head}"?`);
  }
  output ??= { output_type: "display_data", data, metadata };
  return { name, output, isTrusted, widgets, claims };
}

/** Signs that a text file shows badly. */
function signs(text: string): string {
  return text
    .replaceAll("␛", "\u001b")
    .replaceAll("␍", "\r")
    .replaceAll("␈", "\b")
    .replaceAll("␀", "\0")
    .replace(/␏$/, "");
}

/** What a heading such as `@ text/html times 1000` makes of its text. */
function grown(head: string, text: string): string {
  const [, how, count] = / (times|nested|entries|long) (\d+)$/.exec(head) ?? [];
  const many = Number(count);
  switch (how) {
    case "times":
      return text.repeat(many);
    case "nested":
      return "[".repeat(many) + text + "]".repeat(many);
    case "entries":
      return `[${Array.from({ length: many }, () => text).join(",")}]`;
    case "long":
      return `"${text.repeat(many)}"`;
    default:
      return text;
  }
}
