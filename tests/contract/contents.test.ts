// The claims that `Contents` keeps, through Lessonbook's own routes and on a plain Jupyter Server alike.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Contents } from "../../src/execution/ports.ts";
import { connectServer } from "../../src/jupyter/server.ts";
import type { JsonObject } from "../../src/nbformat/types.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const notebook = (source: string): JsonObject => ({
  cells: [{ cell_type: "markdown", id: "words", metadata: {}, source }],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

for (const lessonbook of [false, true]) {
  describe(`contents of ${lessonbook ? "Lessonbook's" : "a plain Jupyter"} Server`, () => {
    let running: TestServer;
    let contents: Contents;
    const onDisk = (name: string): string => join(running.root, name);

    beforeAll(async () => {
      running = await startTestServer({ lessonbook, baseUrl: lessonbook ? "/user/ann/" : "/" });
    }, 60_000);
    afterAll(() => running.stop(), 60_000);
    beforeEach(async () => {
      contents = connectServer({ baseUrl: running.url, token: running.token }).contents;
      await writeFile(onDisk("mine.ipynb"), JSON.stringify(notebook("old")));
    });

    it("opens a notebook with its JSON, its version and whether it can be written", async () => {
      const file = await contents.open("mine.ipynb");
      expect(file.content).toMatchObject({ json: { cells: [{ source: "old" }] } });
      expect(file.version.hash).toMatch(/^[0-9a-f]{64}$/);
      expect(file.writable).toBe(true);
    });

    it("gives a damaged notebook as the text that is in the file", async () => {
      const text = '{"cells": [{"cell_type": "code", ';
      await writeFile(onDisk("cut.ipynb"), text);
      const { content, version } = await contents.open("cut.ipynb");
      expect(content).toEqual({ text });
      expect(version.hash).toMatch(/^[0-9a-f]{64}$/);
    });

    it("gives a damaged notebook that is not UTF-8 as text too", async () => {
      await writeFile(onDisk("bytes.ipynb"), Buffer.from([0x7b, 0xff, 0xfe, 0x7d]));
      expect((await contents.open("bytes.ipynb")).content).toEqual({ text: "{\uFFFD\uFFFD}" });
    });

    it("gives an empty file as an empty text", async () => {
      await writeFile(onDisk("empty.ipynb"), "");
      expect((await contents.open("empty.ipynb")).content).toEqual({ text: "" });
    });

    it("saves, and takes the version it gave for the next save", async () => {
      const { version } = await contents.open("mine.ipynb");
      const next = await contents.save("mine.ipynb", notebook("new"), version);
      await contents.save("mine.ipynb", notebook("newer"), next);
      expect(await readFile(onDisk("mine.ipynb"), "utf8")).toContain('"newer"');
    });

    it("rejects a save over somebody else's work and leaves that work alone", async () => {
      const { version } = await contents.open("mine.ipynb");
      await writeFile(onDisk("mine.ipynb"), JSON.stringify(notebook("theirs")));
      await expect(contents.save("mine.ipynb", notebook("new"), version)).rejects.toMatchObject({
        kind: "conflict",
        status: 409,
      });
      expect(await readFile(onDisk("mine.ipynb"), "utf8")).toContain("theirs");
    });

    it("saves over somebody else's work when told to", async () => {
      const { version } = await contents.open("mine.ipynb");
      await writeFile(onDisk("mine.ipynb"), JSON.stringify(notebook("theirs")));
      await contents.save("mine.ipynb", notebook("new"), version, true);
      expect(await readFile(onDisk("mine.ipynb"), "utf8")).toContain('"new"');
    });

    it("says that the file is gone, and puts it back when told to", async () => {
      const { version } = await contents.open("mine.ipynb");
      await rm(onDisk("mine.ipynb"));
      await expect(contents.save("mine.ipynb", notebook("new"), version)).rejects.toMatchObject({
        kind: "missing",
      });
      await contents.save("mine.ipynb", notebook("back"), version, true);
      expect(await readFile(onDisk("mine.ipynb"), "utf8")).toContain("back");
    });

    it("makes a new file, but never over one that it has not seen", async () => {
      await rm(onDisk("fresh.ipynb"), { force: true });
      await contents.save("fresh.ipynb", notebook("first"), {});
      await expect(contents.save("fresh.ipynb", notebook("again"), {})).rejects.toMatchObject({
        kind: "conflict",
      });
      expect(await readFile(onDisk("fresh.ipynb"), "utf8")).toContain("first");
    });

    it.each(["sp ace & #1?.ipynb", "ünï çödé 課.ipynb", "100% +;=.ipynb", "quote'\".ipynb"])(
      "saves and opens a file named %s",
      async (name) => {
        await contents.save(name, notebook("named"), {}, true);
        expect((await contents.open(name)).content).toMatchObject({
          json: { cells: [{ source: "named" }] },
        });
      },
    );

    it.each(["nowhere.ipynb", "../mine.ipynb", "a/../../mine.ipynb", ".", "\uD800.ipynb"])(
      "says of %j that it is not there",
      async (path) => {
        await expect(contents.open(path)).rejects.toMatchObject({
          name: "ServerError",
          kind: "missing",
          status: 404,
        });
      },
    );

    it("says nothing of the server's own folders in a message", async () => {
      await writeFile(onDisk("in-the-way"), "a file");
      const error: unknown = await contents
        .save("in-the-way/mine.ipynb", notebook("x"), {}, true)
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: "ServerError" });
      expect(String(error)).not.toContain(running.root);
    });

    it("lists a folder's entries with their types", async () => {
      const entries = await contents.list("");
      expect(entries).toContainEqual(
        expect.objectContaining({ name: "mine.ipynb", path: "mine.ipynb", type: "notebook" }),
      );
    });

    it("asks for a login when the token is not good", async () => {
      const stranger = connectServer({ baseUrl: running.url, token: "wrong" });
      await expect(stranger.contents.open("mine.ipynb")).rejects.toMatchObject({ kind: "login" });
      await expect(stranger.openSession({ path: "mine.ipynb" })).rejects.toMatchObject({
        kind: "login",
      });
    });
  });
}

describe("a server that is gone", () => {
  it("is called unreachable, in words for the reader", async () => {
    const server = connectServer({ baseUrl: "http://127.0.0.1:9/", token: "x" });
    await expect(server.contents.open("mine.ipynb")).rejects.toMatchObject({
      kind: "unreachable",
      status: 0,
      message: expect.stringContaining("Could not open mine.ipynb") as string,
    });
    await expect(server.openSession({ path: "mine.ipynb" })).rejects.toMatchObject({
      kind: "unreachable",
    });
  });
});
