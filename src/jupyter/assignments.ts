// A learner's assignments, through Lessonbook's own routes (server/lessonbook/assignments_api.py).
import type { Assignment, Assignments, Submission, ToMerge } from "../execution/exchange-port.ts";
import { ServerError } from "../execution/ports.ts";
import { isObject } from "../nbformat/parse.ts";
import { callServer, makeConnection, type ServerSettings } from "./connection.ts";

const ROUTE = "lessonbook/api/assignments";

/** Speaks to the server at an address. Nothing is sent before the first call. */
export function connectAssignments(settings: ServerSettings): Assignments {
  const connection = makeConnection(settings);
  const ask = async (
    to: string,
    method: "POST" | "PUT",
    path: string,
    body: object,
  ): Promise<unknown> =>
    (await callServer(connection, { to, method, path: `${ROUTE}/${path}`, body })).json;
  return {
    async list() {
      const { ok, json } = await callServer(connection, {
        to: "look for assignments",
        path: ROUTE,
        expect: [404], // A server without our routes, or without files on a disk, has none.
      });
      if (!ok || !isObject(json) || json.exchange !== true) return undefined;
      return listOf(json.assignments).flatMap(readAssignment);
    },

    async fetch({ course, assignment }) {
      const json = await ask(`fetch ${assignment}`, "POST", "fetch", { course, assignment });
      if (!isObject(json)) throw unreadable(`fetch ${assignment}`);
      return {
        written: textsOf(json.written),
        kept: textsOf(json.kept),
        merge: listOf(json.merge).flatMap(readMerge),
      };
    },

    async taken({ course, assignment }, { file, theirs }) {
      await ask(`fetch ${assignment}`, "PUT", "fetch", { course, assignment, file, theirs });
    },

    async look({ course, assignment }) {
      const to = `look at ${assignment} before it is handed in`;
      const json = await ask(to, "POST", "look", { course, assignment });
      if (!isObject(json)) throw unreadable(to);
      return {
        missing: textsOf(json.missing),
        open: textsOf(json.open),
        released: listOf(json.released).flatMap((one) =>
          isObject(one)
            ? [{ path: textOf(one.path), file: textOf(one.file), text: textOf(one.text) }]
            : [],
        ),
      };
    },

    async submit({ course, assignment }) {
      const json = await ask(`hand in ${assignment}`, "POST", "submit", { course, assignment });
      const timestamp = isObject(json) ? textOf(json.timestamp) : "";
      // Without it nobody can say that anything was stored.
      if (timestamp === "") throw unreadable(`hand in ${assignment}`);
      return { timestamp };
    },

    async fetchFeedback({ course, assignment }) {
      await ask(`get feedback on ${assignment}`, "POST", "feedback", { course, assignment });
    },
  };
}

function unreadable(to: string): ServerError {
  return new ServerError(
    `Could not ${to}: the server's answer is unreadable. Try again.`,
    "other",
    0,
  );
}

function readAssignment(json: unknown): Assignment[] {
  if (!isObject(json)) return [];
  const [course, assignment] = [textOf(json.course), textOf(json.assignment)];
  if (course === "" || assignment === "") return [];
  return [
    {
      course,
      assignment,
      rules: textOf(json.rules),
      ...(typeof json.folder === "string" && { folder: json.folder }),
      updated: json.updated === true,
      notebooks: textsOf(json.notebooks),
      submissions: listOf(json.submissions).flatMap(readSubmission),
    },
  ];
}

function readSubmission(json: unknown): Submission[] {
  if (!isObject(json)) return [];
  const { timestamp, receipt, feedback, pages } = json;
  return [
    {
      timestamp: textOf(timestamp),
      receipt: textOf(receipt),
      feedback: textsOf(feedback),
      pages: textsOf(pages),
    },
  ];
}

function readMerge(json: unknown): ToMerge[] {
  if (!isObject(json)) return [];
  const { path, file, base, theirs } = json;
  return [{ path: textOf(path), file: textOf(file), base: textOf(base), theirs: textOf(theirs) }];
}

function listOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

function textsOf(json: unknown): readonly string[] {
  return listOf(json).filter((text) => typeof text === "string");
}

function textOf(json: unknown): string {
  return typeof json === "string" ? json : "";
}
