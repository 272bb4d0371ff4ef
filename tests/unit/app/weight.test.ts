// What the page weighs: bytes of script by part, compressed as they are served, and the files that the first text needs. A new
// feature that is not needed for the first text belongs into a part that is fetched later.
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { bundlePage } from "../../../scripts/lib/page-build.mjs";

/** The most bytes of script, by the name that a part's file begins with. */
const MOST = { editor: 110_000, kernel: 50_000, extras: 15_000, katex: 75_000 } as const;
const MOST_FOR_FIRST_TEXT = { bytes: 165_000, files: 3 } as const;

describe("the page's script", () => {
  let page: Awaited<ReturnType<typeof bundlePage>>;
  const first = (): readonly string[] => [page.start.entry, ...page.start.preload];

  beforeAll(async () => {
    page = await bundlePage("weighed", { write: false });
  });

  async function weigh(names: readonly string[]): Promise<number> {
    const files = page.outputFiles.filter(({ path }) => names.some((name) => path.endsWith(name)));
    expect(files).toHaveLength(names.length);
    const sizes = await Promise.all(
      files.map(({ contents }) => promisify(brotliCompress)(contents)),
    );
    return sizes.reduce((sum, { length }) => sum + length, 0);
  }

  it("is small and in few files until the first text is there", async () => {
    expect(await weigh(first())).toBeLessThanOrEqual(MOST_FOR_FIRST_TEXT.bytes);
    expect(first().length).toBeLessThanOrEqual(MOST_FOR_FIRST_TEXT.files);
  });

  it("holds nothing before the first text that is only needed later", () => {
    const needed = Object.entries(page.metafile.outputs)
      .filter(([path]) => first().some((name) => path.endsWith(name)))
      .flatMap(([, { inputs }]) => Object.keys(inputs));
    const later = /@codemirror|@jupyterlab|katex\/|src\/python|notebook\/(palette|search)\.ts/;
    expect(needed.filter((path) => later.test(path))).toEqual([]);
  });

  it("gives workers nothing of the page, which they could not run", () => {
    const { outputs } = page.metafile;
    const reached = (path: string): readonly string[] => [
      path,
      ...(outputs[path]?.imports ?? []).flatMap((one) => reached(one.path)),
    ];
    const workers = Object.keys(outputs).filter((path) => /-worker-[^/]*\.js$/.test(path));
    expect(workers).toHaveLength(1);
    const holds = workers
      .flatMap(reached)
      .flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
    expect(holds).toContain("src/model/search.ts");
    expect(holds.filter((path) => !/^src\/(?:model\/|.*-worker\.ts$)/.test(path))).toEqual([]);
  });

  it.each(Object.entries(MOST))("has a part %s of at most %i bytes", async (part, most) => {
    const names = page.outputFiles
      .map(({ path }) => path.slice(path.lastIndexOf("/") + 1))
      .filter((name) => name.startsWith(`${part}-`) && name.endsWith(".js"));
    expect(names).toHaveLength(1);
    expect(await weigh(names)).toBeLessThanOrEqual(most);
  });
});
