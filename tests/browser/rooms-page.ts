// A page of its own for the DOM rooms, without server or kernel: bundles outputs and editor and serves them under a made-up
// address with the program's kind of Content-Security-Policy left out, so that what the rooms let through would really run.
import type { Page } from "@playwright/test";
import { build } from "esbuild";
import type * as Rooms from "./rooms.ts";

export const origin = "http://lessonbook.test";

declare global {
  // What rooms.ts puts there.
  var rooms: typeof Rooms;
}

/** Opens the page; gives the addresses that it asks for from then on, but for its own files. */
export async function openRooms(page: Page): Promise<readonly string[]> {
  const files = await bundleRooms();
  const asked: string[] = [];
  await page.route("**/*", async (route) => {
    const { pathname, origin: host } = new URL(route.request().url());
    const file = host === origin ? files.get(pathname) : undefined;
    if (file !== undefined) await route.fulfill(file);
    else {
      asked.push(route.request().url());
      await route.abort();
    }
  });
  await page.goto(`${origin}/page`);
  await page.waitForFunction(() => "rooms" in globalThis);
  return asked;
}

interface ServedFile {
  readonly body: string | Buffer;
  readonly contentType: string;
}

async function bundleRooms(): Promise<ReadonlyMap<string, ServedFile>> {
  const { outputFiles } = await build({
    entryPoints: { rooms: "tests/browser/rooms.ts", style: "tests/browser/rooms.css" },
    bundle: true,
    format: "esm",
    splitting: true,
    write: false,
    outdir: "out",
    loader: { ".woff2": "file" },
    logLevel: "error",
  });
  const files = new Map<string, ServedFile>();
  files.set("/page", {
    body: '<!doctype html><html lang="en"><title>Rooms</title><link rel="icon" href="data:,"><link rel="stylesheet" href="style.css"><main id="rooms-place"></main><script type="module" src="rooms.js"></script>',
    contentType: "text/html; charset=utf-8",
  });
  for (const { path, contents } of outputFiles) {
    const name = path.slice(path.lastIndexOf("/"));
    const contentType = name.endsWith(".js")
      ? "text/javascript"
      : name.endsWith(".css")
        ? "text/css"
        : "font/woff2";
    files.set(name, { body: Buffer.from(contents), contentType });
  }
  return files;
}
