// What a teacher may write as the right number, or as one that feedback is for: a value, a tolerance, a range,
// a number of digits. Used by the number question.
import {
  absolute,
  compare,
  formatRational,
  multiply,
  numberPattern,
  parseRational,
  roundToDigits,
  subtract,
  type Rational,
} from "../rational.ts";

export interface NumberRule {
  /** The same text for rules that are written alike: `0.1 ± 0.02`. */
  readonly text: string;
  /** The one number that fits, where only one does. */
  readonly exact?: Rational;
  fits(number: Rational): boolean;
}

const value = `${numberPattern}(?:\\s*/\\s*${numberPattern})?`;
const tolerance = new RegExp(`^(${value})\\s*(?:±|\\+/-|\\+-|\\+−)\\s*(${value})\\s*(%?)$`);
const range = new RegExp(`^([[(])\\s*(${value})\\s*[,;]\\s*(${value})\\s*([\\])])$`);
const digits = new RegExp(`^(${value})\\s+to\\s+(\\d{1,2})\\s+(?:significant\\s+)?digits?$`, "i");

/** How the right number can be written, for authors. */
export const numberForms = "0.1, 1/3, 0.1 ± 0.02, 0.1 ± 5%, [1, 2) or 0.123 to 3 digits";

/**
 * Reads a rule; undefined when it is none, or one that nothing fits.
 * - `0.1`, `1/3`, `1e-3`: that number.
 * - `0.1 ± 0.02`, `0.1 ± 5%`: from that much below to that much above, both included; also `+-` and `+/-`.
 * - `[1, 2)`: from 1 to 2; a square bracket includes its end, a round one does not.
 * - `0.123 to 3 digits`: what is 0.123 when both are rounded to 3 significant digits.
 */
export function parseNumberRule(written: string): NumberRule | undefined {
  const text = written.trim().replaceAll("−", "-").replace(/\s+/g, " ");
  if (text.length > 200) return undefined;
  return readExact(text) ?? readTolerance(text) ?? readRange(text) ?? readDigits(text);
}

function readExact(text: string): NumberRule | undefined {
  const exact = parseRational(text);
  return exact === undefined
    ? undefined
    : { text: formatRational(exact), exact, fits: (number) => compare(number, exact) === 0 };
}

function readTolerance(text: string): NumberRule | undefined {
  const [, middleText = "", widthText = "", percent = ""] = tolerance.exec(text) ?? [];
  const [middle, written] = [parseRational(middleText), parseRational(widthText)];
  if (middle === undefined || written === undefined || written.top < 0n) return undefined;
  const width =
    percent === ""
      ? written
      : multiply(absolute(middle), multiply(written, { top: 1n, bottom: 100n }));
  return {
    text: `${middleText} ± ${widthText}${percent}`,
    fits: (number) => compare(absolute(subtract(number, middle)), width) <= 0,
  };
}

function readRange(text: string): NumberRule | undefined {
  const [, open = "", lowText = "", highText = "", close = ""] = range.exec(text) ?? [];
  const [low, high] = [parseRational(lowText), parseRational(highText)];
  if (low === undefined || high === undefined) return undefined;
  const order = compare(low, high);
  if (order > 0 || (order === 0 && `${open}${close}` !== "[]")) return undefined;
  return {
    text: `${open}${lowText}, ${highText}${close}`,
    fits: (number) => {
      const [fromLow, toHigh] = [compare(number, low), compare(high, number)];
      return (
        (open === "[" ? fromLow >= 0 : fromLow > 0) && (close === "]" ? toHigh >= 0 : toHigh > 0)
      );
    },
  };
}

function readDigits(text: string): NumberRule | undefined {
  const [, numberText = "", countText = ""] = digits.exec(text) ?? [];
  const number = parseRational(numberText);
  const count = Number(countText);
  if (number === undefined || count < 1) return undefined;
  const rounded = roundToDigits(number, count);
  return {
    text: `${numberText} to ${count} digits`,
    fits: (other) => compare(roundToDigits(other, count), rounded) === 0,
  };
}
