// Unit and contract tests. Python sources and style sheets import as text here, as they do in the bundle.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    {
      name: "python-as-text",
      enforce: "pre",
      transform: (code, id) =>
        id.endsWith(".py") ? `export default ${JSON.stringify(code)};` : undefined,
    },
    {
      // As in the terminal program, where the sheets of pages that are files are text.
      name: "style-as-text",
      enforce: "pre",
      resolveId: (source, importer) =>
        source.endsWith(".css") && importer?.includes("/src/export/") === true
          ? `\0${join(dirname(importer), source)}.text`
          : undefined,
      load: (id) =>
        id.startsWith("\0") && id.endsWith(".css.text")
          ? `export default ${JSON.stringify(readFileSync(id.slice(1, -".text".length), "utf8"))};`
          : undefined,
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
