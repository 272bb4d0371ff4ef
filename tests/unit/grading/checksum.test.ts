import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checksumOf, pythonFloat } from "../../../src/grading/checksum.ts";
import { code, md } from "../../support/builders.ts";
import { CHECKOUT } from "../../support/server.ts";

interface Vector {
  readonly cell_type: "code" | "markdown";
  readonly source: string;
  readonly grade_id: string;
  readonly grade?: boolean;
  readonly solution?: boolean;
  readonly locked?: boolean;
  readonly points?: number;
  readonly checksum: string;
}

// Made by nbgrader 0.9.6.
const file = join(CHECKOUT, "tests", "fixtures", "grading", "checksums.json");
const vectors = JSON.parse(readFileSync(file, "utf8")) as readonly Vector[];

describe("checksums", () => {
  it.each(vectors.map((vector) => [vector.grade_id, vector] as const))(
    "are nbgrader's: %s",
    (_, vector) => {
      const cell = vector.cell_type === "code" ? code(vector.source) : md(vector.source);
      const info = {
        gradeId: vector.grade_id,
        grade: vector.grade === true,
        solution: vector.solution === true,
        locked: vector.locked === true,
        task: false,
        points: vector.points ?? 0,
      };
      expect(checksumOf(cell, info)).toBe(vector.checksum);
    },
  );

  // What Python's repr(float) gives.
  it.each([
    [2, "2.0"],
    [0.5, "0.5"],
    [0, "0.0"],
    [1e16, "1e+16"],
    [1.5e16, "1.5e+16"],
    [123456789012345, "123456789012345.0"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [1e22, "1e+22"],
    [1 / 3, "0.3333333333333333"],
  ])("write points as Python does: %s", (value, text) => {
    expect(pythonFloat(value)).toBe(text);
  });
});
