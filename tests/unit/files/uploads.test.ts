// Uploads against a server of the test's own that keeps bytes, loses connections and doubles parts when it is told to.
import { describe, expect, it } from "vitest";
import type { Deleted, FilePart } from "../../../src/execution/files-port.ts";
import { ServerError } from "../../../src/execution/ports.ts";
import { isPart } from "../../../src/files/names.ts";
import type { Source } from "../../../src/files/upload-plan.ts";
import { PART, Uploads, type Upload } from "../../../src/files/uploads.ts";

const MB = 1024 * 1024;

class Disk {
  readonly files = new Map<string, Buffer>();
  readonly trashed = new Map<string, Buffer>();
  /** Called before each part is written; what it throws is what the page gets. `after` writes first. */
  trouble: (part: number) => "none" | "before" | "after" | "twice" | Error = () => "none";
  parts = 0;

  addPart = (path: string, { number, content, signal }: FilePart): Promise<number> => {
    if (signal?.aborted === true) return Promise.reject(gone());
    this.parts += 1;
    const trouble = this.trouble(this.parts);
    if (trouble instanceof Error) return Promise.reject(trouble);
    if (trouble === "before") return Promise.reject(gone());
    const bytes = Buffer.from(content, "base64");
    const before =
      number <= 1 && number >= 0 ? Buffer.alloc(0) : (this.files.get(path) ?? Buffer.alloc(0));
    const times = trouble === "twice" ? [bytes, bytes] : [bytes];
    this.files.set(path, Buffer.concat([before, ...times]));
    return trouble === "after" ? Promise.reject(gone()) : this.look(path).then(({ size }) => size);
  };
  look = (path: string) => {
    const bytes = this.files.get(path);
    if (bytes === undefined) return Promise.reject(new ServerError("no", "missing", 404));
    return Promise.resolve({
      name: path,
      path,
      type: "file" as const,
      writable: true,
      size: bytes.length,
    });
  };
  move = (from: string, to: string): Promise<void> => {
    const bytes = this.files.get(from);
    if (this.files.has(to)) return Promise.reject(new ServerError("taken", "conflict", 409));
    if (bytes === undefined) return Promise.reject(new ServerError("no", "missing", 404));
    this.files.delete(from);
    this.files.set(to, bytes);
    return Promise.resolve();
  };
  trash = (path: string): Promise<Deleted> => {
    this.trashed.set(path, this.files.get(path) ?? Buffer.alloc(0));
    this.files.delete(path);
    return Promise.resolve({ id: path, path, type: "file", deletedAt: "" });
  };
  forget = (id: string): Promise<void> => {
    this.trashed.delete(id);
    return Promise.resolve();
  };
  remove = (path: string): Promise<void> => {
    this.files.delete(path);
    return Promise.resolve();
  };
}

const gone = (): ServerError => new ServerError("the line is cut", "unreachable", 0);

function bytesOf(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 9)) & 255));
}

function source(bytes: Buffer): Source {
  return {
    size: bytes.length,
    lastModified: 7,
    slice: (start, end) => new Blob([new Uint8Array(bytes.subarray(start, end))]),
  };
}

function makeUploads(disk: Disk) {
  let settle: () => void = () => undefined;
  let wanted: (uploads: readonly Upload[]) => boolean = () => false;
  const seen: string[] = [];
  const uploads = new Uploads({
    files: disk,
    encode: async (blob) => Buffer.from(await blob.arrayBuffer()).toString("base64"),
    onChange: (all) => {
      const words = all.map(({ state }) => state).join(" ");
      if (seen.at(-1) !== words) seen.push(words);
      if (wanted(all)) settle();
    },
    onDone: () => undefined,
    wait: () => Promise.resolve(),
  });
  const until = (condition: typeof wanted): Promise<void> =>
    new Promise((resolve) => {
      wanted = condition;
      settle = resolve;
      if (condition(uploads.all)) resolve();
    });
  const states = (...expected: readonly Upload["state"][]): Promise<void> =>
    until((all) => all.map(({ state }) => state).join() === expected.join());
  return { uploads, states, seen };
}

describe("an upload", () => {
  it.each([0, 1, PART.bytes, PART.bytes + 1, 3 * PART.bytes, 9.5 * MB])(
    "of %i bytes arrives as it was, and nothing else stays",
    async (size) => {
      const disk = new Disk();
      const { uploads, states } = makeUploads(disk);
      const bytes = bytesOf(size);
      uploads.add("a/file.bin", source(bytes));
      await states("done");
      expect([...disk.files.keys()]).toEqual(["a/file.bin"]);
      expect(disk.files.get("a/file.bin")?.equals(bytes)).toBe(true);
    },
  );

  it("has its name only when it is whole", async () => {
    const disk = new Disk();
    const { uploads, states } = makeUploads(disk);
    const names: string[][] = [];
    disk.trouble = () => {
      names.push([...disk.files.keys()]);
      return "none";
    };
    uploads.add("file.bin", source(bytesOf(9 * MB)));
    await states("done");
    expect(names.flat().every(isPart)).toBe(true);
    expect(names).toHaveLength(3);
  });

  it.each(["before", "after"] as const)(
    "goes on where the server's file ends when the line was cut %s a part was written",
    async (when) => {
      const disk = new Disk();
      const { uploads, states, seen } = makeUploads(disk);
      const bytes = bytesOf(13 * MB);
      disk.trouble = (part) => (part === 2 || part === 3 ? when : "none");
      uploads.add("file.bin", source(bytes));
      await states("done");
      expect(seen).toContain("paused");
      expect(disk.files.get("file.bin")?.equals(bytes)).toBe(true);
      // Four parts; those that were lost came again, those that were written did not.
      expect(disk.parts).toBe(when === "before" ? 6 : 4);
    },
  );

  it("goes on in a page that was loaded again, when the same file is chosen", async () => {
    const disk = new Disk();
    const bytes = bytesOf(13 * MB);
    const first = makeUploads(disk);
    disk.trouble = (part) => (part === 3 ? new ServerError("no", "forbidden", 403) : "none");
    first.uploads.add("file.bin", source(bytes));
    await first.states("failed");
    const second = makeUploads(disk);
    second.uploads.add("file.bin", source(bytes));
    await second.states("done");
    expect(disk.parts).toBe(5);
    expect(disk.files.get("file.bin")?.equals(bytes)).toBe(true);
  });

  it("begins anew when a part was written twice", async () => {
    const disk = new Disk();
    const { uploads, states } = makeUploads(disk);
    const bytes = bytesOf(9 * MB);
    disk.trouble = (part) => (part === 2 ? "twice" : "none");
    uploads.add("file.bin", source(bytes));
    await states("done");
    expect(disk.files.get("file.bin")?.equals(bytes)).toBe(true);
  });

  it("is said to fail on a server that does not add parts", async () => {
    const disk = new Disk();
    const { uploads, states } = makeUploads(disk);
    const { addPart } = disk;
    disk.addPart = (path, part) => addPart(path, { ...part, number: 0 });
    uploads.add("file.bin", source(bytesOf(9 * MB)));
    await states("failed");
    expect(uploads.all[0]?.problem).toMatch(/large files in parts/);
    expect(disk.files.has("file.bin")).toBe(false);
  });

  it("sends smaller parts where they are too large", async () => {
    const disk = new Disk();
    const { uploads, states } = makeUploads(disk);
    const { addPart } = disk;
    disk.addPart = (path, part) =>
      part.content.length > 1.4 * MB
        ? Promise.reject(new ServerError("too large", "other", 413))
        : addPart(path, part);
    const bytes = bytesOf(5 * MB);
    uploads.add("file.bin", source(bytes));
    await states("done");
    expect(disk.files.get("file.bin")?.equals(bytes)).toBe(true);
  });
});

describe("a name that is taken", () => {
  it("is asked about, and nothing is written over without an answer", async () => {
    const disk = new Disk();
    disk.files.set("file.bin", Buffer.from("old"));
    const { uploads, states } = makeUploads(disk);
    uploads.add("file.bin", source(Buffer.from("new")));
    await states("taken");
    expect(disk.files.get("file.bin")?.toString()).toBe("old");
    uploads.again(1, "keep-both");
    await states("done");
    expect(disk.files.get("file.bin")?.toString()).toBe("old");
    expect(disk.files.get("file (2).bin")?.toString()).toBe("new");
  });

  it("is free after the old file went to the trash", async () => {
    const disk = new Disk();
    disk.files.set("file.bin", Buffer.from("old"));
    const { uploads, states } = makeUploads(disk);
    uploads.add("file.bin", source(Buffer.from("new")), "replace");
    await states("done");
    expect(disk.files.get("file.bin")?.toString()).toBe("new");
    expect(disk.trashed.get("file.bin")?.toString()).toBe("old");
  });
});

describe("cancelling", () => {
  it("takes away what was sent, and the next file is sent", async () => {
    const disk = new Disk();
    const { uploads, states } = makeUploads(disk);
    disk.trouble = (part) => {
      if (part === 2) uploads.cancel(1);
      return "none";
    };
    uploads.add("one.bin", source(bytesOf(13 * MB)));
    uploads.add("two.bin", source(Buffer.from("two")));
    await states("cancelled", "done");
    expect([...disk.files.keys()]).toEqual(["two.bin"]);
    expect([...disk.trashed.keys()]).toEqual([]);
  });

  it("leaves one that waits out, and forgets what is over when it is told to", async () => {
    const disk = new Disk();
    const { uploads, states } = makeUploads(disk);
    uploads.add("one.bin", source(Buffer.from("one")));
    uploads.add("two.bin", source(Buffer.from("two")));
    uploads.cancel(2);
    await states("done", "cancelled");
    expect([...disk.files.keys()]).toEqual(["one.bin"]);
    expect(uploads.isBusy).toBe(false);
    uploads.clear();
    expect(uploads.all).toEqual([]);
  });
});
