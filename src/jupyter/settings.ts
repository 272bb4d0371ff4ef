// The reader's settings on the server: `server/lessonbook/settings_api.py`.
import type { JsonObject } from "../nbformat/types.ts";
import { callServer, makeConnection, type ServerSettings } from "./connection.ts";

/** Keeps some settings; `null` takes one back. Rejects with `ServerError`. */
export async function keepSettings(server: ServerSettings, changes: JsonObject): Promise<void> {
  await callServer(makeConnection(server), {
    to: "keep the settings",
    method: "PUT",
    path: "lessonbook/api/settings",
    body: changes,
  });
}
