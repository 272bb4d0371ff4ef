// The policies of this folder: the only places where a text becomes HTML, or the address of a program, in the browser's eyes
// (Trusted Types). Each file has one and does the deed itself, so that nothing trusted leaves the folder but what DOMPurify
// works with. The page's Content-Security-Policy names them and refuses every other: server/lessonbook/pages.py.
// A browser that knows no Trusted Types gets the text as it is.

/** What of the browser's `trustedTypes` is used here (W3C Trusted Types); what a policy makes is opaque. */
interface Policy {
  createHTML(text: string): unknown;
  createScriptURL(text: string): unknown;
}

export const factory = (
  globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: Partial<Policy>): Policy };
  }
).trustedTypes;

/** Makes the way from a text to what a browser trusts; `check` throws for a text that is not to pass. */
export function makePolicy(
  name: string,
  kind: "HTML" | "ScriptURL",
  check: (text: string) => void = () => undefined,
): (text: string) => string {
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
