// A real JupyterHub and a real browser: `npm test -- hub`, or one file with `npx playwright test -c tests/hub/playwright.config.ts`.
import { defineConfig } from "@playwright/test";
import browser from "../../playwright.config.ts";

export default defineConfig({
  ...browser,
  testDir: ".",
  testMatch: "*.spec.ts",
  // One hub for all.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
});
