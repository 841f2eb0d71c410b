import { TaxiError } from "../../lib/errors.ts";

/** Minutes between which a trip's duration lies as often as `level` says. */
export interface PredictionInterval {
  /** Minutes, at least 0. */
  readonly lower: number;
  /** Minutes. */
  readonly upper: number;
  /** Share of trips, 0..1, whose duration the interval should hold. */
  readonly level: number;
}

/** How far off a model's predictions are, by how long they are: what the model file holds of it, plain JSON. */
export interface IntervalTable {
  /** Share of trips that an interval should hold. */
  readonly level: number;
  /** Predicted minutes that part the bins, ascending, one less than there are bins; an edge belongs to the bin above. */
  readonly edges: readonly number[];
  /** From the shortest predictions to the longest. */
  readonly bins: readonly IntervalBin[];
  /** Share of trips in their interval where it was made without them; null when there were too few to tell. */
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

/** The interval around a prediction of `minutes`; durations are never negative. */
export function intervalAround({ level, edges, bins }: IntervalTable, minutes: number): PredictionInterval {
  let low = 0, high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (minutes < edges[middle]) high = middle;
    else low = middle + 1;
  }
  const bin = bins[low];
  const lower = Math.max(0, minutes + bin.lower);
  return { lower, upper: Math.max(lower, minutes + bin.upper), level };
}

/**
 * Checks what a model file holds.
 *
 * @throws TaxiError when it is no table of intervals
 */
export function decodeIntervals(encoded: unknown): IntervalTable {
  const { level, edges, bins, coverage } = (encoded ?? {}) as { [Field in keyof IntervalTable]?: unknown };
  if (!isShare(level) || !Array.isArray(edges) || !Array.isArray(bins) || !isCoverage(coverage)) {
    throw corrupt(`level ${level}, edges ${typeof edges}, bins ${typeof bins}, coverage ${coverage}`);
  }
  const ascending = edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > edges[i - 1]));
  if (!ascending || bins.length !== edges.length + 1) {
    throw corrupt(`${edges.length} edges of ${bins.length} bins`);
  }
  return { level, edges, bins: bins.map(decodeBin), coverage };
}

function decodeBin(encoded: unknown): IntervalBin {
  const { rows, lower, upper, coverage } = (encoded ?? {}) as { [Field in keyof IntervalBin]?: unknown };
  if (isCount(rows) && isFinite(lower) && isFinite(upper) && lower <= upper && isCoverage(coverage)) {
    return { rows, lower, upper, coverage };
  }
  throw corrupt(`a bin ${JSON.stringify(encoded)}`);
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

function corrupt(found: string): TaxiError {
  return new TaxiError(
    `Cannot use the intervals of this model: found ${found}, expected a level, ascending edges, a bin around each, and shares`,
    { code: "corrupt_model" },
  );
}
