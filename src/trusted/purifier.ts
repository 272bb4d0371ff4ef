import { factory } from "./policy.ts";

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
