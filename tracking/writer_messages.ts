import type { Actual } from "./logged_prediction.ts";
import type { FeatureColumn, RecordedActuals, ServedModelIdentity } from "./prediction_queue.ts";
import type { LogLimits } from "./prediction_retention.ts";

/** What the writer works on; the first that it is told. */
export interface WriterTask {
  /** Folder of the home. */
  readonly home: string;
  /** Logged with each prediction, in this order. */
  readonly columns: readonly FeatureColumn[];
  /** Rows of the ring. */
  readonly capacity: number;
  /** Of the ring. */
  readonly memory: SharedArrayBuffer;
  /** Kept by the writer while it runs. */
  readonly limits: LogLimits;
}

/** What the writer is told, in order. */
export type ToWriter =
  | { readonly kind: "model"; readonly model: ServedModelIdentity }
  /** Every row before this place of the ring may be committed. */
  | { readonly kind: "rows"; readonly upTo: number }
  | { readonly kind: "actuals"; readonly number: number; readonly actuals: readonly Actual[] }
  | { readonly kind: "close" };

/** What the writer tells. */
export type FromWriter =
  /** Every row before this place is on the disk, its room may be used again. */
  | { readonly kind: "committed"; readonly upTo: number }
  /** A write failed; it is tried again. */
  | { readonly kind: "fault"; readonly message: string }
  | { readonly kind: "recorded"; readonly number: number; readonly recorded: RecordedActuals }
  | { readonly kind: "refused"; readonly number: number; readonly message: string }
  | { readonly kind: "closed" };
