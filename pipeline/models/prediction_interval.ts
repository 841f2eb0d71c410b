import { TaxiError } from "../../lib/errors.ts";
import { TRIP_GROUPS, type TripGroup } from "./trip_group.ts";

/** Minutes between which a trip's duration lies as often as `level` says. */
export interface PredictionInterval {
  /** Minutes, at least 0. */
  readonly lower: number;
  /** Minutes. */
  readonly upper: number;
  /** Share of trips, 0..1, whose duration the interval should hold. */
  readonly level: number;
}

/** How far off a model's predictions are: what the model file holds of it, plain JSON. */
export interface IntervalTable {
  /** Share of trips that an interval should hold. */
  readonly level: number;
  /** By how much is known of a trip; each of `TRIP_GROUPS` in exactly one. */
  readonly groups: readonly IntervalGroup[];
  /** Share of trips in their interval where it was made without them; null when there were too few to tell. */
  readonly coverage: number | null;
}

/** Trips of which about as much is known, by how long their predictions are. */
export interface IntervalGroup {
  /** Which trips; more than one where some had too few for intervals of their own. */
  readonly of: readonly TripGroup[];
  /** Predicted minutes that part the bins, ascending, one less than there are bins; an edge belongs to the bin above. */
  readonly edges: readonly number[];
  /** From the shortest predictions to the longest. */
  readonly bins: readonly IntervalBin[];
  /** As {@linkcode IntervalTable.coverage}, of these trips. */
  readonly coverage: number | null;
}

/** Predictions of about the same length. */
export interface IntervalBin {
  /** Trips that it was made from. */
  readonly rows: number;
  /** Minutes from the prediction to the interval's lower end, mostly negative. */
  readonly lower: number;
  /** Minutes from the prediction to the interval's upper end. */
  readonly upper: number;
  /** As {@linkcode IntervalTable.coverage}, of this bin. */
  readonly coverage: number | null;
}

/**
 * Finds the interval around a prediction; durations are never negative.
 *
 * @returns of the trip's group, as an index into `TRIP_GROUPS`, and the predicted minutes
 */
export function intervalFinder(
  { level, groups }: IntervalTable,
): (group: number, minutes: number) => PredictionInterval {
  const tables = TRIP_GROUPS.map((name) => groups.find(({ of }) => of.includes(name))!);
  return (group, minutes) => {
    const { edges, bins } = tables[group];
    const bin = bins[binOf(edges, minutes)];
    const lower = Math.max(0, minutes + bin.lower);
    return { lower, upper: Math.max(lower, minutes + bin.upper), level };
  };
}

/** How many of the ascending `edges` are not above `minutes`. */
function binOf(edges: readonly number[], minutes: number): number {
  let low = 0, high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (minutes < edges[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Checks what a model file holds.
 *
 * @throws TaxiError when it is no table of intervals
 */
export function decodeIntervals(encoded: unknown): IntervalTable {
  const { level, groups, coverage } = (encoded ?? {}) as { [Field in keyof IntervalTable]?: unknown };
  if (!isShare(level) || !Array.isArray(groups) || !isCoverage(coverage)) {
    throw corrupt(`level ${level}, ${typeof groups} for groups, coverage ${coverage}`, "shares and a list");
  }
  const decoded = groups.map(decodeGroup), told = decoded.flatMap(({ of }) => of);
  if (told.length !== TRIP_GROUPS.length || TRIP_GROUPS.some((name) => !told.includes(name))) {
    throw corrupt(`groups of ${JSON.stringify(told)}`, `each of ${TRIP_GROUPS.join(", ")} once`);
  }
  return { level, groups: decoded, coverage };
}

function decodeGroup(encoded: unknown): IntervalGroup {
  const { of, edges, bins, coverage } = (encoded ?? {}) as { [Field in keyof IntervalGroup]?: unknown };
  if (!Array.isArray(of) || !Array.isArray(edges) || !Array.isArray(bins) || !isCoverage(coverage)) {
    throw corrupt(`a group without trips, edges, bins or coverage`, "all of them");
  }
  const ascending = edges.every((edge, i) => isFinite(edge) && (i === 0 || edge > edges[i - 1]));
  if (!ascending || bins.length !== edges.length + 1) {
    throw corrupt(`${edges.length} edges of ${bins.length} bins`, "ascending edges and a bin around each");
  }
  return { of, edges, bins: bins.map(decodeBin), coverage };
}

function decodeBin(encoded: unknown): IntervalBin {
  const { rows, lower, upper, coverage } = (encoded ?? {}) as { [Field in keyof IntervalBin]?: unknown };
  if (isCount(rows) && isFinite(lower) && isFinite(upper) && lower <= upper && isCoverage(coverage)) {
    return { rows, lower, upper, coverage };
  }
  throw corrupt(`a bin ${JSON.stringify(encoded)}`, "rows, ascending ends and a share");
}

function isShare(value: unknown): value is number {
  return isFinite(value) && value >= 0 && value <= 1;
}

function isCoverage(value: unknown): value is number | null {
  return value === null || isShare(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isFinite(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function corrupt(found: string, expected: string): TaxiError {
  return new TaxiError(`Cannot use the intervals of this model: found ${found}, expected ${expected}`, {
    code: "corrupt_model",
  });
}
