// How the terminal program is bundled. Used by scripts/build.mjs, and by the test that types the commands of a document.
import { build } from "esbuild";
import { commonOptions } from "./page-build.mjs";

/**
 * Bundles the terminal program into one file.
 * @param {string} outfile
 */
export async function bundleCli(outfile) {
  const common = await commonOptions();
  await build({
    ...common,
    // Pages that are files carry their style sheets.
    loader: { ...common.loader, ".css": "text" },
    entryPoints: ["src/cli/main.ts"],
    outfile,
    platform: "node",
    target: "node20",
    // A few libraries inside are CommonJS and call `require` for Node's own modules.
    banner: {
      js: [
        "#!/usr/bin/env node",
        'import { createRequire as lessonbookCreateRequire } from "node:module";',
        "const require = lessonbookCreateRequire(import.meta.url);",
      ].join("\n"),
    },
  });
}
