/** The value, if it comes in so many milliseconds and before the signal; `undefined` otherwise. Rejects as the value does. */
export async function within<T>(
  milliseconds: number,
  value: Promise<T>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  let giveUp = (): void => undefined;
  const late = new Promise<undefined>((resolve) => (giveUp = () => resolve(undefined)));
  const timer = setTimeout(giveUp, signal?.aborted === true ? 0 : milliseconds);
  signal?.addEventListener("abort", giveUp);
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}
