// Drafts in the browser's database, and who is alive of those that wrote them: each page holds a lock with its name.
import type { Draft, DraftStore } from "../execution/drafts.ts";

/** The database's name and version, its one table, and how long a page that is being left may hold its name, in milliseconds. */
const PLACE = { name: "lessonbook", version: 1, table: "drafts" } as const;
const LEAVING = 1_500;

/** Opens the drafts of one server; `baseUrl` keeps apart what people behind one hub write. */
export function openDraftStore(baseUrl: string): {
  readonly id: string;
  readonly drafts: DraftStore;
} {
  const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
  void hold(id);
  let database: Promise<IDBDatabase> | undefined;
  const run = async <T>(
    mode: IDBTransactionMode,
    act: (table: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => {
    database ??= openDatabase();
    const transaction = (await database).transaction(PLACE.table, mode);
    const request: IDBRequest<T> = act(transaction.objectStore(PLACE.table));
    await settled(transaction);
    return request.result;
  };
  return {
    id,
    drafts: {
      async write(draft) {
        await run("readwrite", (table) => table.put({ ...draft, baseUrl }));
      },
      async drop(dropped) {
        await run("readwrite", (table) => table.delete(dropped));
      },
      async abandoned(path) {
        const kept = await run<Draft[]>(
          "readonly",
          (table) => table.index("file").getAll([baseUrl, path]) as IDBRequest<Draft[]>,
        );
        const free = await Promise.all(kept.map((draft) => hold(draft.id)));
        return kept.filter((_, i) => free[i]).sort((a, b) => b.at - a.at);
      },
      async all() {
        // Every path of this server: no text comes before the empty one, and none after a list.
        const range = IDBKeyRange.bound([baseUrl, ""], [baseUrl, []]);
        return run<Draft[]>(
          "readonly",
          (table) => table.index("file").getAll(range) as IDBRequest<Draft[]>,
        );
      },
    },
  };
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(PLACE.name, PLACE.version);
    request.onupgradeneeded = () => {
      const table = request.result.createObjectStore(PLACE.table, { keyPath: "id" });
      table.createIndex("file", ["baseUrl", "path"]);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's database is closed"));
  });
}

function settled(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(transaction.error ?? new Error("the browser keeps nothing"));
    transaction.oncomplete = () => resolve();
    transaction.onerror = fail;
    transaction.onabort = fail;
  });
}

/**
 * Takes a page's name until this page goes; false when the page that has it is alive. Without locks (a page over plain
 * http) nobody can tell.
 */
function hold(id: string): Promise<boolean> {
  if (!("locks" in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks
      .request(`lessonbook:draft:${id}`, { signal: AbortSignal.timeout(LEAVING) }, () => {
        resolve(true);
        return new Promise(() => undefined);
      })
      .catch(() => resolve(false));
  });
}
