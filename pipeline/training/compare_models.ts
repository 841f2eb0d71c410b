import { seededRandom } from "../../lib/random.ts";
import type { Predictor } from "../models/predictor.ts";
import { dayOf } from "../monitoring/day_counts.ts";
import type { TripTable } from "../trips/trip_table.ts";

/** Two models on the same trips. Errors are minutes. */
export interface ModelComparison {
  /** Trips that both predicted. */
  readonly rows: number;
  /** Days that the trips were picked up on. */
  readonly days: number;
  /** The model that serves. */
  readonly champion: ModelErrors;
  /** The model that would take its place. */
  readonly challenger: ModelErrors;
  /** The challenger's mean absolute error less the champion's: below 0 where the challenger is better. */
  readonly difference: {
    /** Of all trips. */
    readonly mae: number;
    /** Where it lies with the probability {@linkcode LEVEL}; NaN where there are fewer than two days. */
    readonly lower: number;
    readonly upper: number;
  };
}

/** How far off a model is on average. */
export interface ModelErrors {
  /** Mean absolute error, minutes. */
  readonly mae: number;
  /** Root of the mean squared error, minutes. */
  readonly rmse: number;
}

/** Probability with which the interval of the difference holds. */
export const LEVEL = 0.95;
const RESAMPLES = 2000;

/** Sums over the trips of one day. */
interface DaySums {
  rows: number;
  readonly absolute: [champion: number, challenger: number];
}

/**
 * Compares two models on the same trips, batch by batch in constant memory.
 *
 * The interval is a percentile bootstrap (Efron 1979) of the paired difference over whole days: trips of one day have weather and
 * traffic in common, so that an interval over trips would be too narrow. The same trips always give the same interval.
 */
export async function compareModels(
  champion: Pick<Predictor, "predict">,
  challenger: Pick<Predictor, "predict">,
  batches: AsyncIterable<TripTable>,
): Promise<ModelComparison> {
  const models = [champion, challenger] as const;
  const days = new Map<number, DaySums>(), squared: [number, number] = [0, 0];
  for await (const trips of batches) {
    const minutes = models.map((model) => model.predict(trips));
    for (let row = 0; row < trips.rows; row++) {
      const sums = sumsOf(days, dayOf(trips.pickup[row]));
      sums.rows++;
      for (let model = 0; model < 2; model++) {
        const error = minutes[model][row] - trips.duration[row];
        sums.absolute[model] += Math.abs(error);
        squared[model] += error * error;
      }
    }
  }
  return comparisonOf([...days.entries()].sort(([a], [b]) => a - b).map(([, sums]) => sums), squared);
}

/** Whether the challenger is better beyond what chance could do. */
export function isBetter({ difference }: ModelComparison): boolean {
  return difference.upper < 0;
}

function sumsOf(days: Map<number, DaySums>, day: number): DaySums {
  let sums = days.get(day);
  if (sums === undefined) days.set(day, sums = { rows: 0, absolute: [0, 0] });
  return sums;
}

function comparisonOf(days: readonly DaySums[], squared: readonly [number, number]): ModelComparison {
  const total = (of: (day: DaySums) => number) => days.reduce((sum, day) => sum + of(day), 0);
  const rows = total((day) => day.rows);
  const errors = (model: 0 | 1): ModelErrors => ({
    mae: total(({ absolute }) => absolute[model]) / rows,
    rmse: Math.sqrt(squared[model] / rows),
  });
  const [champion, challenger] = [errors(0), errors(1)];
  const [lower, upper] = bootstrapInterval(days);
  return {
    rows,
    days: days.length,
    champion,
    challenger,
    difference: { mae: challenger.mae - champion.mae, lower, upper },
  };
}

function bootstrapInterval(days: readonly DaySums[]): [lower: number, upper: number] {
  if (days.length < 2) return [NaN, NaN];
  const random = seededRandom(`${days.length} days`);
  const differences = Float64Array.from({ length: RESAMPLES }, () => {
    let rows = 0, difference = 0;
    for (let i = 0; i < days.length; i++) {
      const day = days[Math.floor(random() * days.length)];
      rows += day.rows;
      difference += day.absolute[1] - day.absolute[0];
    }
    return difference / rows;
  }).sort();
  const tail = (1 - LEVEL) / 2;
  return [differences[Math.floor(tail * RESAMPLES)], differences[Math.ceil((1 - tail) * RESAMPLES) - 1]];
}
