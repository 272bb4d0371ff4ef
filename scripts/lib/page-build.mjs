// How the page's scripts and style sheet are bundled. Used by scripts/build.mjs, and by the test of what the page weighs.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./prepare.mjs";

/** The script that the page starts with, and what it imports: all that the first text needs. */
const ENTRY = "src/app/main.ts";
const FIRST = "src/app/open-page.ts";

/** The script of the frames that outputs with scripts and styles of their own live in. */
const FRAME = "src/frame/main.ts";

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

/**
 * Every browser has HTML's table of named characters, so the page does not bring one: a twentieth of the script before the
 * first text. markdown-it asks for one name at a time, `&copy;`, never for markup.
 * @type {import("esbuild").Plugin}
 */
const withBrowsersEntities = {
  name: "browsers-entities",
  setup(builder) {
    builder.onResolve({ filter: /^entities$/ }, ({ importer }) =>
      /[\\/]markdown-it[\\/]/.test(importer)
        ? { path: "entities", namespace: "browser" }
        : undefined,
    );
    builder.onLoad({ filter: /^entities$/, namespace: "browser" }, () => ({
      contents: `export { decodeEntity as decodeHTMLStrict } from ${JSON.stringify(join(root, "src/trusted/entity.ts"))};`,
      resolveDir: root,
      loader: "js",
    }));
  },
};

/**
 * esbuild makes a chunk of every set of parts that share some modules, so each new part splits the page's first script
 * further. A part is only ever imported by a page that has its first script; here it says so, and then what the first text
 * needs is one chunk.
 * @type {import("esbuild").Plugin}
 */
const withFirstScriptWhole = {
  name: "with-first-script-whole",
  setup(builder) {
    builder.onResolve({ filter: /^\.{1,2}\// }, ({ kind, path, resolveDir }) => {
      // A worker has no page.
      const isPart = kind === "dynamic-import" && !path.endsWith("-worker.ts");
      return isPart ? { path: join(resolveDir, path), namespace: "part" } : undefined;
    });
    builder.onLoad({ filter: /./, namespace: "part" }, ({ path }) => ({
      contents: `import ${JSON.stringify(join(root, FIRST))};\nexport * from ${JSON.stringify(path)};`,
      resolveDir: root,
    }));
  },
};

/** @returns {Promise<import("esbuild").BuildOptions>} what the page and the terminal program have in common */
export async function commonOptions() {
  /** @type {unknown} */
  const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const { version } = /** @type {{ version: string }} */ (manifest);
  return {
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
}

/**
 * Bundles the page.
 * @param {string} outdir
 * @param {{ write: boolean }} options `write: false` keeps the files in memory
 * @returns what esbuild gives, and the names of the files that the page begins with: `preload` are the chunks that the
 *   entry imports statically, which are needed before anything shows
 */
export async function bundlePage(outdir, { write }) {
  const options = {
    ...(await commonOptions()),
    outdir,
    splitting: true,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    write,
  };
  // A frame has nothing of the page, so the two share no chunk.
  const [page, framed] = await Promise.all([
    build({
      ...options,
      metafile: true,
      entryPoints: { app: ENTRY },
      plugins: [withoutEval, withBrowsersEntities, withFirstScriptWhole],
    }),
    build({
      ...options,
      metafile: true,
      entryPoints: { frame: FRAME },
      chunkNames: "frame-[name]-[hash]",
      // A frame fetches no fonts.
      loader: { ...options.loader, ".woff2": "dataurl" },
    }),
  ]);
  const metafile = {
    inputs: { ...page.metafile.inputs, ...framed.metafile.inputs },
    outputs: { ...page.metafile.outputs, ...framed.metafile.outputs },
  };
  const outputs = Object.entries(metafile.outputs).map(([path, output]) => ({
    name: nameOf(path),
    ...output,
  }));
  const entry = outputs.find(({ entryPoint }) => entryPoint === ENTRY);
  const frame = outputs.find(({ entryPoint }) => entryPoint === FRAME);
  if (entry?.cssBundle === undefined || frame === undefined)
    throw new Error("the build made no script or no style sheet");
  const preload = outputs
    .filter(({ name }) =>
      entry.imports.some(({ path, kind }) => kind === "import-statement" && path.endsWith(name)),
    )
    .map(({ name }) => name);
  return {
    metafile,
    outputFiles: withoutTwins([...(page.outputFiles ?? []), ...(framed.outputFiles ?? [])]),
    start: { entry: entry.name, style: nameOf(entry.cssBundle), frame: frame.name, preload },
  };
}

/** @param {string} path */
function nameOf(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * Both builds make the same chunk of esbuild's own helpers.
 * @param {readonly import("esbuild").OutputFile[]} files
 */
function withoutTwins(files) {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}
