/** The first and the last of many times, as a window tells them. */
export class TimeRange {
  #first = Infinity;
  #last = -Infinity;

  /**
   * Adds one batch.
   *
   * @param times microseconds since 1970, NaN for none
   */
  add(times: Float64Array): void {
    for (const time of times) {
      if (time < this.#first) this.#first = time;
      if (time > this.#last) this.#last = time;
    }
  }

  /** ISO date-times without a zone; empty when there were none, or none that a date can hold. */
  finish(): { readonly from?: string; readonly to?: string } {
    const from = isoTime(this.#first), to = isoTime(this.#last);
    return from === undefined || to === undefined ? {} : { from, to };
  }
}

/** The greatest distance of a date from 1970, microseconds. */
const FARTHEST = 8.64e18;

function isoTime(microseconds: number): string | undefined {
  if (!(Math.abs(microseconds) <= FARTHEST)) return undefined;
  return new Date(Math.floor(microseconds / 1000)).toISOString().slice(0, -5);
}
