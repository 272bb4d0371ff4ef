// The formats that the server's nbconvert makes: `api/nbconvert` lists them, `nbconvert/<format>/<path>` gives one.
import { isObject } from "../nbformat/parse.ts";
import { callServer, encodePath, makeConnection, type ServerSettings } from "./connection.ts";

/** A form of a notebook that the server can make. */
export interface ServerFormat {
  /** nbconvert's name, such as `latex`. */
  readonly name: string;
  /** Where the server gives the saved file in this form. */
  readonly address: string;
}

/**
 * Lists what the server can make of a notebook; empty where it has no nbconvert.
 * @throws ServerError when the server cannot be asked.
 */
export async function listServerFormats(
  settings: ServerSettings,
  path: string,
): Promise<readonly ServerFormat[]> {
  const connection = makeConnection(settings);
  const attempt = { to: "ask which formats the server can make" };
  const { status, json } = await callServer(connection, {
    ...attempt,
    path: "api/nbconvert",
    expect: [404, 500], // no nbconvert
  });
  if (status !== 200 || !isObject(json)) return [];
  const file = encodePath(path, attempt);
  return Object.keys(json).map((name) => ({
    name,
    address: `${connection.baseUrl}nbconvert/${encodeURIComponent(name)}/${file}?download=true`,
  }));
}
