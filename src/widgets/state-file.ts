// The widgets that a notebook file holds: `metadata.widgets` with `application/vnd.jupyter.widget-state+json`, version 2, as
// Jupyter writes it (schema: @jupyter-widgets/schema, v2). Read tolerantly: what does not fit is left out. Pure.
import { isObject } from "../nbformat/parse.ts";
import type { JsonObject, JsonValue } from "../nbformat/types.ts";
import { withSoundOutputs } from "./captured.ts";
import { gather } from "./references.ts";
import {
  isState,
  withBuffers,
  withoutBuffers,
  type WidgetModel,
  type WidgetState,
  type WidgetValue,
} from "./values.ts";

export const STATE_TYPE = "application/vnd.jupyter.widget-state+json";

/** Reads the widgets out of a notebook's metadata, by id. */
export function readStateFile(metadata: JsonObject): ReadonlyMap<string, WidgetModel> {
  const models = new Map<string, WidgetModel>();
  const widgets = metadata.widgets;
  const file = isObject(widgets) ? widgets[STATE_TYPE] : undefined;
  if (!isObject(file) || file.version_major !== 2 || !isObject(file.state)) return models;
  for (const [id, entry] of Object.entries(file.state)) {
    const model = isObject(entry) ? readModel(id, entry) : undefined;
    if (model !== undefined) models.set(id, model);
  }
  return models;
}

/** Reads what file and control comm say of a model in the same words; undefined where it does not say what it is. */
export function readModel(id: string, entry: WidgetState): WidgetModel | undefined {
  const { model_name: name, model_module: module, model_module_version: version } = entry;
  if (typeof name !== "string" || typeof module !== "string" || name === "" || module === "")
    return undefined;
  const state = isState(entry.state) ? entry.state : {};
  const placed = Array.isArray(entry.buffers) ? entry.buffers.flatMap(readBuffer) : [];
  const whole = withBuffers(
    state,
    placed.map(({ path }) => path),
    placed.map(({ buffer }) => buffer),
  );
  return {
    id,
    name,
    module,
    version: typeof version === "string" ? version : "",
    state: withSoundOutputs(name, whole),
    isLive: false,
  };
}

function readBuffer(
  entry: WidgetValue,
): readonly { readonly path: JsonValue; readonly buffer: ArrayBuffer }[] {
  if (!isObject(entry)) return [];
  const { path, data, encoding } = entry;
  if (!Array.isArray(path) || typeof data !== "string") return [];
  const bytes = encoding === "hex" ? bytesOfHex(data) : bytesOfBase64(data);
  return bytes === undefined ? [] : [{ path: path as JsonValue, buffer: bytes.buffer }];
}

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function bytesOfHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^(?:[\da-f]{2})*$/i.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Writes widgets as a notebook's metadata holds them, the value of its key `widgets`. */
export function writeStateFile(models: readonly WidgetModel[]): JsonObject {
  const state = Object.fromEntries(models.map((model) => [model.id, writeModel(model)]));
  return { [STATE_TYPE]: { state, version_major: 2, version_minor: 0 } };
}

function writeModel({ name, module, version, state: whole }: WidgetModel): JsonObject {
  const { state, buffers } = withoutBuffers(whole);
  return {
    model_module: module,
    model_module_version: version,
    model_name: name,
    state,
    ...(buffers.length > 0 && {
      buffers: buffers.map(({ path, buffer }) => ({
        data: base64Of(buffer),
        encoding: "base64",
        path,
      })),
    }),
  };
}

/** How many bytes become letters at once: a call takes only so many arguments. */
const SLICE = 0x8000;

/** Bytes as base64. */
export function base64Of(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += SLICE)
    text += String.fromCharCode(...bytes.subarray(at, at + SLICE));
  return btoa(text);
}

/** The widgets that find room in a file with all that they hold, the first ones first; `leftOut` counts the others. */
export function chooseWithin(
  models: ReadonlyMap<string, WidgetModel>,
  ids: readonly string[],
  most: number,
): { readonly kept: readonly string[]; readonly leftOut: number } {
  const kept: string[] = [];
  const counted = new Set<string>();
  let left = most;
  for (const id of new Set(ids)) {
    const fresh = gather(models, [id]).models.filter((model) => !counted.has(model.id));
    const size = fresh.reduce((sum, model) => sum + JSON.stringify(writeModel(model)).length, 0);
    if (size > left) continue;
    left -= size;
    kept.push(id);
    for (const model of fresh) counted.add(model.id);
  }
  return { kept, leftOut: new Set(ids).size - kept.length };
}
