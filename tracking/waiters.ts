/** Those who wait until something holds. */
export interface Waiters {
  /**
   * Waits until `holds` says so, which is asked now and at each {@linkcode Waiters.check}.
   *
   * @param milliseconds no longer than that; without end unless told
   * @returns whether it holds
   */
  wait(holds: () => boolean, milliseconds?: number): Promise<boolean>;
  /** Something has changed: lets go all for whom it holds now. */
  check(): void;
}

/** Nobody waits yet. */
export function createWaiters(): Waiters {
  const waiting = new Set<() => void>();
  return {
    wait(holds, milliseconds) {
      if (holds()) return Promise.resolve(true);
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const end = (value: boolean) => {
        clearTimeout(timer);
        waiting.delete(ask);
        resolve(value);
      };
      const ask = () => {
        if (holds()) end(true);
      };
      const timer = milliseconds === undefined ? undefined : setTimeout(() => end(holds()), milliseconds);
      waiting.add(ask);
      return promise;
    },
    check() {
      for (const ask of waiting) ask();
    },
  };
}
