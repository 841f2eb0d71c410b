import type { SqlDatabase } from "../lib/sql.ts";
import type { BlobStore } from "./blob_store.ts";
import type { OtherUsers } from "./garbage/other_users.ts";
import type { RunLocks } from "./run_locks.ts";

/** What every part of the store works with. */
export interface StoreContext {
  /** The database, its schema up to date. */
  readonly sql: SqlDatabase;
  /** Proof of life of this process's runs. */
  readonly locks: RunLocks;
  /** The same of its runs of flows. */
  readonly flowLocks: RunLocks;
  /** Whether processes that keep their locks elsewhere write to the database too, such as those of other computers. */
  readonly shared: boolean;
  /** The bytes of the artifacts. */
  readonly blobs: BlobStore;
  /** Who else has files among them; nobody unless told. */
  readonly otherUsers?: () => Promise<OtherUsers>;
  /** The clock: milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}
