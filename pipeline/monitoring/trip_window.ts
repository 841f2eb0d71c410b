import type { TripRequests } from "../features/feature_spec.ts";
import type { PredictedIntervals } from "../models/predicted_intervals.ts";
import { CategoricalDistributionBuilder } from "./categorical_distribution.ts";
import { DayCounter } from "./day_counts.ts";
import { DuplicateRows, type HashedColumn } from "./duplicate_rows.ts";
import { NumericDistributionBuilder } from "./numeric_distribution.ts";
import { PICKUP_CUTS } from "./pickup_cuts.ts";
import { RegressionPerformanceAccumulator } from "./regression_performance.ts";
import { TimeRange } from "./time_range.ts";
import { TRIP_CUTS, tripCodes } from "./trip_cuts.ts";
import type { Window, WindowColumn } from "./window.ts";

/** Trips as monitoring sees them: what was asked, and where known what came of it, minutes; NaN for a row without. */
export interface ObservedTrips extends TripRequests {
  /** Actual minutes, NaN for a trip that has none yet; absent when no trip has one. */
  readonly duration?: Float64Array;
}

/** Steps in which numbers are counted: hundredths of a mile or minute, and whole seconds of duration. */
const HUNDREDTHS = 100, SECONDS = 60;

/** Adds up a {@linkcode Window} of trips batch by batch, in memory that does not grow with the rows. */
export class TripWindowBuilder {
  #rows = 0;
  readonly #times = new TimeRange();
  readonly #pickupZone = new CategoricalDistributionBuilder();
  readonly #dropoffZone = new CategoricalDistributionBuilder();
  readonly #distance = new NumericDistributionBuilder(HUNDREDTHS);
  readonly #cuts = PICKUP_CUTS.map(({ name, label }) => ({
    name,
    builder: new CategoricalDistributionBuilder(label),
  }));
  readonly #duration = new NumericDistributionBuilder(SECONDS);
  readonly #prediction = new NumericDistributionBuilder(HUNDREDTHS);
  readonly #performance = new RegressionPerformanceAccumulator(TRIP_CUTS);
  readonly #days: DayCounter | undefined;
  readonly #duplicates: DuplicateRows | undefined;

  /**
   * Begins without rows.
   *
   * @param forProfile for a model file, which keeps neither days nor repeated rows: they are not counted
   */
  constructor({ forProfile = false }: { readonly forProfile?: boolean } = {}) {
    if (forProfile) return;
    this.#days = new DayCounter();
    this.#duplicates = new DuplicateRows();
  }

  /**
   * Adds one batch. Errors count only where a batch has both durations and predictions.
   *
   * @param prediction minutes, one for each row, where a model is being watched
   * @param interval of each row, where the model gives intervals
   */
  add(trips: ObservedTrips, prediction?: Float64Array, interval?: PredictedIntervals): void {
    this.#rows += trips.rows;
    this.#times.add(trips.pickup);
    this.#days?.add(trips.pickup);
    this.#duplicates?.add(trips.rows, identity(trips));
    const codes = tripCodes(trips);
    this.#pickupZone.addCodes(codes.PULocationID);
    this.#dropoffZone.addCodes(codes.DOLocationID);
    this.#distance.add(trips.distance);
    for (const { name, builder } of this.#cuts) builder.addCodes(knownCodes(codes[name]));
    if (trips.duration) this.#duration.add(trips.duration);
    if (prediction) this.#prediction.add(prediction);
    if (trips.duration && prediction) {
      this.#performance.add({ target: trips.duration, prediction, codes, time: trips.pickup, interval });
    }
  }

  /**
   * The window of all batches added; without any duration or prediction it lacks that column.
   *
   * @param about name and hash of the window, as the report shows them
   */
  finish(about: { readonly name: string; readonly hash?: string }): Window {
    const duration = this.#duration.finish(), prediction = this.#prediction.finish();
    const columns: WindowColumn[] = [
      { name: "PULocationID", role: "feature", unit: "", distribution: this.#pickupZone.finish() },
      { name: "DOLocationID", role: "feature", unit: "", distribution: this.#dropoffZone.finish() },
      { name: "trip_distance", role: "feature", unit: "miles", distribution: this.#distance.finish() },
      ...this.#cuts.map(({ name, builder }): WindowColumn => ({
        name,
        role: "feature",
        unit: "",
        distribution: builder.finish(),
      })),
    ];
    if (duration.rows > 0) {
      columns.push({ name: "duration", role: "target", unit: "min", distribution: duration });
    }
    if (prediction.rows > 0) {
      columns.push({ name: "predicted_duration", role: "prediction", unit: "min", distribution: prediction });
    }
    const joined = this.#performance.finish();
    const days = this.#days?.finish(), duplicates = this.#duplicates?.finish();
    return {
      ...about,
      rows: this.#rows,
      ...this.#times.finish(),
      columns,
      ...(days && { days }),
      ...(duplicates && { duplicates }),
      ...(joined.metrics.rows > 0 ? { regression: joined } : {}),
    };
  }
}

/** What makes two rows the same trip: every column but what was predicted for it. */
function identity({ pickup, pickupZone, dropoffZone, distance, duration }: ObservedTrips): HashedColumn[] {
  return [pickup, pickupZone, dropoffZone, distance, duration].flatMap((values) =>
    values ? [{ values }] : []
  );
}

const UNKNOWN = 255; // of pickupCodes

/** Codes with the unknown one as a missing label, -1. */
function knownCodes(codes: Int32Array | Uint8Array): Int32Array {
  const known = new Int32Array(codes);
  for (let row = 0; row < known.length; row++) if (known[row] === UNKNOWN) known[row] = -1;
  return known;
}
