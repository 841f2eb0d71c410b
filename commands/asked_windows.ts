import { UsageError } from "../lib/errors.ts";
import { formatCount } from "../lib/format.ts";
import type { PredictionWindow } from "../tracking/prediction_window.ts";

/** Which logged predictions `taxi monitor` was asked to judge. Times are milliseconds since 1970-01-01 UTC. */
export interface WindowOptions {
  /** The newest so many. */
  readonly last?: number;
  /** Those of so many milliseconds. */
  readonly window?: number;
  /** So many such windows, one after another. */
  readonly windows?: number;
  /** From here on. */
  readonly from?: number;
  /** Before here. */
  readonly to?: number;
}

/** Some logged predictions that are judged together. */
export interface AskedWindow extends Pick<PredictionWindow, "last" | "since" | "until"> {
  /** As people call it, once it is known how many there are. */
  readonly name: (rows: number) => string;
}

const DEFAULT_LAST = 10_000;
const MAX_WINDOWS = 1000;
/** A Monday, so that windows of weeks begin on one; those of days and of parts of them begin with the day in any case. */
const ANCHOR = Date.parse("1970-01-05T00:00Z");
const DAY = 86_400_000;

/**
 * The windows to judge, in the order of time. By count it is one, the newest. By time they lie on a grid: windows of an hour begin
 * with the hour of UTC, those of a day at midnight, those of a week on Monday, and the newest is the last one that is over. So
 * windows do not overlap, a window that is judged again is the same one, and actuals have had some time to come in. `--to`
 * ends the newest window where it says.
 *
 * @param now milliseconds since 1970-01-01 UTC
 * @throws UsageError when the options contradict each other
 */
export function askedWindows({ last, window, windows, from, to }: WindowOptions, now: number): AskedWindow[] {
  const byTime = window !== undefined || from !== undefined || to !== undefined;
  if (last !== undefined && (byTime || windows !== undefined)) {
    throw refusal("--last beside a time", "one of both");
  }
  if (windows !== undefined && window === undefined) throw refusal("--windows alone", "--window beside it");
  if (windows !== undefined && from !== undefined) throw refusal("--windows beside --from", "one of both");
  if (from !== undefined && from >= (to ?? now)) throw refusal("--from after the end", "an earlier time");
  if (!byTime) {
    return [{
      last: last ?? DEFAULT_LAST,
      name: (rows) => `the last ${formatCount(rows)} predictions`,
    }];
  }
  if (window === undefined) {
    if (from === undefined) throw refusal("--to alone", "--from or --window beside it");
    return [span(from, to ?? now)];
  }
  const end = to ?? now - (now - ANCHOR) % window;
  const count = windows ?? (from === undefined ? 1 : Math.floor((end - from) / window));
  if (count < 1) throw refusal("no whole window after --from", "an earlier time or a shorter --window");
  if (count > MAX_WINDOWS) {
    throw refusal(`${formatCount(count)} windows`, `at most ${formatCount(MAX_WINDOWS)}`);
  }
  return Array.from(
    { length: count },
    (_, i) => span(end - (count - i) * window, end - (count - i - 1) * window),
  );
}

function span(since: number, until: number): AskedWindow {
  return { since, until, name: () => spanName(since, until) };
}

/** `2026-01-31 UTC`, `2026-01-31 06:00 to 12:00 UTC`, `2026-01-31 06:00 to 2026-02-07 06:00 UTC`. */
export function spanName(since: number, until: number): string {
  const [first, last] = [since, until].map((time) =>
    new Date(time).toISOString().replace("T", " ").slice(0, 16)
  );
  if (until - since === DAY && first.endsWith("00:00")) return `${first.slice(0, 10)} UTC`;
  return `${first} to ${first.slice(0, 10) === last.slice(0, 10) ? last.slice(11) : last} UTC`;
}

function refusal(found: string, expected: string): UsageError {
  return new UsageError(
    `Cannot choose windows: found ${found}, expected ${expected}`,
    "taxi monitor --window 1d --windows 14",
  );
}
