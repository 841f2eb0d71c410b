import { UsageError } from "../../lib/errors.ts";
import {
  type FeatureSpec,
  LINEAR_FEATURES,
  NO_FEATURES,
  REFERENCE_FEATURES,
} from "../features/feature_spec.ts";
import { fitFeatures } from "../features/fit_features.ts";
import type { FittedFeatures } from "../features/fitted_features.ts";
import type { Model, ModelKindName } from "../models/model.ts";
import type { MonthMetrics } from "../models/model_bundle.ts";
import type { HistoryTable } from "../models/pair_history.ts";
import type { IntervalTable } from "../models/prediction_interval.ts";
import type { Window } from "../monitoring/window.ts";
import type { Month } from "../trips/month.ts";
import { readTrips } from "../trips/read_trips.ts";
import type { TaxiKind } from "../trips/taxi_kind.ts";
import type { TripStore } from "../trips/trip_store.ts";
import type { TripTable } from "../trips/trip_table.ts";
import { evaluateModel } from "./evaluate_model.ts";
import { fitModel } from "./fit_model.ts";
import { HistoryBuilder } from "./history_builder.ts";

/** What to train on what. */
export interface TrainingJob {
  /** What `--model` says; with `referenceBaseline` it decides the features. */
  readonly kind: ModelKindName;
  /** The field's classic baseline, exactly, instead of the best that the kind can do. */
  readonly referenceBaseline: boolean;
  /** Where the cleaned months are read from, once for each pass. */
  readonly store: TripStore;
  /** Kind of taxi of all months, training and test. */
  readonly taxi: TaxiKind;
  /** Months that features and model learn from. */
  readonly train: readonly Month[];
  /** Months that nothing is learnt from, none of them in `train`. */
  readonly test: readonly Month[];
  /** Told what part, 0..1, is done. */
  readonly onProgress?: (part: number) => void;
}

/** What training came to. */
export interface TrainedModel {
  /** Fitted on the training months alone. */
  readonly model: Model;
  /** The encodings that `model` was fitted with, learnt on the training months alone. */
  readonly features: FittedFeatures;
  /** The training trips by pair. */
  readonly history: HistoryTable;
  /** Made of the test months; undefined when they have too few trips. */
  readonly interval: IntervalTable | undefined;
  /** The test months with their predictions: metrics for the run, and what monitoring will compare with. */
  readonly reference: Window & { readonly regression: NonNullable<Window["regression"]> };
  /** How well each test month by itself is predicted. */
  readonly months: readonly MonthMetrics[];
  /** Trips learnt from and trips evaluated on. */
  readonly rows: { readonly train: number; readonly test: number };
  /** Wall time of each pass, reading included, to the millisecond. */
  readonly seconds: { readonly features: number; readonly fit: number; readonly evaluate: number };
}

/**
 * Fits features and model on the training months and evaluates them on the test months, three passes in memory that does not
 * grow with the rows.
 *
 * @throws UsageError when a month is asked for on both sides, or holds no trip
 * @throws NotFoundError when a month is not in the store
 */
export async function trainModel(job: TrainingJob): Promise<TrainedModel> {
  const { kind, store, taxi, train, test } = job;
  assertTrainable(job);
  const stored = await store.findAll(taxi, [...new Set([...train, ...test])].sort());
  const counts = { train: 0, test: 0 };
  const spec = specOf(job);
  const passes = (spec.length > 0 ? 2 : 1) * stored.reduce((sum, { rows }) => sum + rows.kept, 0);
  let seen = 0;
  async function* counted(months: readonly Month[], count?: "train" | "test"): AsyncGenerator<TripTable> {
    for await (const trips of readTrips(store, stored, months)) {
      yield trips;
      if (count) counts[count] += trips.rows;
      job.onProgress?.(Math.min(1, (seen += trips.rows) / passes));
    }
  }
  const clock = stopwatch();
  const features = await fitFeatures(spec, counted(spec.length > 0 ? train : []));
  const featureSeconds = clock();
  const history = new HistoryBuilder();
  const model = await fitModel(kind, features, seenBy(history, counted(train, "train")));
  const fitSeconds = clock();
  const evaluation = await evaluateModel({ model, features }, test, counted(test, "test"));
  const { window: reference, months, interval } = evaluation;
  const { regression } = reference;
  if (counts.train === 0 || regression === undefined) {
    throw new UsageError(
      `Cannot train: ${counts.train} training and ${counts.test} test trips, expected some of each`,
    );
  }
  const seconds = { features: featureSeconds, fit: fitSeconds, evaluate: clock() };
  return {
    model,
    features,
    history: history.finish(),
    interval,
    reference: { ...reference, regression },
    months,
    rows: counts,
    seconds,
  };
}

/** The same batches, each of them shown to `history` on its way. */
async function* seenBy(
  history: HistoryBuilder,
  batches: AsyncIterable<TripTable>,
): AsyncGenerator<TripTable> {
  for await (const trips of batches) {
    history.add(trips);
    yield trips;
  }
}

function specOf({ kind, referenceBaseline }: TrainingJob): FeatureSpec {
  if (kind === "mean") return NO_FEATURES;
  return referenceBaseline ? REFERENCE_FEATURES : LINEAR_FEATURES;
}

/**
 * Refuses what cannot be trained, before anything is read.
 *
 * @throws UsageError when a month is asked for on both sides, or the reference baseline of another kind than linear
 */
export function assertTrainable(
  { kind, referenceBaseline, train, test }: Pick<
    TrainingJob,
    "kind" | "referenceBaseline" | "train" | "test"
  >,
): void {
  const both = train.filter((month) => test.includes(month));
  if (both.length > 0) {
    throw new UsageError(
      `Cannot train on ${both.join(", ")} and test on the same: expected later months for --test`,
    );
  }
  if (referenceBaseline && kind !== "linear") {
    throw new UsageError(
      `The reference baseline is a linear model, found --model ${kind}`,
      "taxi train --model linear --reference-baseline",
    );
  }
}

/** Seconds since the last call. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const seconds = (now - last) / 1000;
    last = now;
    return Math.round(seconds * 1000) / 1000;
  };
}
