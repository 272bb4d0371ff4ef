// The server's files: through Lessonbook's own routes where the server has them (a save there is conditional, under a
// lock), else through the standard contents API (compare, write, compare again). Owns no state but which of the two.
import type {
  Contents,
  FileEntry,
  FileVersion,
  OpenedFile,
  ToldOfFile,
} from "../execution/ports.ts";
import { ServerError } from "../execution/ports.ts";
import { isObject } from "../nbformat/parse.ts";
import { withoutLentIds } from "../nbformat/serialise.ts";
import type { JsonObject } from "../nbformat/types.ts";
import { callServer, encodePath, type Answer, type Call, type Connection } from "./connection.ts";
import { answerError, type Attempt } from "./errors.ts";

/** The files of a server. */
export function makeContents(connection: Connection): Contents {
  // Unknown until the first answer: a plain Jupyter Server has no such route.
  let hasOwnRoutes: boolean | undefined;
  const call = (options: Call) => callServer(connection, options);

  async function callOwn(options: Call): Promise<Answer | undefined> {
    if (hasOwnRoutes === false) return undefined;
    const answer = await call({ ...options, expect: [404, ...(options.expect ?? [])] });
    // A server without the route answers with a page; ours with JSON.
    hasOwnRoutes = answer.status !== 404 || isObject(answer.json);
    if (!hasOwnRoutes) return undefined;
    if (answer.status === 404) throw answerError(options, 404, "");
    return answer;
  }

  return {
    async open(path) {
      const attempt = { to: `open ${nameOf(path)}` };
      const encoded = encodePath(path, attempt);
      const own = await callOwn({ ...attempt, path: `lessonbook/api/contents/${encoded}` });
      return own === undefined ? openPlain(call, encoded, attempt) : readOwn(own.json, attempt);
    },

    async save(path, notebook, seen, overwrite = false) {
      const attempt = { to: `save ${nameOf(path)}` };
      const encoded = encodePath(path, attempt);
      const own = await callOwn({
        ...attempt,
        method: "PUT",
        path: `lessonbook/api/contents/${encoded}`,
        body: {
          content: withoutLentIds(notebook),
          hash: seen.hash ?? null,
          lastModified: seen.lastModified ?? null,
          overwrite,
        },
        expect: [409],
      });
      if (own === undefined) {
        const body = { type: "notebook", format: "json", content: withoutLentIds(notebook) };
        return savePlain({ call, encoded, attempt, body, seen, overwrite });
      }
      if (own.status === 409) throw changedError(attempt, own.json);
      return readVersion(own.json);
    },

    async list(path) {
      const attempt = { to: path === "" ? "list the files" : `list the folder ${nameOf(path)}` };
      const encoded = encodePath(path, attempt);
      const answer = await call({
        ...attempt,
        path: `api/contents/${encoded}?type=directory&content=1`,
      });
      const entries = isObject(answer.json) ? answer.json.content : undefined;
      return Array.isArray(entries) ? entries.flatMap(readEntry) : [];
    },
  };
}

type Caller = (options: Call) => Promise<Answer>;

async function openPlain(call: Caller, encoded: string, attempt: Attempt): Promise<OpenedFile> {
  const answer = await call({
    ...attempt,
    path: `api/contents/${encoded}?type=notebook&content=1&hash=1`,
    expect: [400, 500],
  });
  if (answer.ok && isObject(answer.json)) {
    return {
      content: { json: answer.json.content },
      version: readVersion(answer.json),
      writable: answer.json.writable !== false,
    };
  }
  // The server found it damaged. As a file it still comes, and the parser says what can be read of it.
  for (const format of ["text", "base64"]) {
    const file = await call({
      ...attempt,
      path: `api/contents/${encoded}?type=file&format=${format}&content=1&hash=1`,
      ...(format === "text" && { expect: [400] }),
    });
    if (!file.ok || !isObject(file.json)) continue;
    const text = typeof file.json.content === "string" ? file.json.content : "";
    return {
      content: { text: format === "text" ? text : decodeBase64(text) },
      version: readVersion(file.json),
      writable: file.json.writable !== false,
    };
  }
  throw answerError(attempt, answer.status, "the server could not read the file");
}

interface PlainSave {
  readonly call: Caller;
  readonly encoded: string;
  readonly attempt: Attempt;
  /** A contents model. */
  readonly body: JsonObject;
  readonly seen: FileVersion;
  readonly overwrite: boolean;
}

/** Compares, writes and compares again, on a server that has no conditional save. */
export async function savePlain(save: PlainSave): Promise<FileVersion> {
  const { call, encoded, attempt, body, seen, overwrite } = save;
  const look = async (): Promise<FileVersion | undefined> => {
    const answer = await call({
      ...attempt,
      path: `api/contents/${encoded}?content=0&hash=1`,
      expect: [404],
    });
    return answer.ok ? readVersion(answer.json) : undefined;
  };
  if (!overwrite) {
    const there = await look();
    const isNew = seen.hash === undefined && seen.lastModified === undefined;
    if (there === undefined && !isNew) throw changedError(attempt, { reason: "missing" });
    if (there !== undefined && !isSameVersion(there, seen)) throw changedError(attempt, {});
  }
  const answer = await call({
    ...attempt,
    method: "PUT",
    path: `api/contents/${encoded}`,
    body,
  });
  const written = readVersion(answer.json);
  const now = await look();
  // The API has no lock: who wrote in the moment after us took the file, and the reader has to hear of it.
  if (now === undefined || now.lastModified !== written.lastModified) {
    throw changedError(attempt, {});
  }
  return now;
}

function isSameVersion(a: FileVersion, b: FileVersion): boolean {
  return a.hash !== undefined && b.hash !== undefined
    ? a.hash === b.hash
    : a.lastModified !== undefined && a.lastModified === b.lastModified;
}

/** The file is not the one that was seen; `json` is the server's answer. */
export function changedError(attempt: Attempt, json: unknown): ServerError {
  return isObject(json) && json.reason === "missing"
    ? new ServerError(
        `Could not ${attempt.to}: the file was moved or deleted since you opened it. Save again with "Overwrite" to put it back.`,
        "missing",
        409,
      )
    : new ServerError(
        `Could not ${attempt.to}: the file was changed by somebody else since you opened it. Your version is still here; choose which one to keep.`,
        "conflict",
        409,
      );
}

function readOwn(json: unknown, attempt: Attempt): OpenedFile {
  if (!isObject(json)) throw answerError(attempt, 500, "the server's answer could not be read");
  const told = readTold(json);
  const rest = { version: readVersion(json), writable: json.writable !== false, told };
  if (typeof json.text === "string") {
    const text = json.format === "base64" ? decodeBase64(json.text) : json.text;
    return { content: { text }, ...rest };
  }
  return { content: { json: json.content }, ...rest };
}

function readTold({ convertedFrom, repairs, notes, problem }: JsonObject): ToldOfFile {
  const sentences = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
  return {
    repairs: sentences(repairs),
    notes: sentences(notes),
    ...(typeof convertedFrom === "string" && { convertedFrom }),
    ...(typeof problem === "string" && { problem }),
  };
}

/** What a contents model says of the file's state. */
export function readVersion(json: unknown): FileVersion {
  if (!isObject(json)) return {};
  const lastModified = json.lastModified ?? json.last_modified;
  return {
    ...(typeof json.hash === "string" && json.hash !== "" ? { hash: json.hash } : {}),
    ...(typeof lastModified === "string" ? { lastModified } : {}),
  };
}

/** Reads a contents model; empty when it is none. */
export function readEntry(value: unknown): FileEntry[] {
  if (!isObject(value)) return [];
  const { name, path, type, last_modified: lastModified } = value;
  if (typeof name !== "string" || typeof path !== "string") return [];
  return [
    {
      name,
      path,
      type: type === "notebook" || type === "directory" ? type : "file",
      ...(typeof lastModified === "string" ? { lastModified } : {}),
    },
  ];
}

/** Bytes that are not UTF-8 become replacement characters: better to see than not to open. */
function decodeBase64(text: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
  } catch {
    return ""; // Not base64 after all; the parser says that the file is empty.
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1) || path;
}
