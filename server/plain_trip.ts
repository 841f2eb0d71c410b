import type { TripRequests } from "../pipeline/features/feature_spec.ts";
import { MAX_MILES, type TripBody } from "./trip_body.ts";

const LAST_ZONE = 265;
const LOCAL_TIME = "2025-03-01T08:30:00".length;
const [HYPHEN, COLON, LETTER_T, ZERO] = ["-", ":", "T", "0"].map((character) => character.charCodeAt(0));
const MICROSECONDS_PER_MILLISECOND = 1000;

/**
 * Writes `body` over trip `row` when it is a trip as most clients send it: numbers of zones, miles or none, and a local time
 * to the second on one of a month's first 28 days, or none. The schema lets every such trip pass and changes nothing of it
 * but takes ten times as long; whatever is not plain is for the schema to judge.
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

/** Microseconds since 1970 on the wall clock; undefined for a text that is not plain. */
function plainTime(text: unknown): number | undefined {
  if (typeof text !== "string" || text.length !== LOCAL_TIME) return undefined;
  if (text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN || text.charCodeAt(10) !== LETTER_T) {
    return undefined;
  }
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2), month = twoDigits(text, 5);
  const day = twoDigits(text, 8), hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14), second = twoDigits(text, 17);
  const plain = year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 &&
    minute <= 59 && second <= 59; // no comparison with NaN is true
  return plain
    ? Date.UTC(year, month - 1, day, hour, minute, second) * MICROSECONDS_PER_MILLISECOND
    : undefined;
}

/** The number that two digits make; NaN when they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO, ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}
