// `npm run bench`: what it costs to open the lesson and to run a cell, beside a bare websocket client in the same run.
// Prints figures; judges nothing, because a time that fails a test says more about the machine than about the program.
import { defineConfig } from "@playwright/test";
import browser from "../../playwright.config.ts";

export default defineConfig({
  ...browser,
  testDir: ".",
  testMatch: "*.bench.ts",
  // Runs without a browser, by `npm run bench:grade`.
  testIgnore: "grade.bench.ts",
  workers: 1,
  timeout: 300_000,
  // A trace takes pictures of the page all the time, and would be measured with it.
  use: { ...browser.use, trace: "off" },
});
