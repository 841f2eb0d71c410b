import type { TripRequests } from "../pipeline/features/feature_spec.ts";
import type { TripBody } from "./trip_body.ts";

const MICROSECONDS_PER_MILLISECOND = 1000;
const OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/;

/** Lays validated bodies out as the columns that every model predicts from. */
export function tripRequests(bodies: readonly TripBody[]): TripRequests {
  const rows = bodies.length;
  const pickup = new Float64Array(rows),
    distance = new Float64Array(rows),
    pickupZone = new Uint16Array(rows),
    dropoffZone = new Uint16Array(rows);
  for (let row = 0; row < rows; row++) {
    const body = bodies[row];
    pickup[row] = body.pickup_datetime ? wallClock(body.pickup_datetime) : NaN;
    distance[row] = body.trip_distance ?? NaN;
    pickupZone[row] = body.PULocationID;
    dropoffZone[row] = body.DOLocationID;
  }
  return { rows, pickup, pickupZone, dropoffZone, distance };
}

/** Microseconds since 1970 on New York's wall clock, of a local time or of a time with an offset from UTC. */
function wallClock(time: string): number {
  const local = OFFSET.test(time) ? newYorkTime(time) : time;
  return Date.parse(`${local}Z`) * MICROSECONDS_PER_MILLISECOND;
}

function newYorkTime(time: string): string {
  return Temporal.Instant.from(time).toZonedDateTimeISO("America/New_York").toPlainDateTime().toString();
}
