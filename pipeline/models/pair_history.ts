import { TaxiError } from "../../lib/errors.ts";
import { pairKey } from "../features/fitted_features.ts";
import { ZONE_CODES } from "../features/zone_distance.ts";

/** The training trips between two zones. */
export interface PairHistory {
  /** LocationID where they begin. */
  readonly from: number;
  /** LocationID where they end. */
  readonly to: number;
  /** How many there were. */
  readonly trips: number;
  /** Quantiles of their minutes; null where there were too few. */
  readonly minutes: {
    readonly p10: number;
    readonly p25: number;
    readonly p50: number;
    readonly p75: number;
    readonly p90: number;
  } | null;
  /** Their middle distance, miles; null where there were too few, or none that had one. */
  readonly miles: { readonly p50: number } | null;
}

/** The quantiles of minutes that are kept, in this order. */
export const HISTORY_QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

/** Pairs with fewer trips have no quantiles: two trips say little, and most pairs have one. */
export const FEWEST_TRIPS = 5;

/** Quantiles are kept in tenths of a minute and of a mile. */
export const HISTORY_STEPS = 10;

/** What the model file keeps of all training trips between two known zones, struct of arrays. */
export interface HistoryTable {
  /** Keys of the pairs, ascending. */
  readonly pairs: Int32Array;
  /** Trips of each pair. */
  readonly trips: Uint32Array;
  /** Tenths of a minute: {@linkcode HISTORY_QUANTILES} of each pair that has {@linkcode FEWEST_TRIPS}. */
  readonly minutes: Uint16Array;
  /** Tenths of a mile: the middle distance of each such pair; 0 where no trip had one. */
  readonly miles: Uint16Array;
}

/** The same as JSON. The keys are told as steps from one to the next, which takes a third of the bytes. */
export interface EncodedHistory {
  /** Each key less the one before it; the first less 0. */
  readonly pair_steps: readonly number[];
  /** See {@linkcode HistoryTable.trips}. */
  readonly trips: readonly number[];
  /** See {@linkcode HistoryTable.minutes}. */
  readonly minutes: readonly number[];
  /** See {@linkcode HistoryTable.miles}. */
  readonly miles: readonly number[];
}

/** Looks pairs up; one that training never had has no trips. */
export function historyFinder(
  { pairs, trips, minutes, miles }: HistoryTable,
): (from: number, to: number) => PairHistory {
  const told = new Int32Array(trips.length); // which of the pairs with quantiles each is
  for (let pair = 0, next = 0; pair < trips.length; pair++) {
    told[pair] = trips[pair] < FEWEST_TRIPS ? -1 : next++;
  }
  return (from, to) => {
    const pair = search(pairs, pairKey(from, to));
    if (pair < 0) return { from, to, trips: 0, minutes: null, miles: null };
    const at = told[pair];
    if (at < 0) return { from, to, trips: trips[pair], minutes: null, miles: null };
    const width = HISTORY_QUANTILES.length;
    const [p10, p25, p50, p75, p90] = Array.from(
      minutes.subarray(at * width, (at + 1) * width),
      (tenths) => tenths / HISTORY_STEPS,
    );
    return {
      from,
      to,
      trips: trips[pair],
      minutes: { p10, p25, p50, p75, p90 },
      miles: miles[at] === 0 ? null : { p50: miles[at] / HISTORY_STEPS },
    };
  };
}

/** As plain JSON. */
export function encodeHistory({ pairs, trips, minutes, miles }: HistoryTable): EncodedHistory {
  const pair_steps = Array.from(pairs, (key, i) => i === 0 ? key : key - pairs[i - 1]);
  return { pair_steps, trips: [...trips], minutes: [...minutes], miles: [...miles] };
}

/**
 * Reads back what {@linkcode encodeHistory} made.
 *
 * @throws TaxiError when the parts do not fit together
 */
export function decodeHistory(encoded: unknown): HistoryTable {
  const { pair_steps, trips, minutes, miles } = (encoded ?? {}) as {
    [Field in keyof EncodedHistory]?: unknown;
  };
  if (!isCounts(pair_steps) || !isCounts(trips) || !isCounts(minutes, 0xffff) || !isCounts(miles, 0xffff)) {
    throw corrupt("values that are no counts", "whole numbers");
  }
  const pairs = new Int32Array(pair_steps.length);
  let key = 0;
  pair_steps.forEach((step, i) => {
    key += step;
    if ((i > 0 && step === 0) || key >= ZONE_CODES ** 2) {
      throw corrupt(`pair ${key}`, "ascending pairs of zones");
    }
    pairs[i] = key;
  });
  const told = trips.filter((count) => count >= FEWEST_TRIPS).length;
  const fits = trips.length === pairs.length && minutes.length === told * HISTORY_QUANTILES.length &&
    miles.length === told;
  if (!fits) {
    throw corrupt(
      `${minutes.length} minutes and ${miles.length} miles of ${trips.length} counts and ${pairs.length} pairs`,
      `${HISTORY_QUANTILES.length} and 1 for each pair of ${FEWEST_TRIPS} trips`,
    );
  }
  return {
    pairs,
    trips: Uint32Array.from(trips),
    minutes: Uint16Array.from(minutes),
    miles: Uint16Array.from(miles),
  };
}

/** Index of `key` in ascending `keys`, or -1. */
function search(keys: Int32Array, key: number): number {
  let low = 0, high = keys.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (keys[middle] === key) return middle;
    if (keys[middle] < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function isCounts(values: unknown, most = 0xffff_ffff): values is number[] {
  return Array.isArray(values) &&
    values.every((value) => Number.isSafeInteger(value) && value >= 0 && value <= most);
}

function corrupt(found: string, expected: string): TaxiError {
  return new TaxiError(`Cannot use the pairs of this model: found ${found}, expected ${expected}`, {
    code: "corrupt_model",
  });
}
