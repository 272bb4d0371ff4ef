// `npm run bench`: what it costs to open the lesson and to run a cell, beside a bare websocket client in the same run.
// Prints figures; judges nothing, because a time that fails a test says more about the machine than about the program.
import { defineConfig } from "@playwright/test";
import browser from "../../playwright.config.ts";

export default defineConfig({
  ...browser,
  testDir: ".",
  testMatch: "*.bench.ts",
  outputDir: "../../test-results/bench",
  workers: 1,
  timeout: 300_000,
});
