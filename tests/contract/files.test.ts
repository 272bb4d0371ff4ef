// The port of files on real servers: with Lessonbook's extension and without it.
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Files } from "../../src/execution/files-port.ts";
import { connectFiles } from "../../src/jupyter/files.ts";
import { connectServer } from "../../src/jupyter/server.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const NAMES = [
  "plain.txt",
  "two words.txt",
  "50% #1 ?& +.txt",
  "🐍 snake.txt",
  "שלום עולם.txt",
  `${"ü".repeat(125)}x.txt`,
];

describe.each([
  ["with the extension", true],
  ["on a plain Jupyter Server", false],
])("files %s", (_, lessonbook) => {
  let server: TestServer;
  let files: Files;
  const at = (path: string): string => join(server.root, path);
  const read = (path: string): Promise<string> => readFile(at(path), "utf8");
  const names = async (path: string): Promise<readonly string[]> =>
    (await files.list(path)).entries.map(({ name }) => name).sort();

  beforeAll(async () => {
    server = await startTestServer({ lessonbook });
    const settings = { baseUrl: server.url, token: server.token };
    files = connectFiles(settings, connectServer(settings).contents);
    await mkdir(at("folder"));
    await writeFile(at("folder/old.txt"), "old");
  });
  afterAll(() => server.stop());

  it.each(NAMES)("are written, moved, read and listed by the name %s", async (name) => {
    const folder = `all of ${NAMES.indexOf(name)}`;
    await files.makeFolder(folder);
    await files.makeFile(`${folder}/first`);
    const content = Buffer.from("words").toString("base64");
    expect(await files.addPart(`${folder}/first`, { number: 0, content })).toBe(5);
    await files.move(`${folder}/first`, `${folder}/${name}`);
    const { bytes, cut } = await files.read(`${folder}/${name}`, 3);
    expect([new TextDecoder().decode(bytes), cut]).toEqual(["wor", true]);
    expect(await files.look(`${folder}/${name}`)).toMatchObject({ name, size: 5, type: "file" });
    expect(await names(folder)).toEqual([name]);
  });

  it("are never written over by what is made, moved or copied", async () => {
    const taken = { kind: "conflict", message: expect.stringContaining("old.txt") as string };
    await files.makeFile("folder/new.txt");
    await expect(files.makeFile("folder/old.txt")).rejects.toMatchObject(taken);
    await expect(files.move("folder/new.txt", "folder/old.txt")).rejects.toMatchObject(taken);
    await expect(files.makeFolder("folder")).rejects.toMatchObject({ kind: "conflict" });
    expect(await files.copy("folder/old.txt", "folder")).toBe("folder/old-Copy1.txt");
    expect(await names("folder")).toEqual(["new.txt", "old-Copy1.txt", "old.txt"]);
    expect(await read("folder/old.txt")).toBe("old");
  });

  it("are edited: the bytes stay, and nobody's words are written over unasked", async () => {
    const first = "\uFEFFone\r\ntwo\nthrée 🐍\n";
    await writeFile(at("folder/edit.txt"), first);
    const opened = await files.openText("folder/edit.txt");
    expect(opened.text).toBe(first);
    const version = await files.saveText("folder/edit.txt", `${first}four\r\n`, opened.version);
    expect(await read("folder/edit.txt")).toBe(`${first}four\r\n`);
    const again = await files.saveText("folder/edit.txt", "", version);
    expect(await read("folder/edit.txt")).toBe("");
    await writeFile(at("folder/edit.txt"), "theirs");
    const mine = (overwrite?: boolean): Promise<unknown> =>
      files.saveText("folder/edit.txt", "mine", again, overwrite);
    await expect(mine()).rejects.toMatchObject({ kind: "conflict" });
    await expect(files.saveText("folder/edit.txt", "x", {})).rejects.toMatchObject({
      kind: "conflict",
    });
    expect(await read("folder/edit.txt")).toBe("theirs");
    await mine(true);
    expect(await read("folder/edit.txt")).toBe("mine");
    await files.remove("folder/edit.txt");
    await expect(mine()).rejects.toMatchObject({ kind: "missing" });
    await files.saveText("folder/edit.txt", "new", {});
    expect(await read("folder/edit.txt")).toBe("new");
    await writeFile(at("folder/latin.txt"), Buffer.from([0x66, 0xfc, 0x72]));
    await expect(files.openText("folder/latin.txt")).rejects.toMatchObject({
      kind: "other",
      message: expect.stringContaining("not text in UTF-8") as string,
    });
  });

  it("grow by parts", async () => {
    const part = (number: number, text: string): Promise<number> =>
      files.addPart("parts.bin", { number, content: Buffer.from(text).toString("base64") });
    expect(await part(1, "one ")).toBe(4);
    expect(await part(2, "two ")).toBe(8);
    expect(await part(-1, "three")).toBe(13);
    expect(await read("parts.bin")).toBe("one two three");
    expect(await part(1, "anew")).toBe(4);
  });

  it("say in words what is not there and what is not allowed", async () => {
    await expect(files.look("no such")).rejects.toMatchObject({ kind: "missing" });
    await expect(files.list("no such")).rejects.toMatchObject({ kind: "missing" });
    await expect(files.read("no such.txt", 10)).rejects.toMatchObject({ kind: "missing" });
    await expect(files.move("no such", "other")).rejects.toMatchObject({ kind: "missing" });
  });

  it.runIf(process.platform === "linux")("say that a folder is read-only", async () => {
    // Where nobody may write, not even root.
    await symlink("/proc/sys", at("locked"));
    await symlink("/sys/kernel", at("refused"));
    expect((await files.list("locked")).writable).toBe(false);
    await expect(files.makeFile("refused/new.txt")).rejects.toMatchObject({ kind: "forbidden" });
    await expect(
      files.addPart("refused/new.txt", { number: 0, content: "" }),
    ).rejects.toMatchObject({ kind: "forbidden" });
  });

  it(`are deleted ${lessonbook ? "with" : "without"} a way back`, async () => {
    await writeFile(at("doomed.txt"), "bytes");
    const deleted = await files.trash("doomed.txt");
    if (deleted === undefined) {
      expect(lessonbook).toBe(false);
      expect(await read("doomed.txt")).toBe("bytes");
      expect(await files.deleted()).toEqual([]);
      await files.remove("doomed.txt");
      await expect(files.look("doomed.txt")).rejects.toMatchObject({ kind: "missing" });
      return;
    }
    expect(lessonbook).toBe(true);
    await expect(files.look("doomed.txt")).rejects.toMatchObject({ kind: "missing" });
    expect(await files.deleted()).toEqual([deleted]);
    await writeFile(at("doomed.txt"), "other");
    await expect(files.putBack(deleted.id)).rejects.toMatchObject({ kind: "conflict" });
    await files.remove("doomed.txt");
    await files.putBack(deleted.id);
    expect(await read("doomed.txt")).toBe("bytes");
    await expect(files.trash("no such")).rejects.toMatchObject({ kind: "missing" });
  });

  it("make a notebook that opens", async () => {
    await files.makeNotebook("folder/fresh.ipynb");
    await expect(files.makeNotebook("folder/fresh.ipynb")).rejects.toMatchObject({
      kind: "conflict",
    });
    expect(JSON.parse(await read("folder/fresh.ipynb"))).toMatchObject({
      nbformat: 4,
      nbformat_minor: 5,
      cells: [{ cell_type: "code", source: [] }],
    });
  });
});
