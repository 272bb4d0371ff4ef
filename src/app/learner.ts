// A name for who learns here, so that shuffled options stand in the same order at each visit. With a hub it is the user's
// address, elsewhere something that this browser made up. It goes nowhere.
import type { PageConfig } from "./page-config.ts";

const STORED = "lessonbook:learner";

export function learnerName(config: PageConfig): string {
  if (config.hubStartUrl !== "") return config.baseUrl;
  try {
    const known = localStorage.getItem(STORED);
    if (known !== null) return known;
    const made = crypto.getRandomValues(new Uint32Array(2)).join("-");
    localStorage.setItem(STORED, made);
    return made;
  } catch {
    // A browser that keeps nothing shows each visit the same order.
    return "";
  }
}
