// The courses and their assignments.
import { makeElement } from "../elements.ts";
import type { Course, CourseAssignment } from "../execution/course-port.ts";
import { writeRoute } from "./route.ts";
import { makeTable } from "./tables.ts";
import { plural, timeWords } from "./words.ts";

export function makeOverview(courses: readonly Course[]): readonly HTMLElement[] {
  return courses.map((course) => {
    const rows = course.assignments.map((one) => row(course, one));
    return makeElement(
      "section",
      { "aria-label": course.name },
      makeElement("h2", {}, course.name),
      makeTable(["Assignment", "Released", "Handed in", "Graded"], rows),
    );
  });
}

function row(course: Course, one: CourseAssignment): readonly (Node | string)[] {
  const place = { course: course.path, assignment: one.name };
  return [
    makeElement("a", { href: writeRoute(place) }, one.name),
    one.released ? "yes" : "not yet",
    one.submitted === 0 ? "nobody yet" : plural(one.submitted, "student"),
    one.gradedAt === undefined ? "not yet" : timeWords(one.gradedAt),
  ];
}
