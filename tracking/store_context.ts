import type { DatabaseSync } from "node:sqlite";
import type { RunLocks } from "./run_locks.ts";

/** What every part of the SQLite store works with. */
export interface StoreContext {
  /** `tracking.db`, open. */
  readonly database: DatabaseSync;
  /** Proof of life of this process's runs. */
  readonly locks: RunLocks;
  /** Folder of the artifacts' bytes. */
  readonly artifacts: string;
  /** The clock: milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}
