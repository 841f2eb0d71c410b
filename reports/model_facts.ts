import type { FeatureDeclaration } from "../pipeline/features/feature_spec.ts";
import type { Model } from "../pipeline/models/model.ts";
import type { LoadedBundle, ModelBundle, MonthMetrics } from "../pipeline/models/model_bundle.ts";
import { FEWEST_TRIPS } from "../pipeline/models/pair_history.ts";
import type { IntervalTable } from "../pipeline/models/prediction_interval.ts";
import type { RegressionMetrics } from "../pipeline/models/regression_metrics.ts";
import type { Segment } from "../pipeline/monitoring/monitoring_result.ts";
import { decodeProfile } from "../pipeline/monitoring/reference_profile.ts";
import type { DatasetRef } from "../pipeline/trips/trip_store.ts";

/** What a model file tells of its model, as data: the names are those of `taxi models card --json`. */
export interface ModelFacts {
  /** Registered name, or the file's. */
  readonly name: string;
  /** Registered version; null for a file. */
  readonly version: number | null;
  /** Of the file, 64 hex digits. */
  readonly sha256: string;
  /** One of `MODEL_KINDS`. */
  readonly kind: Model["kind"];
  /** Whether it is the field's classic baseline. */
  readonly reference_baseline: boolean;
  /** When it was trained, ISO 8601 in UTC. */
  readonly created: string;
  /** By which `taxi`. */
  readonly taxi_version: string;
  /** Where it comes from. */
  readonly data: { readonly train: DatasetFacts; readonly test: DatasetFacts };
  /** On the test months; undefined when the file does not tell. */
  readonly metrics?: RegressionMetrics;
  /** Each test month by itself; empty for an older file. */
  readonly months: readonly MonthMetrics[];
  /** The test trips by the hour of their pick-up. */
  readonly hours: readonly Segment[];
  /** Minutes of the average training trip, as the model predicts it. */
  readonly baseline: number;
  /** Shortest and longest answer, minutes; null for none. */
  readonly bounds: readonly [shortest: number, longest: number] | null;
  /** What it looks at. */
  readonly features: readonly FeatureFacts[];
  /** Miles that stand in where none are told and the pair tells none. */
  readonly mean_distance: number;
  /** How far off it is; null when the file does not tell. */
  readonly interval: IntervalTable | null;
  /** Pairs of zones that training saw; null when the file does not tell. */
  readonly pairs: { readonly seen: number; readonly with_history: number } | null;
}

/** Months of data. */
export interface DatasetFacts extends DatasetRef {
  /** How many trips; null when the file does not tell. */
  readonly trips: number | null;
}

/** One feature and what it can do to a prediction. */
export type FeatureFacts = FeatureDeclaration & {
  /** Minutes for each unit of a number. */
  readonly slope?: number;
  /** Least and greatest minutes that a category adds. */
  readonly effects?: readonly [least: number, greatest: number];
};

/** Gathers what the file of a model tells. */
export function modelFacts({ bundle, hash }: LoadedBundle, name: string, version: number | null): ModelFacts {
  const { model, features, dataset, history, interval, months = [] } = bundle;
  const { regression } = decodeProfile(bundle.profile);
  const trips = history?.trips.reduce((sum, count) => sum + count, 0) ?? null;
  const seen = history?.pairs.length ?? (features.spec.length > 0 ? features.pairs.length : undefined);
  return {
    name,
    version,
    sha256: hash,
    kind: model.kind,
    reference_baseline: features.spec.some(({ type }) => type === "distance"),
    created: bundle.createdAt,
    taxi_version: bundle.taxiVersion,
    data: {
      train: { ...dataset.train, trips },
      test: { ...dataset.test, trips: regression?.metrics.rows ?? null },
    },
    ...(regression && { metrics: regression.metrics }),
    months,
    hours: regression?.segments.pickup_hour ?? [],
    baseline: baselineOf(model),
    bounds: model.kind === "linear" ? model.bounds : null,
    features: features.spec.map((declared, at) => ({ ...declared, ...effectOf(bundle, at) })),
    mean_distance: features.meanDistance,
    interval: interval ?? null,
    pairs: seen === undefined ? null : {
      seen,
      with_history: history?.trips.filter((count) => count >= FEWEST_TRIPS).length ?? 0,
    },
  };
}

function baselineOf(model: Model): number {
  if (model.kind === "mean") return model.mean;
  return model.terms.reduce((sum, { centre = 0 }) => sum + centre, model.intercept);
}

function effectOf({ model }: ModelBundle, at: number): Pick<FeatureFacts, "slope" | "effects"> {
  if (model.kind !== "linear") return {};
  const term = model.terms[at];
  if (term.kind === "numeric") return { slope: term.slope };
  return {
    effects: term.effects.reduce(
      ([least, most], effect) => [Math.min(least, effect), Math.max(most, effect)],
      [0, 0],
    ),
  };
}
