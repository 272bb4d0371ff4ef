// Builds the page into dist/static (hashed, compressed beforehand) and the terminal program into dist/cli.
// Run by `npm start`, `npm test` and `npm run wheel`; `--quick` leaves out the slow compression.
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { bundleCli } from "./lib/cli-build.mjs";
import { bundlePage } from "./lib/page-build.mjs";
import { root } from "./lib/prepare.mjs";

await Promise.all([buildPage(), buildCli()]);

async function buildPage() {
  // Built beside and moved into place, so that a running server never sees half a build.
  const out = join(root, "dist", "static");
  const next = `${out}.next`;
  await rm(next, { recursive: true, force: true });
  const { metafile, start } = await bundlePage(next, { write: true });
  await writeFile(join(next, "manifest.json"), JSON.stringify(start, null, 1) + "\n");
  await writeFile(join(root, "dist", "page-meta.json"), JSON.stringify(metafile));
  if (!process.argv.includes("--quick")) await compressFolder(next);
  await rm(out, { recursive: true, force: true });
  await rename(next, out);
}

async function buildCli() {
  await mkdir(join(root, "dist", "cli"), { recursive: true });
  await bundleCli(join(root, "dist", "cli", "lessonbook.mjs"));
}

/** @param {string} folder */
async function compressFolder(folder) {
  const brotli = promisify(brotliCompress);
  const gz = promisify(gzip);
  const names = (await readdir(folder)).filter((name) => /\.(js|css|json|svg|ttf)$/.test(name));
  await Promise.all(
    names
      .filter((name) => name !== "manifest.json")
      .map(async (name) => {
        const bytes = await readFile(join(folder, name));
        // The last few percent of a chart library are not worth a quarter of a minute.
        const params = { [constants.BROTLI_PARAM_QUALITY]: bytes.length > 2_000_000 ? 9 : 11 };
        await writeFile(join(folder, `${name}.br`), await brotli(bytes, { params }));
        await writeFile(join(folder, `${name}.gz`), await gz(bytes, { level: 9 }));
      }),
  );
}
