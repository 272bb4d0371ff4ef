// `npm run bench:grade`: what grading a class costs, beside nbgrader in the same run. Prints figures; judges nothing.
import { defineConfig } from "vitest/config";
import unit from "../../vitest.config.ts";

export default defineConfig({
  ...unit,
  test: { include: ["tests/bench/grade.bench.ts"], testTimeout: 7_200_000 },
});
