/** Microseconds in a millisecond. */
const MICROSECONDS = 1000;
const ZONE = "America/New_York";
/** A stretch lasts half a year: trips of real data need a handful. */
const MAX_STRETCHES = 64;
/** The first and the last instant of a date, and the next after that which a float64 has. */
const FIRST = -8.64e18, AFTER_LAST = 8.64e18 + 1024;

/** A stretch of time in which New York's clocks are at one distance from UTC; microseconds. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

let latest: Stretch = { from: 0, to: 0, offset: 0 };
let stretches: Stretch[] = [];

/**
 * What New York's clocks show at an instant, both in microseconds since 1970: asking the calendar for each of a million
 * trips would take ten times as long as predicting them.
 *
 * @param instant in the years that dates can have, else the answer is NaN
 */
export function newYorkClock(instant: number): number {
  if (!(instant >= latest.from && instant < latest.to)) {
    const known = stretches.find(({ from, to }) => instant >= from && instant < to);
    const stretch = known ?? findStretch(instant);
    if (stretch === undefined) return NaN;
    latest = stretch;
  }
  return instant + latest.offset;
}

function findStretch(instant: number): Stretch | undefined {
  const milliseconds = Math.floor(instant / MICROSECONDS);
  if (Number.isNaN(new Date(milliseconds).getTime())) return undefined;
  const time = Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(ZONE);
  const next = time.getTimeZoneTransition("next");
  const last = time.add({ nanoseconds: 1 }).getTimeZoneTransition("previous"); // one at this very moment counts
  const stretch = {
    from: last === null ? FIRST : last.epochMilliseconds * MICROSECONDS,
    to: next === null ? AFTER_LAST : next.epochMilliseconds * MICROSECONDS,
    offset: time.offsetNanoseconds / 1000,
  };
  if (stretches.length === MAX_STRETCHES) stretches = [];
  stretches.push(stretch);
  return stretch;
}
