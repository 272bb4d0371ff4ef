// `npm run bench:grade`: a class of 30 with two notebooks each, by nbgrader and by us in turn; then one small notebook of
// up to 2,000 students. `LESSONBOOK_ROUNDS` and `LESSONBOOK_CROWDS` (such as "100,400") make it shorter.
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { it } from "vitest";
import { runNbgrader } from "../support/nbgrader.ts";
import { CHECKOUT, findTestPython } from "../support/server.ts";
import { ASSIGNMENT } from "../support/submissions.ts";
import { figures, report } from "./figures.ts";
import { makeClass, makeCrowd, measure, type Cost } from "./grade-class.ts";

const ROUNDS = Number(process.env.LESSONBOOK_ROUNDS ?? 3);
const CROWDS = (process.env.LESSONBOOK_CROWDS ?? "250,1000,2000").split(",").map(Number);

it("grading a class, beside nbgrader", async () => {
  const course = await makeClass(30);
  const python = await findTestPython();
  const path = `${dirname(python)}:${process.env.PATH ?? ""}`;
  await runNbgrader(course, [{ op: "generate", assignment: ASSIGNMENT }]);
  const theirs: Cost[] = [];
  const ours: Cost[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const nbgrader = ["-m", "nbgrader", "autograde", ASSIGNMENT, "--force"];
    theirs.push(await measure([python, ...nbgrader], course, { PATH: path }));
    ours.push(await gradeOurs(course, python));
  }
  const walls = (costs: readonly Cost[]): readonly number[] => costs.map(({ wall }) => wall);
  const ratios = ours.map(({ wall }, round) => (theirs[round]?.wall ?? NaN) / wall);
  report([
    "30 students × 2 notebooks of 20 code cells",
    figures("nbgrader autograde", walls(theirs), "s"),
    figures("lessonbook grade", walls(ours), "s"),
    figures("times faster, round by round", ratios, "×"),
  ]);
  await rm(course, { recursive: true });
});

it("grading a crowd", async () => {
  const python = await findTestPython();
  const lines = ["One notebook of 3 code cells"];
  for (const students of CROWDS) {
    const course = await makeCrowd(students);
    const { wall, memory } = await gradeOurs(course, python);
    const parts = Object.entries(memory).map(([name, most]) => `${name} ${most.toFixed(0)} MB`);
    const each = ((1000 * wall) / students).toFixed(0);
    lines.push(`${students} students: ${wall.toFixed(1)} s, ${each} ms each; ${parts.join(", ")}`);
    await rm(course, { recursive: true });
  }
  report(lines);
});

function gradeOurs(course: string, python: string): Promise<Cost> {
  const program = join(CHECKOUT, "dist", "cli", "lessonbook.mjs");
  const command = [process.execPath, program, "grade", ASSIGNMENT, "--course", course];
  return measure(command, course, { LESSONBOOK_PYTHON: python });
}
