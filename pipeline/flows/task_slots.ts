/** Lets only so many tasks with one key run at once. */
export interface TaskSlots {
  /** Waits for a slot. @returns what gives it back @throws the signal's reason */
  take(key: string, limit: number, signal: AbortSignal): Promise<() => void>;
}

/** Slots of this process alone, given out in the order of asking. */
export function processSlots(): TaskSlots {
  const queues = new Map<string, { taken: number; readonly waiting: (() => void)[] }>();
  return {
    take(key, limit, signal) {
      signal.throwIfAborted();
      const queue = queues.get(key) ?? { taken: 0, waiting: [] };
      queues.set(key, queue);
      const release = () => {
        queue.taken--;
        queue.waiting.shift()?.();
      };
      const { promise, resolve, reject } = Promise.withResolvers<() => void>();
      const stop = () => {
        const place = queue.waiting.indexOf(enter);
        if (place >= 0) queue.waiting.splice(place, 1);
        reject(signal.reason);
      };
      const enter = () => {
        signal.removeEventListener("abort", stop);
        queue.taken++;
        resolve(release);
      };
      if (queue.taken < limit) enter();
      else {
        signal.addEventListener("abort", stop, { once: true });
        queue.waiting.push(enter);
      }
      return promise;
    },
  };
}

/**
 * The slots of many processes, which each caller has to look for again and again: of this process at most `limit` callers do so at
 * once, the others wait in the order of asking.
 */
export function queuedSlots(shared: TaskSlots): TaskSlots {
  const here = processSlots();
  return {
    async take(key, limit, signal) {
      const leave = await here.take(key, limit, signal);
      try {
        const release = await shared.take(key, limit, signal);
        return () => {
          release();
          leave();
        };
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}
