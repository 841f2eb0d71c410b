import type { TripRequests } from "../pipeline/features/feature_spec.ts";
import { newYorkClock } from "../pipeline/trips/new_york_clock.ts";
import { MAX_MILES, type TripBody } from "./trip_body.ts";

const LAST_ZONE = 265;
const LOCAL_TIME = "2025-03-01T08:30:00".length, OFFSET_TIME = "2025-03-01T08:30:00-05:00".length;
const [HYPHEN, PLUS, COLON, LETTER_T, ZERO] = ["-", "+", ":", "T", "0"].map((one) => one.charCodeAt(0));
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MICROSECONDS_PER_MILLISECOND = 1000, MILLISECONDS_PER_MINUTE = 60_000;

/**
 * Writes `body` over trip `row` when it is a trip as most clients send it: numbers of zones, miles or none, and a time
 * to the second, with hours and minutes from UTC or without, or none. The schema lets every such trip pass and changes nothing
 * of it but takes ten times as long; whatever is not plain is for the schema to judge.
 *
 * @returns whether it was plain; otherwise the trip is not to be used
 */
export function setPlainTrip(trips: TripRequests, row: number, body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  const { PULocationID, DOLocationID, trip_distance, pickup_datetime } = body as Partial<TripBody>;
  if (!isZone(PULocationID) || !isZone(DOLocationID)) return false;
  const hasMiles = trip_distance !== undefined && trip_distance !== null;
  if (hasMiles && !(typeof trip_distance === "number" && trip_distance >= 0 && trip_distance <= MAX_MILES)) {
    return false;
  }
  const pickup = pickup_datetime === undefined || pickup_datetime === null ? NaN : plainTime(pickup_datetime);
  if (pickup === undefined) return false;
  trips.pickupZone[row] = PULocationID;
  trips.dropoffZone[row] = DOLocationID;
  trips.distance[row] = hasMiles ? trip_distance : NaN;
  trips.pickup[row] = pickup;
  return true;
}

function isZone(value: unknown): value is number {
  return typeof value === "number" && value >= 1 && value <= LAST_ZONE && Number.isInteger(value);
}

/** Microseconds since 1970 on New York's wall clock; undefined for a text that is not plain. */
function plainTime(text: unknown): number | undefined {
  if (typeof text !== "string" || (text.length !== LOCAL_TIME && text.length !== OFFSET_TIME)) {
    return undefined;
  }
  const milliseconds = plainMilliseconds(text);
  if (!(milliseconds > -Infinity)) return undefined;
  if (text.length === LOCAL_TIME) return milliseconds * MICROSECONDS_PER_MILLISECOND;
  const utc = milliseconds - plainOffset(text) * MILLISECONDS_PER_MINUTE;
  return utc > -Infinity ? newYorkClock(utc * MICROSECONDS_PER_MILLISECOND) : undefined;
}

/** Date and time of day as if they were UTC's; NaN where they are not plain: no comparison with NaN is true. */
function plainMilliseconds(text: string): number {
  if (text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN) return NaN;
  if (text.charCodeAt(10) !== LETTER_T || text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) {
    return NaN;
  }
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2), month = twoDigits(text, 5);
  const day = twoDigits(text, 8), hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14), second = twoDigits(text, 17);
  const plain = year >= 1000 && day >= 1 && day <= daysOf(year, month) && hour <= 23 && minute <= 59 &&
    second <= 59;
  return plain ? Date.UTC(year, month - 1, day, hour, minute, second) : NaN;
}

/** Days of a month, 1 to 12; undefined for any other. */
function daysOf(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return leap ? 29 : DAYS[month - 1];
}

/** Minutes ahead of UTC; NaN where they are not plain. */
function plainOffset(text: string): number {
  const sign = text.charCodeAt(LOCAL_TIME), hours = twoDigits(text, 20), minutes = twoDigits(text, 23);
  const plain = (sign === PLUS || sign === HYPHEN) && text.charCodeAt(22) === COLON && hours <= 23 &&
    minutes <= 59;
  if (!plain) return NaN;
  return sign === PLUS ? hours * 60 + minutes : -(hours * 60 + minutes);
}

/** The number that two digits make; NaN when they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO, ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}
