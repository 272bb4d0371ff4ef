// What the server tells the page, read once, before any content of a notebook is in the document.
import { isObject } from "../nbformat/parse.ts";
import type { GivenSettings } from "./settings-store.ts";

export interface PageConfig {
  /** Begins and ends with `/`, such as `/user/alice/`. */
  readonly baseUrl: string;
  /** Empty: the same host. */
  readonly wsUrl: string;
  /** Empty when the login cookie is enough. */
  readonly token: string;
  readonly page: "notebook" | "tree" | "class";
  /** The notebook or folder, relative to the server's root, not URL-encoded. */
  readonly path: string;
  readonly appVersion: string;
  /** Where a hub starts a server that it stopped; empty without a hub. */
  readonly hubStartUrl: string;
  /** Where the login ends. */
  readonly logOutUrl: string;
  /** The other front end on this server that shows terminals; empty where none does. */
  readonly terminals: "notebook" | "lab" | "";
  /** What the reader set, and what the admin gives as defaults. */
  readonly settings: GivenSettings;
}

/** Reads the configuration out of the page. Throws when the page was not made by the Lessonbook server. */
export function readPageConfig(document: Document): PageConfig {
  const text = document.getElementById("jupyter-config-data")?.textContent ?? "";
  const json: unknown = JSON.parse(text === "" ? "null" : text);
  if (!isObject(json)) throw new Error("the page has no configuration from the server");
  const read = (key: string): string => {
    const value = json[key];
    return typeof value === "string" ? value : "";
  };
  const page = read("page");
  const hubUser = read("hubUser");
  const terminals = read("terminals");
  const hub = `${read("hubHost")}${read("hubPrefix")}`;
  return {
    baseUrl: read("baseUrl"),
    wsUrl: read("wsUrl"),
    token: read("token"),
    page: page === "tree" || page === "class" ? page : "notebook",
    path: read("notebookPath") || read("treePath"),
    appVersion: read("appVersion"),
    hubStartUrl: hubUser === "" ? "" : `${hub}spawn/${hubUser}`,
    logOutUrl: `${hubUser === "" ? read("baseUrl") : hub}logout`,
    terminals: terminals === "notebook" || terminals === "lab" ? terminals : "",
    settings: readGiven(json.settings),
  };
}

function readGiven(value: unknown): GivenSettings {
  const { user, defaults, isDamaged } = isObject(value) ? value : {};
  return {
    user: isObject(user) ? user : {},
    defaults: isObject(defaults) ? defaults : {},
    isDamaged: isDamaged === true,
  };
}

/** The cookie that the server set with the page and wants back in a header with every call; it may change with a new login. */
export function readXsrf(): string {
  const value = /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1];
  return value === undefined ? "" : decodeURIComponent(value);
}

/** The address of a notebook's page or a folder's list. */
export function pageUrl(config: PageConfig, page: "notebooks" | "tree", path: string): string {
  return `${config.baseUrl}lessonbook/${page}${path === "" ? "" : `/${encodePath(path)}`}`;
}

/** A path for an address: each part encoded, the slashes kept. */
export function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** Where the server gives out files: pictures in Markdown may come from there, those of its own folder first. */
export function filesIn(
  config: PageConfig,
  folder: string,
): { readonly root: string; readonly folder: string } {
  const root = `${config.baseUrl}files/`;
  return { root, folder: folder === "" ? root : `${root}${encodePath(folder)}/` };
}
