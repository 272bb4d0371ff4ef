// From moments to places across the picture. Stretches in which the loop had nothing to do can be squeezed. Pure.
import type { Timeline } from "./read.ts";

export interface Scale {
  /** The place of a moment, in pixels from the left. */
  place(moment: number): number;
  /** The moment at a place. */
  moment(place: number): number;
  /** Moments with round numbers for the axis. */
  readonly ticks: readonly number[];
  /** Where time was squeezed. */
  readonly squeezed: readonly { readonly start: number; readonly end: number }[];
}

/** A free stretch is squeezed when it is longer than this part of the whole, down to so many pixels. */
const LONG = 0.06;
const SQUEEZED_WIDTH = 28;
/** Pixels between two ticks, at least. */
const TICK_DISTANCE = 90;

/**
 * Makes a scale.
 * @param duration microseconds that fit into `width` pixels; both above 0.
 * @param free stretches to be squeezed, in order; none for an even scale.
 */
export function makeScale(
  duration: number,
  width: number,
  free: readonly { readonly start: number; readonly end: number }[] = [],
): Scale {
  const squeezed = free.filter(({ start, end }) => end - start > duration * LONG);
  const taken = squeezed.reduce((sum, { start, end }) => sum + end - start, 0);
  const room = Math.max(width / 2, width - squeezed.length * SQUEEZED_WIDTH);
  const perMicrosecond = room / Math.max(1, duration - taken);
  // The picture as pieces that are each even: [from, place of from, pixels per microsecond].
  const pieces: { readonly from: number; readonly at: number; readonly rate: number }[] = [];
  let at = 0;
  let from = 0;
  const add = (to: number, rate: number): void => {
    pieces.push({ from, at, rate });
    at += (to - from) * rate;
    from = to;
  };
  const narrow = (width - room) / Math.max(1, squeezed.length);
  for (const { start, end } of squeezed) {
    if (start > from) add(start, perMicrosecond);
    add(end, narrow / (end - start));
  }
  pieces.push({ from, at, rate: perMicrosecond });

  const place = (moment: number): number => {
    const piece = pieces.findLast((candidate) => candidate.from <= moment) ?? pieces[0];
    return piece === undefined ? 0 : piece.at + (moment - piece.from) * piece.rate;
  };
  return {
    place,
    moment: (x) => {
      const piece = pieces.findLast((candidate) => candidate.at <= x) ?? pieces[0];
      return piece === undefined || piece.rate === 0 ? 0 : piece.from + (x - piece.at) / piece.rate;
    },
    ticks: ticksFor(duration, width, place),
    squeezed,
  };
}

/** The stretches of a record in which nothing held the loop, in order. */
export function freeStretches({
  duration,
  runs,
  work,
  blocks,
}: Timeline): readonly { readonly start: number; readonly end: number }[] {
  const busy = [...runs, ...work, ...blocks].sort((one, other) => one.start - other.start);
  const free: { start: number; end: number }[] = [];
  let at = 0;
  for (const { start, end } of busy) {
    if (start > at) free.push({ start: at, end: start });
    at = Math.max(at, end);
  }
  if (duration > at) free.push({ start: at, end: duration });
  return free;
}

/** Round moments, each far enough from the one before. */
function ticksFor(
  duration: number,
  width: number,
  place: (moment: number) => number,
): readonly number[] {
  const most = Math.max(1, Math.floor(width / TICK_DISTANCE));
  const raw = duration / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw) ?? raw;
  const ticks: number[] = [];
  for (let moment = 0; moment <= duration && ticks.length < 200; moment += step) {
    const last = ticks.at(-1);
    if (last === undefined || place(moment) - place(last) >= TICK_DISTANCE / 2) ticks.push(moment);
  }
  return ticks;
}
