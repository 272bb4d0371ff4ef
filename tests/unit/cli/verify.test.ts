// Receipts: the notebook that was handed in is told from any other, and a receipt that was changed from one that was signed.
import { createHash, createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verify } from "../../../src/cli/verify.ts";

const SECRET = "5f".repeat(64);
const NOTEBOOK = '{"cells": ["✓"]}';
const sha256 = createHash("sha256").update(NOTEBOOK).digest("hex");
// The text of the format's own description, written out by hand.
const SIGNED = [
  "lessonbook-receipt 1",
  "async101 hw1 ann%40example.org 2026-10-01%2012%3A00%3A00.123456%20UTC",
  `file a%20(b)'s%2Ffirst.ipynb ${sha256}`,
  "question a%20(b)'s%2Ffirst.ipynb q1 answered",
  "question a%20(b)'s%2Ffirst.ipynb q%E2%9C%93 open",
].join("\n");
const RECEIPT = {
  schema: 1,
  course: "async101",
  assignment: "hw1",
  student: "ann@example.org",
  timestamp: "2026-10-01 12:00:00.123456 UTC",
  files: [{ path: "a (b)'s/first.ipynb", sha256 }],
  questions: [
    { notebook: "a (b)'s/first.ipynb", question: "q1", answered: true },
    { notebook: "a (b)'s/first.ipynb", question: "q✓", answered: false },
  ],
  signature: createHmac("sha256", SECRET).update(SIGNED).digest("hex"),
};

describe("lessonbook verify", () => {
  let folder: string;
  let said: string[];
  const place = (name: string): string => join(folder, name);
  const run = (...args: string[]) => {
    const say = (text: string): void => void said.push(text);
    return verify(args, { out: say, say, ending: new AbortController().signal });
  };
  const check = () => run(place("receipt.json"), place("first.ipynb"));

  beforeEach(async () => {
    said = [];
    folder = await mkdtemp(join(tmpdir(), "lessonbook-verify-"));
    await writeFile(place("receipt.json"), JSON.stringify(RECEIPT));
    await writeFile(place("first.ipynb"), NOTEBOOK);
    await writeFile(place("submission_secret.txt"), SECRET);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("knows what was handed in", async () => {
    expect(await check()).toBe(0);
    expect(said).toEqual([
      `${place("first.ipynb")} is what ann@example.org handed in for hw1 of async101, 2026-10-01 12:00:00.123456 UTC; 1 of 2 questions answered.`,
    ]);
  });

  it("refuses a notebook with one byte changed", async () => {
    await writeFile(place("first.ipynb"), `${NOTEBOOK} `);
    expect(await check()).toBe(1);
    expect(said.join()).toContain("is not what was handed in 2026-10-01");
  });

  it("names its files where the notebook is none of them", async () => {
    await writeFile(place("other.ipynb"), "{}");
    expect(await run(place("receipt.json"), place("other.ipynb"))).toBe(1);
    expect(said.join()).toContain("It has a (b)'s/first.ipynb.");
  });

  it.each([
    { student: "bob" },
    { timestamp: "2026-09-01 12:00:00.123456 UTC" },
    { course: "async102" },
    { assignment: "hw2" },
    { questions: RECEIPT.questions.map((one) => ({ ...one, answered: true })) },
    { files: [...RECEIPT.files, { path: "more.txt", sha256 }] },
    { signature: "0".repeat(64) },
    { signature: "" },
  ])("refuses a receipt with another %o", async (change) => {
    await writeFile(place("receipt.json"), JSON.stringify({ ...RECEIPT, ...change }));
    expect(await check()).toBe(1);
    expect(said).toEqual([
      "The receipt was changed after it was signed, or it belongs to another submission.",
    ]);
  });

  it("refuses the receipt of another submission, by its secret", async () => {
    await writeFile(place("submission_secret.txt"), "00".repeat(64));
    expect(await check()).toBe(1);
  });

  it("does not call a receipt good whose signature it cannot check, unless it is shown the secret", async () => {
    await rm(place("submission_secret.txt"));
    expect(await check()).toBe(1);
    expect(said.join()).toContain("The signature was not checked");
    await writeFile(place("elsewhere.txt"), SECRET);
    const shown = ["--secret", place("elsewhere.txt")];
    expect(await run(place("receipt.json"), place("first.ipynb"), ...shown)).toBe(0);
  });

  it.each(["", "{}", '{"schema": 2}', JSON.stringify({ ...RECEIPT, files: [1] })])(
    "says what is no receipt: %s",
    async (text) => {
      await writeFile(place("receipt.json"), text);
      await expect(check()).rejects.toThrow("is no receipt that can be read");
    },
  );

  it("says how it is used", async () => {
    await expect(run(place("receipt.json"))).rejects.toThrow("Name a receipt and a notebook");
    await expect(run(place("receipt.json"), place("gone.ipynb"))).rejects.toThrow("There is no");
  });
});
