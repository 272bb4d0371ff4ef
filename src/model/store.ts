// Holds the current state and tells listeners what came before and after. The only thing here that is mutable.
import { applyChange } from "./apply.ts";
import type { Change } from "./change.ts";
import type { NotebookState } from "./state.ts";

export type Listener = (next: NotebookState, previous: NotebookState) => void;

export interface Store {
  readonly state: NotebookState;
  readonly dispatch: (change: Change) => void;
  /** Returns the way to stop listening. */
  subscribe(listener: Listener): () => void;
}

/**
 * Makes a store. Listeners run at once and in order; a change that a listener dispatches is applied after all
 * listeners have seen the one before, so each sees every state once.
 */
export function createStore(initial: NotebookState): Store {
  let state = initial;
  const listeners = new Set<Listener>();
  const waiting: Change[] = [];
  let telling = false;

  const dispatch = (change: Change): void => {
    waiting.push(change);
    if (telling) return;
    telling = true;
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const previous = state;
        state = applyChange(previous, next);
        if (state !== previous) for (const listener of [...listeners]) listener(state, previous);
      }
    } finally {
      telling = false;
    }
  };

  return {
    get state() {
      return state;
    },
    dispatch,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
