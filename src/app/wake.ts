// When a page comes back to life: the network is there again, somebody looks at it, it is no longer frozen.
import type { Recovery } from "../jupyter/connection.ts";

/** What the connection to the server needs to know of the page. */
export const recovery: Recovery = {
  onWake(listener) {
    const whenSeen = (): void => {
      if (document.visibilityState === "visible") listener();
    };
    for (const type of ["online", "focus", "pageshow"]) addEventListener(type, listener);
    document.addEventListener("visibilitychange", whenSeen);
    document.addEventListener("resume", listener);
    return () => {
      for (const type of ["online", "focus", "pageshow"]) removeEventListener(type, listener);
      document.removeEventListener("visibilitychange", whenSeen);
      document.removeEventListener("resume", listener);
    };
  },
};
