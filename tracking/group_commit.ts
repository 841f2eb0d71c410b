import { setImmediate } from "node:timers";

/** Collects what is appended in one turn of the event loop, so that one transaction pays for all of it. */
export interface GroupCommit<T> {
  /** Resolves once the item is committed; rejects with what went wrong. */
  append(item: T): Promise<void>;
  /** Commits what waits, now. */
  flush(): void;
}

interface Waiting<T> {
  readonly item: T;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Group commit: under load a turn of the event loop brings many items, alone each is committed at the end of its turn.
 * Memory is bounded by what callers append without waiting.
 *
 * @param commit writes all items or throws, which rejects them all; gives an error for each item that was refused alone
 */
export function groupCommit<T>(
  commit: (items: readonly T[]) => readonly (Error | undefined)[],
): GroupCommit<T> {
  let waiting: Waiting<T>[] = [];
  const flush = () => {
    const group = waiting;
    waiting = [];
    if (group.length > 0) settle(group, commit);
  };
  return {
    append(item) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      if (waiting.push({ item, resolve, reject }) === 1) setImmediate(flush);
      return promise;
    },
    flush,
  };
}

function settle<T>(
  group: readonly Waiting<T>[],
  commit: (items: readonly T[]) => readonly (Error | undefined)[],
): void {
  try {
    const refused = commit(group.map(({ item }) => item));
    group.forEach(({ resolve, reject }, i) => refused[i] ? reject(refused[i]) : resolve());
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}
