// The tests of `npm start` itself: in a copy of the checkout, one after the other, since they share it.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["tests/start/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 180_000 },
});
