import { MICROSECONDS_PER_MINUTE } from "../trips/trip_table.ts";
import { labelledCut, type SegmentCut } from "./segment_sums.ts";

const MICROSECONDS_PER_HOUR = 60 * MICROSECONDS_PER_MINUTE;
const HOURS_PER_DAY = 24;
const UNKNOWN = 255;

/** Segments by when a trip began, on New York's wall clock. */
export const PICKUP_CUTS: readonly SegmentCut[] = [
  labelledCut("pickup_hour", Array.from({ length: HOURS_PER_DAY }, (_, hour) => `${hour}`.padStart(2, "0"))),
  labelledCut("pickup_weekday", ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]),
];
/**
 * The codes of {@linkcode PICKUP_CUTS} for a batch.
 *
 * @param pickup microseconds since 1970 on the wall clock; a NaN belongs to no segment
 */
export function pickupCodes(pickup: Float64Array): Record<string, Uint8Array> {
  const hours = new Uint8Array(pickup.length).fill(UNKNOWN);
  const weekdays = new Uint8Array(pickup.length).fill(UNKNOWN);
  for (let row = 0; row < pickup.length; row++) {
    const hour = Math.floor(pickup[row] / MICROSECONDS_PER_HOUR);
    if (Number.isNaN(hour)) continue;
    hours[row] = modulo(hour, HOURS_PER_DAY);
    weekdays[row] = modulo(Math.floor(hour / HOURS_PER_DAY) + 3, 7); // 1970 began on a Thursday
  }
  return { pickup_hour: hours, pickup_weekday: weekdays };
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
