import type { StoreContext } from "../store_context.ts";
import { findDoomed, removeDoomed } from "./doomed_rows.ts";
import { filesOf } from "./doomed_files.ts";
import { discardUnused, type UnusedBlobs } from "./unused_blobs.ts";

/** What shall be removed for good. */
export interface GarbageAge {
  /** What was deleted by then, milliseconds since 1970-01-01 UTC. */
  readonly deletedBy: number;
  /** Bytes that nobody has put since, milliseconds since 1970-01-01 UTC; younger ones may be about to be referred to. */
  readonly putBefore: number;
  /** Only runs and models of this experiment, and itself; bytes that nothing refers to go wherever they are from. */
  readonly experimentId?: number;
}

/** What was, or would be, removed for good. */
export interface Collected extends UnusedBlobs {
  /** How many runs. */
  readonly runs: number;
  /** How many logged models. */
  readonly loggedModels: number;
  /** How many experiments. */
  readonly experiments: number;
}

/** Removal of what was deleted and of bytes that nothing refers to. */
export interface Garbage {
  /** What {@linkcode Garbage.collect} would remove; changes nothing. */
  survey(age: GarbageAge): Promise<Collected>;
  /**
   * Removes runs, logged models and experiments that were deleted long enough ago, each in a transaction of its own, then the
   * bytes that no file and no model version refers to. Files that a model version points to stay, and so do runs that a living
   * process works on and experiments that still have runs. May be stopped at any point and begun again.
   *
   * @param progress is told how much of what was deleted is removed, 0..1
   */
  collect(age: GarbageAge, progress?: (part: number) => void): Promise<Collected>;
}

/** {@linkcode Garbage} of a store. */
export function storedGarbage(context: StoreContext): Garbage {
  return {
    async survey(age) {
      const doomed = await findDoomed(context.sql, age);
      const paths = new Set<string>();
      for (const owner of doomed) {
        for (const path of await filesOf(context.sql, owner)) paths.add(path);
      }
      return { ...count(doomed), ...await discardUnused(context, age.putBefore, paths) };
    },
    async collect(age, progress = () => {}) {
      const removed = [];
      // An experiment is found only when none of its runs is left but those that go with it: runs come before.
      const doomed = await findDoomed(context.sql, age);
      for (const [i, owner] of doomed.entries()) {
        if (await removeDoomed(context.sql, owner, age.deletedBy)) removed.push(owner);
        progress((i + 1) / doomed.length);
      }
      return { ...count(removed), ...await discardUnused(context, age.putBefore) };
    },
  };
}

function count(owners: readonly { readonly kind: string }[]) {
  const ofKind = (kind: string) => owners.filter((owner) => owner.kind === kind).length;
  return { runs: ofKind("run"), loggedModels: ofKind("loggedModel"), experiments: ofKind("experiment") };
}
