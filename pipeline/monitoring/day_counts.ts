const MICROSECONDS_PER_DAY = 86_400_000_000;

/** Days that are counted one by one: 1970 to 2105. Times beyond are told as too early or too late. */
const MOST_DAYS = 49_308;

/** How many rows each day has; a day is a number of days since 1970-01-01, on the clock of the data. */
export interface DayCounts {
  /** Positive counts by day, ascending. */
  readonly rows: ReadonlyMap<number, number>;
  /** Rows with a time before 1970. */
  readonly early: number;
  /** Rows with a time after 2104. */
  readonly late: number;
}

/** Counts rows by day batch by batch, in constant memory. */
export class DayCounter {
  readonly #rows = new Float64Array(MOST_DAYS);
  #early = 0;
  #late = 0;

  /**
   * Adds one batch; rows without a time are left out.
   *
   * @param times microseconds since 1970, NaN for none
   * @param valid 0 for a row without a time
   */
  add(times: Float64Array, valid?: Uint8Array): void {
    const rows = this.#rows;
    for (let row = 0; row < times.length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      const day = dayOf(times[row]);
      if (day >= 0 && day < MOST_DAYS) rows[day]++;
      else if (day < 0) this.#early++;
      else if (day >= MOST_DAYS) this.#late++;
    }
  }

  /** The counts so far; undefined when no row had a time. */
  finish(): DayCounts | undefined {
    const rows = new Map<number, number>();
    const counts = this.#rows;
    for (let day = 0; day < MOST_DAYS; day++) if (counts[day] > 0) rows.set(day, counts[day]);
    if (rows.size + this.#early + this.#late === 0) return undefined;
    return { rows, early: this.#early, late: this.#late };
  }
}

/** The day of a time in microseconds since 1970. */
export function dayOf(microseconds: number): number {
  return Math.floor(microseconds / MICROSECONDS_PER_DAY);
}

/** The day as people write it: `2024-02-29`. */
export function dayName(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** The weekday of a day, 0 for Monday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (day + 3) % 7;
}
