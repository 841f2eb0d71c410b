import type { Actual } from "./logged_prediction.ts";

/** A value that is logged with each prediction. */
export interface FeatureColumn {
  /** As the log's readers have it. */
  readonly name: string;
  /** `local_time` is microseconds since 1970 on a wall clock, kept as text. */
  readonly type: "integer" | "number" | "local_time";
}

/** The model that predicted. */
export interface ServedModelIdentity {
  /** Name of the registered model, or of the model file. */
  readonly name: string;
  /** Null for a model that is not registered. */
  readonly version: number | null;
  /** Hash of the model file. */
  readonly hash: string;
}

/** Predictions of one model made at one time. */
export interface PredictionBatch {
  /** Number of predictions. */
  readonly rows: number;
  /** UUIDs of version 7, 16 bytes each. */
  readonly ids: Uint8Array;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly predictedAt: number;
  /** Predicted all of them. */
  readonly model: ServedModelIdentity;
  /** Not answered, only logged. */
  readonly shadow: boolean;
  /** One for each declared column; NaN where a value is missing. */
  readonly features: readonly ArrayLike<number>[];
  /** Finite numbers. */
  readonly predictions: ArrayLike<number>;
}

/** What {@linkcode PredictionQueue.recordActuals} did. */
export interface RecordedActuals {
  /** Number of actuals whose prediction was found. */
  readonly recorded: number;
  /** Ids of requests that were never logged; their actuals are not kept. */
  readonly unknown: readonly string[];
}

/** Takes predictions over from whoever answers, and commits them in groups. */
export interface PredictionQueue extends AsyncDisposable {
  /** Copies a batch; false when there is no room for all of it, then nothing is taken. */
  offer(batch: PredictionBatch): boolean;
  /** Waits for room; false when time is up, or when so many rows never fit. */
  room(rows: number, milliseconds: number): Promise<boolean>;
  /** Joins actuals to everything offered before, all or none. */
  recordActuals(actuals: readonly Actual[]): Promise<RecordedActuals>;
  /** Rows that are not committed yet, and why the last write failed. */
  status(): { readonly waiting: number; readonly capacity: number; readonly fault: string | undefined };
  /** Resolves once everything offered before is committed. @throws TaxiError `closed` when it never will be */
  flush(): Promise<void>;
  /**
   * Commits what waits, if that can be done in time.
   *
   * @param milliseconds how long to try; 5 seconds unless told
   * @returns rows that are lost
   */
  close(milliseconds?: number): Promise<number>;
}
