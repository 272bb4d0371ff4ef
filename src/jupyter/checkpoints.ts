// Checkpoints: listed and made by Jupyter's own API, read by a route of Lessonbook's extension, since Jupyter's can only
// put one back over the file unseen.
import type { Checkpoint, Checkpoints } from "../execution/checkpoints-port.ts";
import { ServerError } from "../execution/ports.ts";
import { isObject } from "../nbformat/parse.ts";
import { callServer, encodePath, makeConnection, type ServerSettings } from "./connection.ts";

/** The checkpoints of a server. */
export function connectCheckpoints(settings: ServerSettings): Checkpoints {
  const connection = makeConnection(settings);
  return {
    async list(path) {
      const attempt = { to: "list earlier versions" };
      const { json } = await callServer(connection, {
        ...attempt,
        path: `api/contents/${encodePath(path, attempt)}/checkpoints`,
      });
      return Array.isArray(json) ? json.flatMap(readCheckpoint) : [];
    },
    async read(path, id) {
      const attempt = { to: "read the earlier version" };
      const { json } = await callServer(connection, {
        ...attempt,
        path: `lessonbook/api/checkpoints/${encodePath(path, attempt)}?id=${encodeURIComponent(id)}`,
      });
      if (isObject(json) && typeof json.text === "string") return json.text;
      throw new ServerError("Could not read the earlier version: it is not text.", "other", 200);
    },
    async keep(path) {
      const attempt = { to: "keep the file as it is" };
      await callServer(connection, {
        ...attempt,
        method: "POST",
        path: `api/contents/${encodePath(path, attempt)}/checkpoints`,
      });
    },
  };
}

function readCheckpoint(value: unknown): Checkpoint[] {
  if (!isObject(value)) return [];
  const { id, last_modified: lastModified } = value;
  return typeof id === "string" && typeof lastModified === "string" ? [{ id, lastModified }] : [];
}
