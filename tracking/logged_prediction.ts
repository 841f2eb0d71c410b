import { TaxiError } from "../lib/errors.ts";
import { assertText, assertWhole } from "./key_rules.ts";

/** A prediction that was served. */
export interface LoggedPrediction {
  /** Unique; ids that grow with time, such as UUID version 7, are the fastest to store. */
  readonly requestId: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly predictedAt: number;
  /** Name of the registered model, or of the model file. */
  readonly model: string;
  /** Null for a model that is not registered. */
  readonly modelVersion: number | null;
  /** Hash of the model file. */
  readonly modelHash: string;
  /** What the model was asked, finite numbers only: null where a value is missing. */
  readonly features: Readonly<Record<string, number | string | null>>;
  /** What it answered, in the unit of its target. */
  readonly prediction: number;
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

/** A logged prediction, with its actual where that has arrived. */
export type JoinedPrediction = LoggedPrediction & {
  /** Null until it arrives. */
  readonly actual: number | null;
  /** When the actual was observed; null until it arrives. */
  readonly observedAt: number | null;
};

/** Refuses a prediction that could not be stored as it is, before it can spoil the transaction of others. */
export function assertLoggable(logged: LoggedPrediction): void {
  const of = `of request "${logged.requestId}"`;
  assertText("a request id", logged.requestId, 255);
  assertText("a model name", logged.model, 1000);
  assertText("a model hash", logged.modelHash, 255);
  assertWhole(`the time ${of}`, logged.predictedAt);
  if (logged.modelVersion !== null) assertWhole(`the model version ${of}`, logged.modelVersion);
  assertFinite(`the prediction ${of}`, logged.prediction);
  for (const [feature, value] of Object.entries(logged.features)) {
    if (typeof value === "number") assertFinite(`feature "${feature}" ${of}`, value);
  }
}

/** Refuses an actual that could not be stored as it is. */
export function assertActual({ requestId, actual, observedAt }: Actual): void {
  assertWhole(`the time of the actual of request "${requestId}"`, observedAt);
  assertFinite(`the actual of request "${requestId}"`, actual);
}

/** JSON and comparisons with thresholds know finite numbers only. */
function assertFinite(what: string, value: number): void {
  if (Number.isFinite(value)) return;
  throw new TaxiError(`Cannot log ${what}: found ${value}, expected a finite number`, {
    code: "invalid_number",
  });
}
