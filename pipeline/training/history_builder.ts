import { hasMiles, pairKey } from "../features/fitted_features.ts";
import { FEWEST_TRIPS, HISTORY_QUANTILES, HISTORY_STEPS, type HistoryTable } from "../models/pair_history.ts";
import type { NumericDistribution } from "../monitoring/distribution.ts";
import { NumericDistributionBuilder } from "../monitoring/numeric_distribution.ts";
import type { TripTable } from "../trips/trip_table.ts";

/** Tenths up to this are told apart, of minutes and of miles; whatever is longer counts as this. */
const MOST_STEPS = 4095;

/**
 * Counts the trips of each pair by their minutes and by their miles, batch by batch. A pair and a tenth make one number, and
 * numbers are counted; so memory grows with the different ones, not with the rows.
 */
export class HistoryBuilder {
  readonly #minutes = new NumericDistributionBuilder();
  readonly #miles = new NumericDistributionBuilder();

  /** Adds one batch; trips without a known zone on either side are left out. */
  add({ rows, pickupZone, dropoffZone, duration, distance }: TripTable): void {
    const minutes = new Float64Array(rows), miles = new Float64Array(rows);
    let trips = 0, told = 0;
    for (let row = 0; row < rows; row++) {
      if (pickupZone[row] === 0 || dropoffZone[row] === 0) continue;
      const first = pairKey(pickupZone[row], dropoffZone[row]) * (MOST_STEPS + 1);
      minutes[trips++] = first + stepOf(duration[row]);
      if (hasMiles(distance[row])) miles[told++] = first + stepOf(distance[row]);
    }
    this.#minutes.add(minutes.subarray(0, trips));
    this.#miles.add(miles.subarray(0, told));
  }

  /** The history of all pairs so far. */
  finish(): HistoryTable {
    const minutes = splitPairs(this.#minutes.finish());
    const miles = new Map(splitPairs(this.#miles.finish()).map((pair) => [pair.key, pair]));
    const told = minutes.filter(({ rows }) => rows >= FEWEST_TRIPS);
    return {
      pairs: Int32Array.from(minutes, ({ key }) => key),
      trips: Uint32Array.from(minutes, ({ rows }) => rows),
      minutes: Uint16Array.from(
        told.flatMap((pair) => HISTORY_QUANTILES.map((share) => Math.round(quantile(pair, share)))),
      ),
      miles: Uint16Array.from(told, ({ key }) => {
        const pair = miles.get(key);
        return pair === undefined ? 0 : Math.max(1, Math.round(quantile(pair, 0.5)));
      }),
    };
  }
}

/** The trips of one pair, by tenths. */
interface PairSteps {
  readonly key: number;
  readonly rows: number;
  /** Ascending. */
  readonly steps: Float64Array;
  readonly counts: Float64Array;
}

function stepOf(value: number): number {
  return Math.min(Math.round(value * HISTORY_STEPS), MOST_STEPS);
}

/** The pairs of a distribution, ascending. */
function splitPairs({ values, counts }: NumericDistribution): PairSteps[] {
  const keyOf = (at: number) => Math.floor(values[at] / (MOST_STEPS + 1));
  const pairs: PairSteps[] = [];
  for (let start = 0, end = 0; start < values.length; start = end) {
    const key = keyOf(start);
    let rows = 0;
    while (end < values.length && keyOf(end) === key) rows += counts[end++];
    pairs.push({
      key,
      rows,
      steps: values.subarray(start, end).map((value) => value % (MOST_STEPS + 1)),
      counts: counts.subarray(start, end),
    });
  }
  return pairs;
}

/** Between the two ranks around `share` by their distance: definition 7 of Hyndman and Fan, as most libraries have it. */
function quantile(pair: PairSteps, share: number): number {
  const position = (pair.rows - 1) * share;
  const below = stepAt(pair, Math.floor(position)), above = stepAt(pair, Math.ceil(position));
  return below + (above - below) * (position - Math.floor(position));
}

/** The step of the trip of rank `rank`, from 0. */
function stepAt({ steps, counts }: PairSteps, rank: number): number {
  let at = 0;
  for (let seen = counts[0]; seen <= rank; seen += counts[at]) at++;
  return steps[at];
}
