// A widget's state as data: JSON with binary buffers in their places, as ipywidgets' protocol has it once a message is
// put together. Pure.
import type { JsonObject, JsonValue } from "../nbformat/types.ts";

export type WidgetValue =
  null | boolean | number | string | ArrayBuffer | readonly WidgetValue[] | WidgetState;

export interface WidgetState {
  readonly [key: string]: WidgetValue | undefined;
}

/** One half of a widget; the other half is an object in the kernel, while there is one. */
export interface WidgetModel {
  readonly id: string;
  /** The class that shows it, such as `IntSliderModel`. */
  readonly name: string;
  /** The library that brings the class, such as `@jupyter-widgets/controls`. */
  readonly module: string;
  readonly version: string;
  readonly state: WidgetState;
  /** Its other half is there. */
  readonly isLive: boolean;
}

/** A buffer and the keys that lead to its place. */
export interface PlacedBuffer {
  readonly path: readonly (string | number)[];
  readonly buffer: ArrayBuffer;
}

export function isState(value: unknown): value is WidgetState {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ArrayBuffer)
  );
}

function isList(value: WidgetValue | undefined): value is readonly WidgetValue[] {
  return Array.isArray(value);
}

/** Puts buffers in their places; a path that leads nowhere is passed over. */
export function withBuffers(
  state: WidgetState,
  paths: unknown,
  buffers: readonly ArrayBuffer[] = [],
): WidgetState {
  if (!Array.isArray(paths)) return state;
  return buffers.reduce((whole, buffer, at) => {
    const path: unknown = paths[at];
    return Array.isArray(path) && path.length > 0 ? putIn(whole, path, buffer) : whole;
  }, state);
}

function putIn(
  state: WidgetState,
  [key, ...rest]: readonly unknown[],
  buffer: ArrayBuffer,
): WidgetState {
  if (typeof key !== "string" && typeof key !== "number") return state;
  const value = putAt(state[key], rest, buffer);
  return value === undefined ? state : { ...state, [key]: value };
}

/** What stands at a place once the buffer is in it; undefined where the path leads nowhere. */
function putAt(
  value: WidgetValue | undefined,
  path: readonly unknown[],
  buffer: ArrayBuffer,
): WidgetValue | undefined {
  if (path.length === 0) return buffer;
  if (isState(value)) return putIn(value, path, buffer);
  const [at, ...rest] = path;
  if (!isList(value) || typeof at !== "number" || !Object.hasOwn(value, at)) return undefined;
  const item = putAt(value[at], rest, buffer);
  return item === undefined ? undefined : value.with(at, item);
}

/** Takes the buffers out, as the protocol sends them: a list keeps the place as null, an object loses the key. */
export function withoutBuffers(state: WidgetState): {
  readonly state: JsonObject;
  readonly buffers: readonly PlacedBuffer[];
} {
  const buffers: PlacedBuffer[] = [];
  const take = (value: WidgetValue, path: PlacedBuffer["path"]): JsonValue | undefined => {
    if (value instanceof ArrayBuffer) {
      buffers.push({ path, buffer: value });
      return undefined;
    }
    if (isList(value)) return value.map((item, at) => take(item, [...path, at]) ?? null);
    return isState(value) ? takeAll(value, path) : value;
  };
  const takeAll = (from: WidgetState, path: PlacedBuffer["path"]): JsonObject =>
    Object.fromEntries(
      Object.entries(from).flatMap(([key, value]) => {
        const left = value === undefined ? undefined : take(value, [...path, key]);
        return left === undefined ? [] : [[key, left]];
      }),
    );
  return { state: takeAll(state, []), buffers };
}

/** Whether two values hold the same. */
export function isSame(a: WidgetValue | undefined, b: WidgetValue | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((item, at) => isSame(item, b[at]));
  if (!isState(a) || !isState(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
  );
}
