// The only places where a text becomes HTML, or the address of a program, in the browser's eyes (Trusted Types). Each has a
// policy of its own and does the deed itself, so that nothing trusted leaves this module but what DOMPurify works with.
// The page's Content-Security-Policy names these policies and refuses every other: server/lessonbook/pages.py.
// A browser that knows no Trusted Types gets the text as it is.

/** What of the browser's `trustedTypes` is used here (W3C Trusted Types); what a policy makes is opaque. */
interface Policy {
  createHTML(text: string): unknown;
  createScriptURL(text: string): unknown;
}

const factory = (
  globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: Partial<Policy>): Policy };
  }
).trustedTypes;

/** Makes the way from a text to what a browser trusts; `check` throws for a text that is not to pass. */
function makePolicy(name: string, kind: "HTML" | "ScriptURL", check: (text: string) => void) {
  const pass = (text: string): string => {
    check(text);
    return text;
  };
  const policy = factory?.createPolicy(name, { [`create${kind}`]: pass });
  if (policy === undefined) return pass;
  // The browser's types of the places that take such values know texts only.
  return (text: string): string =>
    (kind === "HTML" ? policy.createHTML(text) : policy.createScriptURL(text)) as string;
}

const any = (): void => undefined;

/**
 * For DOMPurify, which parses what it is about to make safe; of use to nothing else.
 * `undefined` where it needs none.
 */
export const purifierPolicy = factory?.createPolicy("dompurify", {
  createHTML: (html) => html,
  createScriptURL: () => {
    throw new TypeError("HTML that is made safe has no scripts.");
  },
});

const entity = makePolicy("lessonbook-entity", "HTML", (text) => {
  if (!/^&#?[\da-z]{1,40};?$/i.test(text)) throw new TypeError(`"${text}" is no named character.`);
});

/** The character that HTML calls so, such as `&copy;`; the name itself where there is none. */
export function decodeEntity(name: string): string {
  const place = document.createElement("span");
  place.innerHTML = entity(name);
  return place.textContent;
}

const inert = makePolicy("lessonbook-inert", "HTML", any);

/** Reads HTML into a document that no window shows: nothing in it runs or loads, and none of it may be put into a page. */
export function parseInert(html: string): Document {
  return new DOMParser().parseFromString(inert(html), "text/html");
}

const exported = makePolicy("lessonbook-export", "HTML", any);

/** Shows an exported page in a frame that is not in the page yet, in which no script runs. */
export function fillFrame(frame: HTMLIFrameElement, html: string): void {
  if (!frame.hasAttribute("sandbox") || frame.sandbox.contains("allow-scripts")) {
    throw new TypeError("An exported page is shown where no script runs.");
  }
  frame.srcdoc = exported(html);
}

/** Shows an exported page, which has no script, in an empty window. */
export function fillWindow(place: Window, html: string): void {
  place.document.open();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- what fills a window that has no address
  place.document.write(exported(html));
  place.document.close();
}

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
