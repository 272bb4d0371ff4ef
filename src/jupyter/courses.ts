// The courses among a server's files, through Lessonbook's own routes (server/lessonbook/class_api.py).
import type { Course, CourseAssignment, Courses } from "../execution/course-port.ts";
import { ServerError } from "../execution/ports.ts";
import { isObject } from "../nbformat/parse.ts";
import {
  callServer,
  failedAnswer,
  makeConnection,
  parseJson,
  readMessage,
  request,
  type Call,
  type Connection,
  type ServerSettings,
} from "./connection.ts";
import { unreachableError } from "./errors.ts";

/** Speaks to the server at an address. Nothing is sent before the first call. */
export function connectCourses(settings: ServerSettings): Courses {
  const connection = makeConnection(settings);
  return {
    async list() {
      const { ok, json } = await callServer(connection, {
        to: "look for courses",
        path: "lessonbook/api/class",
        expect: [404], // A server without our routes, or without files on a disk, has none.
      });
      const courses = ok && isObject(json) && Array.isArray(json.courses) ? json.courses : [];
      return courses.flatMap(readCourse);
    },

    async read(place) {
      const { json } = await callServer(connection, {
        to: `open the grades of ${place.assignment}`,
        path: `lessonbook/api/class/grades?${new URLSearchParams({ ...place }).toString()}`,
      });
      const text = (key: string): string => {
        const value = isObject(json) ? json[key] : undefined;
        return typeof value === "string" ? value : "";
      };
      return {
        grades: text("grades"),
        marks: text("marks"),
        rules: text("rules"),
        students: text("students"),
      };
    },

    async mark(place, revision, draft) {
      const { status, json } = await callServer(connection, {
        to: "save the mark",
        method: "PUT",
        path: "lessonbook/api/class/marks",
        body: { ...place, revision, mark: draft },
        expect: [409],
      });
      const mark = isObject(json) ? json.mark : undefined;
      return status === 409 ? { conflict: mark } : { saved: mark };
    },

    async run(place, command, { onLine, signal }) {
      let exit: number | undefined;
      const call = {
        to: `${command === "release" ? "release" : "grade"} ${place.assignment}`,
        method: "POST",
        path: "lessonbook/api/class/run",
        body: { course: place.course, assignment: place.assignment, command },
        signal,
      } as const;
      await streamServer(connection, call, (json) => {
        if (isObject(json) && typeof json.line === "string") onLine(json.line);
        if (isObject(json) && typeof json.exit === "number") exit = json.exit;
      });
      if (exit === undefined) {
        throw new ServerError("The server ended before the command did.", "unreachable", 0);
      }
      return exit;
    },
  };
}

function readCourse(value: unknown): Course[] {
  if (!isObject(value) || typeof value.path !== "string") return [];
  const { path, name, assignments } = value;
  return [
    {
      path,
      name: typeof name === "string" ? name : path,
      assignments: Array.isArray(assignments) ? assignments.flatMap(readAssignment) : [],
    },
  ];
}

function readAssignment(value: unknown): CourseAssignment[] {
  if (!isObject(value) || typeof value.name !== "string") return [];
  const { name, source, released, submitted, gradedAt } = value;
  return [
    {
      name,
      source: source === true,
      released: released === true,
      submitted: typeof submitted === "number" ? submitted : 0,
      ...(typeof gradedAt === "string" && { gradedAt }),
    },
  ];
}

/**
 * Makes a call whose answer is JSON, an object a line, and tells each as it comes.
 * @throws ServerError as `callServer` does, and when the answer breaks off
 */
async function streamServer(
  connection: Connection,
  call: Call,
  onObject: (json: unknown) => void,
): Promise<void> {
  const response = await request(connection, call);
  if (!response.ok) {
    const json = parseJson(await response.text());
    throw await failedAnswer(connection, call, response.status, readMessage(json));
  }
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (text + part.value).split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) onObject(parseJson(line));
    }
  } catch (error) {
    throw unreachableError(call, error);
  }
}
