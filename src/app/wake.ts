// When a page comes back to life: the network is there again, somebody looks at it, it is no longer frozen. And when it is used.
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
  onUse(listener) {
    const how = { passive: true, capture: true } as const;
    const uses = ["pointerdown", "keydown", "wheel", "touchmove"];
    for (const type of uses) addEventListener(type, listener, how);
    const stopWaking = recovery.onWake(listener);
    return () => {
      for (const type of uses) removeEventListener(type, listener, how);
      stopWaking();
    };
  },
};
