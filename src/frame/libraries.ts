// The chart libraries, each a chunk of its own, and the way from the addresses that HTML of Altair and Plotly names to them:
// a frame loads nothing from the network, so it serves its own copy of what would be fetched there.
import type * as Plotly from "./plotly.ts";
import type * as Vega from "./vega.ts";

const families = [
  {
    address: /^https:\/\/(?:cdn\.jsdelivr\.net\/npm|unpkg\.com)\/vega(?:-lite|-embed)?@/,
    use: /\bvegaEmbed\s*\(/,
    load: async () => {
      const { globals } = await loadVega();
      Object.assign(globalThis, globals);
    },
  },
  {
    address:
      /^https:\/\/(?:cdn\.plot\.ly\/plotly|(?:cdn\.jsdelivr\.net\/npm|unpkg\.com)\/plotly\.js)/,
    use: /\bPlotly\.(?:newPlot|react|plot)\b/,
    load: async () => {
      const { globals } = await loadPlotly();
      Object.assign(globalThis, globals);
    },
  },
];

export function loadPlotly(): Promise<typeof Plotly> {
  return import("./plotly.ts");
}

export function loadVega(): Promise<typeof Vega> {
  return import("./vega.ts");
}

/** Loads what the text of an output uses without fetching it: the output before it did, in a notebook of one page. */
export async function useOwnCopy(text: string): Promise<void> {
  for (const { use, address, load } of families)
    if (use.test(text) && !new RegExp(address.source.slice(1)).test(text)) await load();
}

let isDone = false;

/** From now on a script element that asks for a library that is here gets it from here. */
export function replaceRemoteScripts(): void {
  if (isDone) return;
  isDone = true;
  const own = Object.getOwnPropertyDescriptor(HTMLScriptElement.prototype, "src");
  if (own === undefined) return;
  Object.defineProperty(HTMLScriptElement.prototype, "src", {
    ...own,
    set(this: HTMLScriptElement, address: string) {
      const family = families.find((candidate) => candidate.address.test(address));
      if (family === undefined) {
        own.set?.call(this, address);
        return;
      }
      family.load().then(
        () => this.dispatchEvent(new Event("load")),
        () => this.dispatchEvent(new Event("error")),
      );
    },
  });
}
