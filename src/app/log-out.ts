// Logging out: what this browser keeps of unsaved text goes with it, so that the next person at the machine does not find it.
import { confirmDialog } from "../notebook/dialog.ts";
import { openDraftStore } from "./draft-store.ts";
import type { PageConfig } from "./page-config.ts";

/** Asks, forgets the drafts of this server, and goes to the page that ends the login. */
export async function logOut({ baseUrl, logOutUrl }: PageConfig): Promise<void> {
  const { drafts } = openDraftStore(baseUrl);
  const kept = await drafts.all().catch(() => []);
  const files = [...new Set(kept.map(({ path }) => path))];
  const named = files.slice(0, 3).join(", ") + (files.length > 3 ? ", …" : "");
  const question =
    files.length === 0
      ? "Log out? To come back you need your password, or the address that you came with."
      : `Not everything is saved: ${named}. What is not saved lies in this browser alone and is lost when you log out.`;
  if (!(await confirmDialog(question, "Log out"))) return;
  for (const { id } of kept) await drafts.drop(id);
  location.assign(logOutUrl);
}
