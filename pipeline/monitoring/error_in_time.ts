import type { TimeSegment } from "./monitoring_result.ts";

/** A chart draws no more points than this. */
const MOST_POINTS = 120;

/** Spans that are held while rows are added; beyond, the unit becomes coarser. */
const MOST_HELD = 20_000;

/** Rows before and after all but this share are not asked when a span is chosen: a stray date must not blur a month of hours. */
const STRAY = 0.005;

const HOUR = 3600e6, DAY = 24 * HOUR; // microseconds

/** Begin of the span around a time, microseconds since 1970; from the finest to the coarsest. */
const SPANS: readonly ((time: number) => number)[] = [
  (time) => Math.floor(time / HOUR) * HOUR,
  (time) => Math.floor(time / DAY) * DAY,
  (time) => (Math.floor((time / DAY + 3) / 7) * 7 - 3) * DAY, // weeks begin on Mondays, 1970 on a Thursday
  (time) => monthStart(time, 1),
  (time) => monthStart(time, 3),
  (time) => monthStart(time, 12),
  (time) => monthStart(time, 120),
  (time) => monthStart(time, 1200),
  (time) => monthStart(time, 12_000),
];

/** Spans that hold whole hours and whole days alike: what is held becomes days, then months, then ever longer. */
const HELD = [0, 1, 3, 4, 5, 6, 7, 8];

/** Times further from 1970 are no times: 47,000 years, so that the longest spans are few as well. */
const GREATEST_TIME = 1.5e18;

interface Sums {
  rows: number;
  errors: number;
  sizes: number;
  squares: number;
}

/** Adds up errors by time: hours first, merged into longer spans when they are many. Memory does not grow with rows. */
export class ErrorInTime {
  #held = new Map<number, Sums>();
  #coarseness = 0;
  #last = NaN;
  #lastSums: Sums | undefined;

  /**
   * Adds one batch.
   *
   * @param times microseconds since 1970, NaN for a row without
   * @param errors NaN for a row without
   */
  add(times: Float64Array, errors: Float64Array): void {
    for (let row = 0; row < errors.length; row++) {
      const error = errors[row], time = times[row];
      if (Number.isNaN(error) || !(Math.abs(time) < GREATEST_TIME)) continue;
      const sums = this.#sumsAt(time);
      sums.rows++;
      sums.errors += error;
      sums.sizes += Math.abs(error);
      sums.squares += error * error;
    }
  }

  /** At most 120 spans with rows, ascending: of the finest kind of which so few hold the window. */
  finish(): TimeSegment[] {
    if (this.#held.size === 0) return [];
    const times = [...this.#held.keys()].sort((a, b) => a - b);
    const [first, last] = usualRange(times, this.#held);
    for (const [i, start] of SPANS.entries()) {
      if (i < HELD[this.#coarseness] || spansBetween(i, first, last) > MOST_POINTS) continue;
      const merged = mergeBy(this.#held, start);
      if (merged.size <= MOST_POINTS) return toSegments(merged);
    }
    return toSegments(mergeBy(this.#held, SPANS[SPANS.length - 1]));
  }

  /** Neighbouring rows are mostly of one hour. */
  #sumsAt(time: number): Sums {
    const hour = Math.floor(time / HOUR);
    if (hour === this.#last) return this.#lastSums!;
    const start = SPANS[HELD[this.#coarseness]](time);
    let sums = this.#held.get(start);
    if (sums === undefined) {
      if (this.#held.size >= MOST_HELD) {
        this.#coarsen();
        return this.#sumsAt(time);
      }
      sums = { rows: 0, errors: 0, sizes: 0, squares: 0 };
      this.#held.set(start, sums);
    }
    this.#last = hour;
    this.#lastSums = sums;
    return sums;
  }

  #coarsen(): void {
    this.#coarseness++;
    this.#held = mergeBy(this.#held, SPANS[HELD[this.#coarseness]]);
    this.#last = NaN;
  }
}

function monthStart(time: number, months: number): number {
  const date = new Date(time / 1000);
  const month = 12 * date.getUTCFullYear() + date.getUTCMonth();
  const start = new Date(0);
  start.setUTCFullYear(0, Math.floor(month / months) * months, 1);
  return start.getTime() * 1000;
}

function mergeBy(held: ReadonlyMap<number, Sums>, start: (time: number) => number): Map<number, Sums> {
  const merged = new Map<number, Sums>();
  for (const [time, { rows, errors, sizes, squares }] of held) {
    const at = start(time);
    const sums = merged.get(at) ?? { rows: 0, errors: 0, sizes: 0, squares: 0 };
    sums.rows += rows;
    sums.errors += errors;
    sums.sizes += sizes;
    sums.squares += squares;
    merged.set(at, sums);
  }
  return merged;
}

/** First and last time of all rows but the stray ones at either end. */
function usualRange(times: readonly number[], held: ReadonlyMap<number, Sums>): [number, number] {
  let rows = 0;
  for (const sums of held.values()) rows += sums.rows;
  const edge = (ordered: readonly number[]) => {
    let through = 0;
    return ordered.find((time) => (through += held.get(time)!.rows) > STRAY * rows)!;
  };
  return [edge(times), edge(times.toReversed())];
}

/** How many spans there are from one time to another, counted no further than is of interest. */
function spansBetween(span: number, first: number, last: number): number {
  const length = [HOUR, DAY, 7 * DAY, 28 * DAY, 90 * DAY, 365 * DAY, 3652 * DAY, 36_524 * DAY, 365_242 * DAY];
  return Math.floor((last - first) / length[span]) + 1;
}

function toSegments(merged: ReadonlyMap<number, Sums>): TimeSegment[] {
  return [...merged].sort(([a], [b]) => a - b).map(([time, { rows, errors, sizes, squares }]) => {
    const me = errors / rows;
    const std = rows < 2 ? NaN : Math.sqrt(Math.max(0, squares - rows * me * me) / (rows - 1));
    return { from: isoTime(time), rows, me, mae: sizes / rows, std };
  });
}

function isoTime(microseconds: number): string {
  return new Date(microseconds / 1000).toISOString().replace(/\.\d+Z$/, "");
}
