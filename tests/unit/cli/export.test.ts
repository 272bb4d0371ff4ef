import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exportCommand } from "../../../src/cli/export.ts";
import { CommandError, UsageError } from "../../../src/cli/terminal.ts";
import { serialiseNotebook } from "../../../src/nbformat/serialise.ts";
import type { Output } from "../../../src/nbformat/types.ts";
import { code, md, nb } from "../../support/builders.ts";
import { recordingTerminal } from "../../support/terminal.ts";

const picture = { "image/svg+xml": "<svg/>" };
const notebook = nb(
  md("# Title"),
  code("x", {
    execution_count: 1,
    outputs: [{ output_type: "display_data", data: picture, metadata: {} }],
  }),
);

const html = (text: string): Output => ({
  output_type: "display_data",
  data: { "text/html": text },
  metadata: {},
});

describe("lessonbook export", () => {
  let folder: string;
  let said: string[];
  const run = (...args: string[]) => exportCommand(args, recordingTerminal(said));
  const at = (name: string) => join(folder, name);

  beforeEach(async () => {
    said = [];
    folder = await mkdtemp(join(tmpdir(), "lessonbook-export-"));
    await writeFile(at("a.ipynb"), serialiseNotebook(notebook));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("writes beside the notebook and prints where", async () => {
    expect(await run(at("a.ipynb"), "--to", "md")).toBe(0);
    expect(said).toEqual([`out ${at("a.md")}`]);
    expect(await readFile(at("a.md"), "utf8")).toContain("![Picture](a_files/cell-2-1.svg)");
    expect(await readFile(at("a_files/cell-2-1.svg"), "utf8")).toBe("<svg/>");
  });

  it("writes to a file, with the pictures beside it, or into a folder", async () => {
    await mkdir(at("to"));
    expect(await run(at("a.ipynb"), "--to", "md", "-o", at("to/b.md"))).toBe(0);
    expect(await readdir(at("to"))).toEqual(["a_files", "b.md"]);
    expect(await run(at("a.ipynb"), "--to", "ipynb", "--no-outputs", "-o", at("to"))).toBe(0);
    expect(await readFile(at("to/a.ipynb"), "utf8")).not.toContain("svg");
  });

  it("takes pictures along that lie beside the notebook, and no other file", async () => {
    const outside = await mkdtemp(join(tmpdir(), "lessonbook-outside-"));
    await writeFile(join(outside, "key.png"), "secret");
    await mkdir(at("img"));
    await writeFile(at("img/a b.svg"), "<svg>here</svg>");
    await writeFile(at("notes.txt"), "secret");
    await symlink(join(outside, "key.png"), at("link.png"));
    const names = ["img/a%20b.svg", `../${basename(outside)}/key.png`, "link.png", "notes.txt"];
    const hostile = ["/etc/hostname.png", "img/%2e%2e/notes.txt", "gone.png", "file:///etc/x.png"];
    const text = [...names, ...hostile].map((name) => `![p](${name})`).join("\n\n");
    await writeFile(
      at("b.ipynb"),
      serialiseNotebook(nb(md(text), code("x", { outputs: [html('<img src="img/a b.svg">')] }))),
    );
    expect(await run(at("b.ipynb"), "--to", "html")).toBe(0);
    const page = await readFile(at("b.html"), "utf8");
    const found = [...page.matchAll(/src="data:([^;]+);base64,([^"]+)"/g)];
    expect(found.map(([, type, data = ""]) => [type, atob(data)])).toEqual([
      ["image/svg+xml", "<svg>here</svg>"],
      ["image/svg+xml", "<svg>here</svg>"],
    ]);
    await mkdir(at("to"));
    expect(await run(at("b.ipynb"), "--to", "md", "-o", at("to"))).toBe(0);
    expect(await readdir(at("to"), { recursive: true })).toEqual([
      "b.md",
      "img",
      join("img", "a b.svg"),
    ]);
    expect(await readFile(at("to/img/a b.svg"), "utf8")).toBe("<svg>here</svg>");
    // Beside the notebook they are there already.
    expect(await run(at("b.ipynb"), "--to", "md")).toBe(0);
    expect(await readFile(at("b.md"), "utf8")).toContain("![p](img/a%20b.svg)");
    await rm(outside, { recursive: true });
  });

  it("writes over nothing unasked, and never over the notebook", async () => {
    await writeFile(at("a.py"), "mine");
    await expect(run(at("a.ipynb"), "--to", "py")).rejects.toThrow(CommandError);
    expect(await readFile(at("a.py"), "utf8")).toBe("mine");
    expect(await run(at("a.ipynb"), "--to", "py", "--force")).toBe(0);
    expect(await readFile(at("a.py"), "utf8")).toContain("# %%");
    await expect(run(at("a.ipynb"), "--to", "ipynb", "--force")).rejects.toThrow(
      "the notebook itself",
    );
    expect(await readFile(at("a.ipynb"), "utf8")).toBe(serialiseNotebook(notebook));
  });

  it("leaves nothing half done when a picture is in the way", async () => {
    await mkdir(at("a_files"));
    await writeFile(at("a_files/cell-2-1.svg"), "mine");
    await expect(run(at("a.ipynb"), "--to", "md")).rejects.toThrow("cell-2-1.svg");
    await expect(readFile(at("a.md"))).rejects.toThrow("ENOENT");
  });

  it.each([
    [["--to", "html"], UsageError, "Name one notebook"],
    [["a.ipynb", "b.ipynb", "--to", "html"], UsageError, "Name one notebook"],
    [["a.ipynb"], UsageError, "--to is missing"],
    [["a.ipynb", "--to", "docx"], UsageError, '"docx" is not known'],
    [["none.ipynb", "--to", "html"], UsageError, "There is no notebook"],
    [["bad.ipynb", "--to", "html"], CommandError, "not JSON"],
  ])("says what is wrong with %j", async (args, kind, words) => {
    await writeFile(at("bad.ipynb"), "{");
    const failed = run(...args.map((arg) => (arg.endsWith(".ipynb") ? at(arg) : arg)));
    await expect(failed).rejects.toThrow(kind);
    await expect(failed).rejects.toThrow(words);
  });

  it("tells what had to be mended, and writes all the same", async () => {
    const { cells, ...frame } = notebook;
    await writeFile(at("mended.ipynb"), JSON.stringify({ ...frame, cells: [cells[0], cells[0]] }));
    expect(await run(at("mended.ipynb"), "--to", "html")).toBe(1);
    expect(said[0]).toMatch(/^say .*mended\.ipynb: /);
    expect(await readFile(at("mended.html"), "utf8")).toContain("<title>Title</title>");
  });
});
