// A browser of a test's own that can be killed, on a profile that the next one goes on with.
import { readdir, readFile } from "node:fs/promises";
import { chromium, type BrowserContext } from "@playwright/test";
import config from "../../playwright.config.ts";
import { runTool } from "../../scripts/lib/tool.mjs";

export interface OwnBrowser {
  readonly context: BrowserContext;
  /** Ends it as a crash does: nothing is written any more. */
  kill(): Promise<void>;
}

/** Starts the browser of the tests, with their flags. @param profile the folder of its data */
export async function startBrowser(profile: string): Promise<OwnBrowser> {
  const context = await chromium.launchPersistentContext(profile, config.use?.launchOptions);
  const gone = new Promise((resolve) => context.once("close", resolve));
  return {
    context,
    kill: async () => {
      // With its children: it leads a group.
      process.kill(-(await browserOf(profile)), "SIGKILL");
      await gone;
    },
  };
}

/** The process that has a profile, and no other of the browser's processes; Playwright does not tell. */
async function browserOf(profile: string): Promise<number> {
  const found = (await listProcesses()).find(
    ({ command }) => command.includes(`--user-data-dir=${profile}`) && !command.includes("--type="),
  );
  if (found === undefined) throw new Error("the browser is gone already");
  return found.pid;
}

async function listProcesses(): Promise<
  readonly { readonly pid: number; readonly command: string }[]
> {
  if (process.platform !== "linux") {
    const { output } = await runTool("ps", ["-axww", "-o", "pid=,args="]);
    return output.split("\n").map((line) => ({ pid: Number.parseInt(line, 10), command: line }));
  }
  // `ps` is not on every Linux.
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    names.map(async (name) => ({
      pid: Number(name),
      command: await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => ""),
    })),
  );
}
