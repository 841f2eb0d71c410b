import type { FeatureColumn } from "./prediction_queue.ts";

const MICROSECONDS_PER_MILLISECOND = 1000, MILLISECONDS_PER_DAY = 86_400_000;
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));
const MINUTES = Array.from(
  { length: 24 * 60 },
  (_, minute) => `${TWO_DIGITS[Math.floor(minute / 60)]}:${TWO_DIGITS[minute % 60]}`,
);

/** Days written out: trips of a few months share them, and writing one anew takes longer than all the rest of a row. */
const dates = new Map<number, string>();
const MAX_DATES = 1024;

/** A feature as JSON: null where it is missing, a time as text without an offset. */
export function featureText(value: number, type: FeatureColumn["type"]): string {
  if (!Number.isFinite(value)) return "null";
  return type === "local_time"
    ? `"${wallClock(Math.floor(value / MICROSECONDS_PER_MILLISECOND))}"`
    : `${value}`;
}

/** `2024-06-01T08:30:00`, with milliseconds where there are any. */
function wallClock(milliseconds: number): string {
  const day = Math.floor(milliseconds / MILLISECONDS_PER_DAY);
  const ofDay = milliseconds - day * MILLISECONDS_PER_DAY;
  const seconds = Math.floor(ofDay / 1000);
  const rest = ofDay - seconds * 1000;
  const minutes = Math.floor(seconds / 60);
  const clock = `${MINUTES[minutes]}:${TWO_DIGITS[seconds - minutes * 60]}`;
  return `${dates.get(day) ?? writeDate(day)}T${clock}${
    rest === 0 ? "" : `.${String(rest).padStart(3, "0")}`
  }`;
}

function writeDate(day: number): string {
  const date = new Date(day * MILLISECONDS_PER_DAY).toISOString().split("T")[0];
  if (dates.size === MAX_DATES) dates.clear();
  dates.set(day, date);
  return date;
}
