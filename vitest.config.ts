// Unit and contract tests. Python sources import as text here, as they do in the bundle.
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    {
      name: "python-as-text",
      enforce: "pre",
      transform: (code, id) =>
        id.endsWith(".py") ? `export default ${JSON.stringify(code)};` : undefined,
    },
  ],
  test: {
    include: ["tests/unit/**/*.test.ts", "tests/contract/**/*.test.ts", "tests/*.test.ts"],
    environment: "node",
    // A limit on hanging, not on speed: machines that build and test at once are slow.
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
