// A browser of a test's own that can be killed, on a profile that the next one goes on with.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { chromium, type BrowserContext } from "@playwright/test";
import config from "../../playwright.config.ts";

export interface OwnBrowser {
  readonly context: BrowserContext;
  /** Ends it as a crash does: nothing is written any more. */
  kill(): Promise<void>;
}

/** Starts the browser of the tests, with their flags. @param profile the folder of its data */
export async function startBrowser(profile: string): Promise<OwnBrowser> {
  const { executablePath = "chromium", args = [] } = config.use?.launchOptions ?? {};
  const flags = [...args, "--remote-debugging-port=0", `--user-data-dir=${profile}`];
  const child = spawn(executablePath, flags, { stdio: ["ignore", "ignore", "pipe"] });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  for await (const line of createInterface({ input: child.stderr })) {
    const address = /DevTools listening on (\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stderr.resume();
    const browser = await chromium.connectOverCDP(address);
    const [context] = browser.contexts();
    if (context === undefined) throw new Error("the browser has no context");
    return {
      context,
      kill: async () => {
        child.kill("SIGKILL");
        await gone;
      },
    };
  }
  throw new Error("the browser ended before it said where it listens");
}
