// From what was chosen or dropped to uploads: folders are made, names that are taken are asked about once. DOM for the question alone.
import type { Files } from "../execution/files-port.ts";
import { ServerError } from "../execution/ports.ts";
import { folderOf } from "../execution/paths.ts";
import type { TakenAnswer } from "./taken-dialog.ts";
import { planUpload, type Picked } from "./upload-plan.ts";
import type { Uploads } from "./uploads.ts";

export interface FolderUploadOptions {
  readonly files: Pick<Files, "list" | "makeFolder">;
  readonly uploads: Pick<Uploads, "add">;
  readonly askTaken: (paths: readonly string[]) => Promise<TakenAnswer>;
}

/** Starts uploads into a folder. Gives what was left out, in sentences. Rejects with `ServerError`. */
export async function uploadInto(
  folder: string,
  picked: Picked,
  { files, uploads, askTaken }: FolderUploadOptions,
): Promise<readonly string[]> {
  const plan = planUpload(folder, picked);
  const isNew = new Set<string>();
  for (const path of plan.folders) {
    try {
      await files.makeFolder(path);
      isNew.add(path);
    } catch (error) {
      // A folder that is there is gone into.
      if (!(error instanceof ServerError) || error.kind !== "conflict") throw error;
    }
  }
  const places = new Set(plan.files.map(({ path }) => folderOf(path)));
  const there = new Set<string>();
  for (const place of places) {
    if (isNew.has(place)) continue;
    for (const { path } of (await files.list(place)).entries) there.add(path);
  }
  const taken = plan.files.filter(({ path }) => there.has(path));
  const answer = taken.length === 0 ? "skip" : await askTaken(taken.map(({ path }) => path));
  for (const { path, source } of plan.files) {
    if (!there.has(path)) uploads.add(path, source);
    else if (answer !== "skip") uploads.add(path, source, answer);
  }
  return plan.refused.map(({ path, reason }) => `“${path}” was left out. ${reason}`);
}
