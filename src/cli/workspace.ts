// The learner's folder: a copy of the released lessons. What is there already is the learner's work and stays as it is.
import { constants } from "node:fs";
import { copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Copies every file under `from` that `to` does not have. Returns the copied paths, relative to `to`. */
export async function fillWorkspace(from: string, to: string): Promise<readonly string[]> {
  await mkdir(to, { recursive: true });
  const copied: string[] = [];
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      const inside = await fillWorkspace(source, target);
      copied.push(...inside.map((name) => join(entry.name, name)));
    } else if (entry.isFile() && (await copyNew(source, target))) {
      copied.push(entry.name);
    }
  }
  return copied;
}

/** Whether it was copied; the system itself refuses to write over a file, so no moment is left between. */
async function copyNew(source: string, target: string): Promise<boolean> {
  try {
    await copyFile(source, target, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
