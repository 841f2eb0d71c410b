/** One answered request, as the log keeps it. */
export interface LoggedPrediction {
  /** The id the client was given, a UUID. */
  readonly requestId: string;
  /** Milliseconds since 1970, UTC. */
  readonly predictedAt: number;
  /** Name of the model that answered. */
  readonly model: string;
  /** Its registered version; null for a model read from a file. */
  readonly modelVersion: number | null;
  /** SHA-256 of the model file. */
  readonly modelHash: string;
  /** What the client told, by TLC's column names; null where it told nothing. */
  readonly features: Record<string, number | string | null>;
  /** Minutes. */
  readonly prediction: number;
}

/** What really happened to a trip that was predicted. */
export interface Actual {
  /** The id of the logged prediction. */
  readonly requestId: string;
  /** Minutes. */
  readonly duration: number;
}

/** What the server needs of the prediction log. */
export interface PredictionLog {
  /** Resolves when the prediction is committed. */
  append(prediction: LoggedPrediction): Promise<void>;
  /** Joins observed durations to their predictions; tells how many were recorded and which ids are not in the log. */
  recordActuals(actuals: readonly Actual[]): Promise<{ recorded: number; unknown: readonly string[] }>;
}
