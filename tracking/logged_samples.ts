import { mintIds } from "./prediction_id.ts";
import type { FeatureColumn, PredictionBatch, ServedModelIdentity } from "./prediction_queue.ts";

/** What tests log with each prediction. */
export const SAMPLE_COLUMNS: readonly FeatureColumn[] = [
  { name: "zone", type: "integer" },
  { name: "distance", type: "number" },
  { name: "pickup", type: "local_time" },
];

/** A model that tests say has predicted. */
export const SAMPLE_MODEL: ServedModelIdentity = { name: "duration", version: 3, hash: "a".repeat(64) };

/** A time at which tests say that something was predicted: 2023-11-14T22:13:20Z. */
export const SAMPLE_TIME = 1_700_000_000_000;

/** Predictions of one time that differ: row `i` is of zone `i` and predicts `i + 0.5`. */
export function sampleBatch(rows: number, change: Partial<PredictionBatch> = {}): PredictionBatch {
  const predictedAt = change.predictedAt ?? SAMPLE_TIME;
  return {
    rows,
    ids: mintIds(rows, predictedAt),
    predictedAt,
    model: SAMPLE_MODEL,
    shadow: false,
    features: [
      Float64Array.from({ length: rows }, (_, row) => row),
      Float64Array.from({ length: rows }, () => 2.25),
      Float64Array.from({ length: rows }, () => Date.UTC(2024, 5, 1, 8, 30) * 1000),
    ],
    predictions: Float64Array.from({ length: rows }, (_, row) => row + 0.5),
    ...change,
  };
}
