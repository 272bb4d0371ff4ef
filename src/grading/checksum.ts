// nbgrader's checksum of a cell: by it nbgrader and we tell an answer that was given from one that was not, and a
// locked cell that was changed from one that was not.
// Source of the formula: nbgrader's `compute_checksum`; the vectors in the tests were made by it.
import { md5 } from "@noble/hashes/legacy.js";
import type { Cell } from "../nbformat/types.ts";
import { isLocked, readGradeInfo, type GradeInfo } from "./cell-metadata.ts";

/** 32 hexadecimal digits: MD5 over text, type, flags, id and points, in nbgrader's own notation. */
export function checksumOf(cell: Cell, info: GradeInfo): string {
  const parts = [
    cell.source,
    cell.cell_type,
    ...[info.grade, info.solution, isLocked(info)].map((flag) => (flag ? "True" : "False")),
    info.gradeId,
    info.grade ? pythonFloat(info.points) : "",
  ];
  const digest = md5(new TextEncoder().encode(parts.join("")));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether a cell is still as its checksum says; `false` where it has none. */
export function isUnchanged(cell: Cell): boolean {
  const info = readGradeInfo(cell);
  return info?.checksum !== undefined && info.checksum === checksumOf(cell, info);
}

/** A number ≥ 0 as Python writes a float: `2.0`, `1e+16`, `1e-05`. */
export function pythonFloat(value: number): string {
  const [digits = "", exponentText = ""] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? "-" : "+";
    return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}
