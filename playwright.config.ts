// Browser tests: a real Chromium on a real Jupyter Server with real kernels. No retries: a test that fails sometimes is wrong.
import { defineConfig } from "@playwright/test";
import { join } from "node:path";
import { root } from "./scripts/lib/prepare.mjs";
import { findBrowser } from "./scripts/lib/browser.mjs";

// A folder of its own for each run, so that runs at the same time leave each other's traces alone. The variable takes its name
// to the workers, which read this file again.
const results = (process.env.LESSONBOOK_TEST_RESULTS ??= join(
  root,
  "test-results",
  String(process.pid),
));

export default defineConfig({
  testDir: "tests/browser",
  outputDir: results,
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    viewport: { width: 1280, height: 900 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: findBrowser() ?? "chromium",
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
