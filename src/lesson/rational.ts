// Numbers as people write them, kept exact: `0.1 + 0.2` is `0.3` here, so that the edges of a tolerance are where they
// are said to be. Used by the number question.

/** A fraction in lowest terms; `bottom` is positive. */
export interface Rational {
  readonly top: bigint;
  readonly bottom: bigint;
}

/** One number without a sign in front of an operator; `−` is the minus that word processors write. */
export const numberPattern = String.raw`[-+−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+−]?\d+)?`;

const whole = new RegExp(`^(${numberPattern})(?:\\s*/\\s*(${numberPattern}))?$`);

/** The longest number that is read, in characters, and the largest power of ten. */
const longest = 80;
const largestPower = 400;

/** Reads `3`, `-0.5`, `.5`, `1e-3`, `1/3`; undefined for anything else, also for numbers too long to be meant. */
export function parseRational(text: string): Rational | undefined {
  const match = text.length > longest ? null : whole.exec(text.trim());
  if (match === null) return undefined;
  const [, top = "", bottom = "1"] = match;
  const [left, right] = [parseDecimal(top), parseDecimal(bottom)];
  return left === undefined || right === undefined || right.top === 0n
    ? undefined
    : reduce(left.top * right.bottom, left.bottom * right.top);
}

/** `1/3`, or `2` where the bottom is 1: equal for equal numbers. */
export function formatRational({ top, bottom }: Rational): string {
  return bottom === 1n ? String(top) : `${top}/${bottom}`;
}

/** Negative, zero or positive, as `left` is smaller than, equal to or greater than `right`. */
export function compare(left: Rational, right: Rational): number {
  const difference = left.top * right.bottom - right.top * left.bottom;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function subtract(left: Rational, right: Rational): Rational {
  return reduce(left.top * right.bottom - right.top * left.bottom, left.bottom * right.bottom);
}

export function multiply(left: Rational, right: Rational): Rational {
  return reduce(left.top * right.top, left.bottom * right.bottom);
}

export function absolute({ top, bottom }: Rational): Rational {
  return { top: top < 0n ? -top : top, bottom };
}

/** Rounded to so many significant digits, halves away from zero. */
export function roundToDigits(number: Rational, digits: number): Rational {
  if (number.top === 0n) return number;
  const { top, bottom } = absolute(number);
  // The power of the first digit, perhaps one too large: then it is one less.
  const guess = String(top).length - String(bottom).length;
  const power = compare({ top, bottom }, powerOfTen(guess)) < 0 ? guess - 1 : guess;
  const unit = powerOfTen(power - digits + 1);
  const scaled = multiply({ top, bottom }, { top: unit.bottom, bottom: unit.top });
  const rounded = (2n * scaled.top + scaled.bottom) / (2n * scaled.bottom);
  return multiply({ top: number.top < 0n ? -rounded : rounded, bottom: 1n }, unit);
}

function parseDecimal(text: string): Rational | undefined {
  const [mantissa = "", exponent = "0"] = text.replaceAll("−", "-").toLowerCase().split("e");
  const power = Number(exponent);
  if (Math.abs(power) > largestPower) return undefined;
  const [before = "", after = ""] = mantissa.split(".");
  const digits = BigInt(`${before.replace(/^[-+]/, "")}${after}` || "0");
  const { top, bottom } = powerOfTen(power - after.length);
  return reduce((mantissa.startsWith("-") ? -digits : digits) * top, bottom);
}

function powerOfTen(power: number): Rational {
  return power < 0
    ? { top: 1n, bottom: 10n ** BigInt(-power) }
    : { top: 10n ** BigInt(power), bottom: 1n };
}

function reduce(top: bigint, bottom: bigint): Rational {
  let [divisor, rest] = [top < 0n ? -top : top, bottom < 0n ? -bottom : bottom];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  const sign = bottom < 0n ? -divisor : divisor;
  return divisor === 0n ? { top: 0n, bottom: 1n } : { top: top / sign, bottom: bottom / sign };
}
