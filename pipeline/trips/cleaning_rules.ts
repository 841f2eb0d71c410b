import { type Month, monthEnd, monthStart } from "./month.ts";
import { MICROSECONDS_PER_MINUTE, type TripBatch } from "./trip_table.ts";

/** Why a trip is left out. Rules are tried in order; a trip is counted under the first that rejects it. */
export interface CleaningRule {
  /** Short and stable: rejected rows are counted and stored under it. */
  readonly name: string;
  /** What is kept, for people. */
  readonly keeps: string;
  /** True for a row that may stay; false for missing values too. */
  accepts(trips: TripBatch, row: number): boolean;
}

/** Trips above this are odometer errors: TLC's files reach 360,068 miles. */
export const DEFAULT_MAX_DISTANCE = 100;

const MAX_MINUTES = 60;

/**
 * The default rules, which keep test rows comparable for every model: duration, month, distance. Zero distances stay,
 * because requests have them.
 *
 * @param months the asked months; a trip belongs to the month of its pick-up, whichever file it is in
 * @param maxDistance miles, or undefined for no rule on the distance
 */
export function cleaningRules(months: readonly Month[], maxDistance?: number): CleaningRule[] {
  const [duration, ...rest] = recordRules(maxDistance);
  return [duration, monthRule(months), ...rest];
}

/** The rules that hold for trips of any time: duration and distance. */
export function recordRules(maxDistance?: number): CleaningRule[] {
  return maxDistance === undefined ? [durationRule()] : [durationRule(), distanceRule(maxDistance)];
}

function durationRule(): CleaningRule {
  return {
    name: "duration",
    keeps: `0 < duration <= ${MAX_MINUTES} minutes`,
    accepts({ pickup, dropoff }, row) {
      const elapsed = dropoff[row] - pickup[row];
      return elapsed > 0 && elapsed <= MAX_MINUTES * MICROSECONDS_PER_MINUTE;
    },
  };
}

function monthRule(months: readonly Month[]): CleaningRule {
  const windows = months.map((month) => [monthStart(month), monthEnd(month)] as const);
  return {
    name: "month",
    keeps: `pick-up in ${months[0]}${months.length > 1 ? `..${months.at(-1)}` : ""}`,
    accepts: ({ pickup }, row) => windows.some(([start, end]) => pickup[row] >= start && pickup[row] < end),
  };
}

function distanceRule(maxDistance: number): CleaningRule {
  return {
    name: "distance",
    keeps: `0 <= trip_distance <= ${maxDistance} miles`,
    accepts: ({ distance }, row) => distance[row] >= 0 && distance[row] <= maxDistance,
  };
}
