// A wait that ends early when the page comes back to life. No DOM of its own.

/** Resolves when the server may be there again, at the latest after so many milliseconds, or when it is given up. */
export function waitFor(
  onWake: (listener: () => void) => () => void,
  most: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, most);
    const stop = onWake(end);
    signal.addEventListener("abort", end);
  });
}
