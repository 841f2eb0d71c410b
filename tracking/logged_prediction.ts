import { TaxiError } from "../lib/errors.ts";
import { assertWhole } from "./key_rules.ts";

/** A logged prediction, with its actual where that has arrived. */
export interface JoinedPrediction {
  /** A UUID of version 7. */
  readonly requestId: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly predictedAt: number;
  /** Name of the registered model, or of the model file. */
  readonly model: string;
  /** Null for a model that is not registered. */
  readonly modelVersion: number | null;
  /** Hash of the model file. */
  readonly modelHash: string;
  /** Not answered, only logged. */
  readonly shadow: boolean;
  /** What the model was asked: null where a value is missing. */
  readonly features: Readonly<Record<string, number | string | null>>;
  /** What it answered, in the unit of its target. */
  readonly prediction: number;
  /** What really happened; null until it arrives. */
  readonly actual: number | null;
  /** When that was observed, milliseconds since 1970-01-01 UTC; null until it arrives. */
  readonly observedAt: number | null;
}

/** What really happened, known later. */
export interface Actual {
  /** The prediction's id. */
  readonly requestId: string;
  /** In the unit of the prediction. */
  readonly actual: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly observedAt: number;
}

/** Refuses an actual that could not be stored as it is: comparisons with thresholds know finite numbers only. */
export function assertActual({ requestId, actual, observedAt }: Actual): void {
  assertWhole(`the time of the actual of request "${requestId}"`, observedAt);
  if (Number.isFinite(actual)) return;
  throw new TaxiError(
    `Cannot log the actual of request "${requestId}": found ${actual}, expected a finite number`,
    { code: "invalid_number" },
  );
}
