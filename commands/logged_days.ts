import { UsageError } from "../lib/errors.ts";
import type { AskedWindow } from "./asked_windows.ts";

const LOG = /^predictions(:(.*))?$/;
const DAY = /^\d{4}-\d{2}(-\d{2})?$/;

/** Whether a window is one of the prediction log: `predictions`, or `predictions:2024-06-01..2024-06-07`. */
export function asksForLog(asked: string): boolean {
  return LOG.test(asked);
}

/**
 * Which predictions are asked for: all, those of a day or month of UTC, or those from the first to the last of two, either of
 * which may be left out.
 *
 * @throws UsageError when the days cannot be read
 */
export function loggedDays(asked: string): AskedWindow {
  const span = LOG.exec(asked)?.[2];
  const name = () => span === undefined ? "logged predictions" : `predictions ${span}`;
  if (span === undefined) return { name };
  const [from, to = from, more] = span.split("..");
  const since = from === "" ? undefined : startOf(from, asked);
  const until = to === "" ? undefined : endOf(to, asked);
  if (more !== undefined || (from === "" && to === "")) throw unreadable(asked);
  if (since !== undefined && until !== undefined && since >= until) throw unreadable(asked);
  return { name, ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

function startOf(day: string, asked: string): number {
  const start = DAY.test(day) ? Date.parse(`${day.length === 7 ? `${day}-01` : day}T00:00Z`) : NaN;
  if (Number.isNaN(start)) throw unreadable(asked);
  return start;
}

/** Just behind a day or a month. */
function endOf(day: string, asked: string): number {
  const date = new Date(startOf(day, asked));
  if (day.length === 7) date.setUTCMonth(date.getUTCMonth() + 1);
  else date.setUTCDate(date.getUTCDate() + 1);
  return date.getTime();
}

function unreadable(asked: string): UsageError {
  return new UsageError(
    `Cannot read the days of "${asked}": expected predictions:FIRST..LAST, days or months of UTC in order`,
    "taxi report --reference 2024-05 --current predictions:2024-06-01..2024-06-07",
  );
}
