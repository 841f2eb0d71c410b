import type { Tracking } from "./tracking_store.ts";

/** One thing every tracking store must do. */
export interface StoreCase {
  /** Symbol and behaviour. */
  readonly name: string;
  /** Fails by throwing. `store` is fresh and has a clock that never shows the same millisecond twice. */
  run(store: Tracking): Promise<void>;
}
