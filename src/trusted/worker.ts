import { makePolicy } from "./policy.ts";

const worker = makePolicy("lessonbook-worker", "ScriptURL", (address) => {
  const folder = new URL(".", import.meta.url).href;
  if (!new URL(address, folder).href.startsWith(folder)) {
    throw new TypeError("A worker is one of the page's own scripts.");
  }
});

/** Starts one of the page's own scripts as a worker. */
export function startWorker(address: string): Worker {
  return new Worker(worker(address), { type: "module" });
}
