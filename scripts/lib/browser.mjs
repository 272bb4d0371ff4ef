// Finds the browser that the browser tests drive, or installs one where the system allows it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runTool } from "./tool.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ...[process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, "Google", "Chrome", "Application", "chrome.exe")),
];

/**
 * The path of a Chromium or Chrome that runs: LESSONBOOK_BROWSER, one on PATH, or one in its usual place.
 * @returns {string | undefined}
 */
export function findBrowser() {
  const named = process.env.LESSONBOOK_BROWSER;
  if (named !== undefined && named !== "") return runs(named) ? named : undefined;
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...places].find((path) => existsSync(path) && runs(path));
}

/**
 * The same, and where there is none the distribution's package is installed, if we may.
 * @returns {Promise<string>} rejects when there is no browser, saying how to get one
 */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found !== undefined) return found;
  if (process.env.LESSONBOOK_BROWSER) {
    throw new Error(
      `LESSONBOOK_BROWSER is "${process.env.LESSONBOOK_BROWSER}", which does not run.`,
    );
  }
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("Installing Chromium with apt-get");
    await runTool("apt-get", ["update"]);
    await runTool("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], {
      DEBIAN_FRONTEND: "noninteractive",
    });
    const installed = findBrowser();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    "No browser for the browser tests. Install Chromium or Chrome (on Debian and Ubuntu: apt install chromium), or set LESSONBOOK_BROWSER to one.",
  );
}

/**
 * Whether a browser starts: Ubuntu's `chromium` can be an empty shell around a snap.
 * @param {string} path
 */
function runs(path) {
  if (process.platform === "win32") return existsSync(path); // chrome.exe there opens a window instead
  return spawnSync(path, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0;
}
