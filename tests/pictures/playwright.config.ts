// `npm run pictures`: every screen of the lesson as a picture, light and dark, wide and narrow, to be looked at by people.
import { defineConfig } from "@playwright/test";
import browser from "../../playwright.config.ts";

export default defineConfig({
  ...browser,
  testDir: ".",
  testMatch: "*.pictures.ts",
  outputDir: "../../test-results",
  workers: 1,
  timeout: 600_000,
});
