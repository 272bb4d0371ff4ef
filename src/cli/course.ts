// A course's folders, as nbgrader has them: source/, release/, submitted/, autograded/, feedback/. Used by release and grade.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readCourseConfig, type CourseConfig } from "../grading/nbgrader-config.ts";
import { isFolder } from "./files.ts";
import { UsageError } from "./terminal.ts";

/** The course's folder: the one named, else `notebooks/` where there is one, else here. */
export async function findCourse(named: string | undefined): Promise<string> {
  return named ?? ((await isFolder("notebooks")) ? "notebooks" : ".");
}

/** @throws UsageError for what cannot be the name of an assignment's folder */
export function checkAssignmentName(name: string): void {
  if (!/^[^./\\][^/\\]*$/.test(name)) {
    throw new UsageError(`"${name}" is not the name of an assignment's folder.`);
  }
}

/** What the course's `nbgrader_config.py` says; nbgrader's own defaults where there is none. */
export async function readCourse(course: string): Promise<CourseConfig> {
  const text = await readFile(join(course, "nbgrader_config.py"), "utf8").catch(() => "");
  return readCourseConfig(text);
}

/** Editors' and Jupyter's own folders are nobody's assignment. */
export function isLeftOut(path: string): boolean {
  return path.split(/[/\\]/).some((part) => part.startsWith(".") || part === "__pycache__");
}
