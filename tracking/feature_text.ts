import type { FeatureColumn } from "./prediction_queue.ts";

const MICROSECONDS_PER_MILLISECOND = 1000, MILLISECONDS_PER_DAY = 86_400_000;
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

let lastDay = NaN;
let lastDate = "";

/** A feature as JSON: null where it is missing, a time as text without an offset. */
export function featureText(value: number, type: FeatureColumn["type"]): string {
  if (!Number.isFinite(value)) return "null";
  return type === "local_time"
    ? `"${wallClock(Math.floor(value / MICROSECONDS_PER_MILLISECOND))}"`
    : `${value}`;
}

/** `2024-06-01T08:30:00`, with milliseconds where there are any. Many trips share a day, which is written out once. */
function wallClock(milliseconds: number): string {
  const day = Math.floor(milliseconds / MILLISECONDS_PER_DAY);
  if (day !== lastDay) {
    lastDate = new Date(day * MILLISECONDS_PER_DAY).toISOString().split("T")[0];
    lastDay = day;
  }
  const ofDay = milliseconds - day * MILLISECONDS_PER_DAY;
  const seconds = Math.floor(ofDay / 1000);
  const rest = ofDay % 1000;
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
  const clock = `${TWO_DIGITS[hours]}:${TWO_DIGITS[minutes]}:${TWO_DIGITS[seconds % 60]}`;
  return `${lastDate}T${clock}${rest === 0 ? "" : `.${String(rest).padStart(3, "0")}`}`;
}
