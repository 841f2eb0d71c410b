/**
 * Waits.
 *
 * By a repeating timer that fires once: after a native add-on has settled a promise, Deno 2.7.11 does not wake for a `setTimeout` that
 * is set while the one before it ends, and an idle process then sleeps for ever. It wakes for a `setInterval`.
 *
 * @param milliseconds at least so long
 */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void later(milliseconds, resolve));
}

/**
 * Does `work` after some time, by a timer that wakes Deno as {@linkcode sleep} does.
 *
 * @param milliseconds at least so long
 * @returns what calls it off
 */
export function later(milliseconds: number, work: () => void): () => void {
  const timer = setInterval(() => {
    clearInterval(timer);
    work();
  }, milliseconds);
  return () => clearInterval(timer);
}

/**
 * Waits as {@linkcode sleep} does, unless it is told to stop.
 *
 * @throws the signal's reason when it is aborted first
 */
export function sleepUnless(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (signal.aborted) reject(signal.reason);
  else {
    const callOff = later(milliseconds, () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
    const stop = () => {
      callOff();
      reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
  }
  return promise;
}
