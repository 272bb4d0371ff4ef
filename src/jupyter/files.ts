// The server's files by Jupyter's contents API; the trash and its way back by Lessonbook's extension (server/lessonbook/trash_api.py).
import type { Deleted, FileInfo, Files } from "../execution/files-port.ts";
import { folderOf, nameOf } from "../execution/paths.ts";
import { ServerError, type Contents } from "../execution/ports.ts";
import { makeCellId } from "../nbformat/ids.ts";
import { isObject } from "../nbformat/parse.ts";
import {
  callServer,
  encodePath,
  failedAnswer,
  makeConnection,
  request,
  type Answer,
  type Call,
  type ServerSettings,
} from "./connection.ts";
import { readEntry } from "./contents.ts";
import { makeTexts } from "./texts.ts";
import { answerError, unreachableError, type Attempt } from "./errors.ts";

/** Speaks to the server at an address. Nothing is sent before the first call. */
export function connectFiles(settings: ServerSettings, contents: Contents): Files {
  const connection = makeConnection(settings);
  const call = (options: Call): Promise<Answer> => callServer(connection, options);
  const at = (path: string, attempt: Attempt): string =>
    `api/contents/${encodePath(path, attempt)}`;

  const look = async (path: string, attempt: Attempt): Promise<FileInfo | undefined> => {
    const answer = await call({
      ...attempt,
      path: `${at(path, attempt)}?content=0`,
      expect: [404],
    });
    return answer.ok ? readInfo(answer.json)[0] : undefined;
  };
  const refuseTaken = async (path: string, attempt: Attempt): Promise<void> => {
    if ((await look(path, attempt)) !== undefined) throw takenError(attempt, path);
  };
  const rename = async (from: string, to: string, attempt: Attempt): Promise<void> => {
    const { status } = await call({
      ...attempt,
      method: "PATCH",
      path: at(from, attempt),
      body: { path: to },
      expect: [409],
    });
    if (status === 409) throw takenError(attempt, to);
  };
  const remove = async (path: string): Promise<void> => {
    const attempt = { to: `delete ${nameOf(path)}` };
    await call({ ...attempt, method: "DELETE", path: at(path, attempt), expect: [404] });
  };

  /** A kernel is found again by the path of its file. */
  const moveSessions = async (from: string, to: string): Promise<void> => {
    const attempt = { to: "take the kernel along" };
    const { json } = await call({ ...attempt, path: "api/sessions" });
    const sessions: readonly unknown[] = Array.isArray(json) ? json : [];
    for (const session of sessions) {
      if (!isObject(session) || typeof session.path !== "string") continue;
      const { id, path: old } = session;
      if (typeof id !== "string" || (old !== from && !old.startsWith(`${from}/`))) continue;
      const path = to + old.slice(from.length);
      const body = { path, name: nameOf(path), type: "notebook" };
      const address = `api/sessions/${encodeURIComponent(id)}`;
      await call({ ...attempt, method: "PATCH", path: address, body });
    }
  };

  return {
    ...makeTexts(call),

    async look(path) {
      const attempt = { to: `open ${nameOf(path)}` };
      const info = await look(path, attempt);
      if (info === undefined) throw answerError(attempt, 404, "");
      return info;
    },

    async list(path) {
      const attempt = { to: path === "" ? "list the files" : `list the folder ${nameOf(path)}` };
      const { json } = await call({
        ...attempt,
        path: `${at(path, attempt)}?type=directory&content=1`,
      });
      const entries = isObject(json) && Array.isArray(json.content) ? json.content : [];
      return {
        entries: entries.flatMap(readInfo),
        writable: !isObject(json) || json.writable !== false,
      };
    },

    async read(path, most) {
      const attempt = { to: `open ${nameOf(path)}` };
      const address = `files/${encodePath(path, attempt)}`;
      const response = await request(
        connection,
        { ...attempt, path: address },
        {
          Range: `bytes=0-${most - 1}`,
        },
      );
      // An empty file has no first byte to give.
      if (response.status === 416) return { bytes: new Uint8Array(), cut: false };
      if (!response.ok) throw await failedAnswer(connection, attempt, response.status);
      try {
        const bytes = new Uint8Array(await response.arrayBuffer());
        const whole = Number(/\/(\d+)$/.exec(response.headers.get("Content-Range") ?? "")?.[1]);
        return { bytes: bytes.subarray(0, most), cut: bytes.length > most || whole > most };
      } catch (error) {
        throw unreachableError(attempt, error);
      }
    },

    async makeFolder(path) {
      const attempt = { to: `make the folder ${nameOf(path)}` };
      await refuseTaken(path, attempt);
      // On a folder that came in between it changes nothing.
      await call({
        ...attempt,
        method: "PUT",
        path: at(path, attempt),
        body: { type: "directory" },
      });
    },

    async makeFile(path) {
      const attempt = { to: `make the file ${nameOf(path)}` };
      await refuseTaken(path, attempt);
      // The server names a new file; only a rename never goes over another one.
      const { json } = await call({
        ...attempt,
        method: "POST",
        path: at(folderOf(path), attempt),
        body: { type: "file", ext: ".txt" },
      });
      const made = readInfo(json)[0]?.path;
      if (made === undefined || made === path) return;
      try {
        await rename(made, path, attempt);
      } catch (error) {
        await remove(made).catch(() => undefined);
        throw error;
      }
    },

    async makeNotebook(path) {
      const attempt = { to: `make the notebook ${nameOf(path)}` };
      const cell = { cell_type: "code", id: makeCellId(), metadata: {}, source: "" };
      const cells = [{ ...cell, execution_count: null, outputs: [] }];
      await refuseTaken(path, attempt);
      await contents.save(path, { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, {});
    },

    async move(from, to) {
      await rename(from, to, { to: `rename ${nameOf(from)}` });
      // The file is where it should be; a kernel that does not know it yet is no reason to say otherwise.
      await moveSessions(from, to).catch(() => undefined);
    },

    async copy(path, folder) {
      const attempt = { to: `copy ${nameOf(path)}` };
      const { json } = await call({
        ...attempt,
        method: "POST",
        path: at(folder, attempt),
        body: { copy_from: path },
      });
      return readInfo(json)[0]?.path ?? path;
    },

    async trash(path) {
      const answer = await call({
        to: `delete ${nameOf(path)}`,
        method: "POST",
        path: "lessonbook/api/trash",
        body: { path },
        expect: [404, 405, 501],
      });
      if (answer.ok) return readDeleted(answer.json)[0];
      // The route says it in JSON when it is the file that is missing.
      const isFile = answer.status === 404 && isObject(answer.json) && "reason" in answer.json;
      if (isFile) throw answerError({ to: `delete ${nameOf(path)}` }, 404, "");
      return undefined;
    },

    async deleted() {
      const { json } = await call({
        to: "list what was deleted",
        path: "lessonbook/api/trash",
        expect: [404, 501],
      });
      const entries = isObject(json) && Array.isArray(json.entries) ? json.entries : [];
      return entries.flatMap(readDeleted);
    },

    async putBack(id) {
      const attempt = { to: "bring it back" };
      const answer = await call({
        ...attempt,
        method: "POST",
        path: `lessonbook/api/trash/${encodeURIComponent(id)}`,
        expect: [409],
      });
      if (answer.status !== 409) return;
      const said = isObject(answer.json) ? answer.json.message : undefined;
      const words = typeof said === "string" ? said : "There is another file in its place now.";
      throw new ServerError(`Could not bring it back: ${words}`, "conflict", 409);
    },

    async forget(id) {
      const path = `lessonbook/api/trash/${encodeURIComponent(id)}`;
      await call({ to: "delete it for good", method: "DELETE", path, expect: [404] });
    },

    remove,

    async addPart(path, { number, content, signal }) {
      // The name that the reader knows, not the one that it has until it is whole.
      const attempt = { to: `upload ${nameOf(path).replace(/\.[0-9a-f]{8}\.upload$/, "")}` };
      const { json } = await call({
        ...attempt,
        method: "PUT",
        path: at(path, attempt),
        body: { type: "file", format: "base64", content, ...(number !== 0 && { chunk: number }) },
        ...(signal !== undefined && { signal }),
      });
      return readInfo(json)[0]?.size ?? -1;
    },

    async startTerminal() {
      const { json } = await call({
        to: "start a terminal",
        method: "POST",
        path: "api/terminals",
      });
      if (isObject(json) && typeof json.name === "string") return json.name;
      throw new ServerError("Could not start a terminal: the server named none.", "other", 0);
    },
  };
}

function readInfo(value: unknown): FileInfo[] {
  if (!isObject(value)) return [];
  const { size, writable } = value;
  return readEntry(value).map((entry) => ({
    ...entry,
    ...(typeof size === "number" && entry.type !== "directory" && { size }),
    writable: writable !== false,
  }));
}

function readDeleted(value: unknown): Deleted[] {
  if (!isObject(value)) return [];
  const { id, path, type, deleted_at: deletedAt } = value;
  if (typeof id !== "string" || typeof path !== "string" || typeof deletedAt !== "string")
    return [];
  return [
    { id, path, deletedAt, type: type === "directory" || type === "notebook" ? type : "file" },
  ];
}

function takenError(attempt: Attempt, path: string): ServerError {
  const words = `Could not ${attempt.to}: there is a “${nameOf(path)}” already. Choose another name.`;
  return new ServerError(words, "conflict", 409);
}
