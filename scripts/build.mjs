// Builds the page into dist/static (hashed, compressed beforehand) and the terminal program into dist/cli.
// Run by `npm start`, `npm test` and `npm run wheel`; `--quick` leaves out the slow compression.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** @type {unknown} */
const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const { version } = /** @type {{ version: string }} */ (manifest);

/**
 * @jupyterlab/coreutils reads a file through a direct `eval` when it runs in Node. In a page that line can never work,
 * breaks a strict Content-Security-Policy scan, and stops the minifier from renaming anything in the chunk.
 * @type {import("esbuild").Plugin}
 */
const withoutEval = {
  name: "without-eval",
  setup(builder) {
    builder.onLoad({ filter: /coreutils[\\/]lib[\\/]pageconfig\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source.replace(/eval\(['"]require['"]\)/g, "undefined");
      if (contents === source)
        throw new Error("pageconfig.js has no eval any more: drop this step");
      return { contents, loader: "js" };
    });
  },
};

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  loader: { ".py": "text", ".woff2": "file", ".woff": "file", ".ttf": "file" },
  define: { "process.env.NODE_ENV": '"production"', __VERSION__: JSON.stringify(version) },
  logLevel: "warning",
  legalComments: "none",
};

await Promise.all([buildPage(), buildCli()]);

async function buildPage() {
  // Built beside and moved into place, so that a running server never sees half a build.
  const out = join(root, "dist", "static");
  const next = `${out}.next`;
  await rm(next, { recursive: true, force: true });
  const { metafile } = await build({
    ...common,
    entryPoints: { app: "src/app/main.ts" },
    outdir: next,
    splitting: true,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    metafile: true,
    plugins: [withoutEval],
  });
  const outputs = Object.entries(metafile.outputs).map(([path, output]) => ({
    name: path.slice(path.lastIndexOf("/") + 1),
    ...output,
  }));
  const entry = outputs.find(({ entryPoint }) => entryPoint === "src/app/main.ts");
  if (entry === undefined) throw new Error("the build made no entry script");
  // Chunks that the entry imports statically are needed before anything shows.
  const preload = outputs
    .filter(({ name }) =>
      entry.imports.some(({ path, kind }) => kind === "import-statement" && path.endsWith(name)),
    )
    .map(({ name }) => name);
  const style = entry.cssBundle?.slice(entry.cssBundle.lastIndexOf("/") + 1);
  if (style === undefined) throw new Error("the build made no style sheet");
  await writeFile(
    join(next, "manifest.json"),
    JSON.stringify({ entry: entry.name, style, preload }, null, 1) + "\n",
  );
  await writeFile(join(root, "dist", "page-meta.json"), JSON.stringify(metafile));
  if (!process.argv.includes("--quick")) await compressFolder(next);
  await rm(out, { recursive: true, force: true });
  await rename(next, out);
}

async function buildCli() {
  await mkdir(join(root, "dist", "cli"), { recursive: true });
  await build({
    ...common,
    entryPoints: ["src/cli/main.ts"],
    outfile: "dist/cli/lessonbook.mjs",
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
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
        await writeFile(join(folder, `${name}.br`), await brotli(bytes, { params }));
        await writeFile(join(folder, `${name}.gz`), await gz(bytes, { level: 9 }));
      }),
  );
}
