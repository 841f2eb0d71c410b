import { formatCounted, formatNumber, formatPercent } from "../../lib/format.ts";
import { type DayCounts, dayName, weekdayOf } from "./day_counts.ts";
import type { QualityFinding } from "./monitoring_result.ts";
import { levelOf, type QualityLimits } from "./quality_limits.ts";
import type { Window } from "./window.ts";

/** Of rows in time order, the first and the last thousandth are no sign that data go on: a clock was wrong. */
const STRAY = 0.001;

/** Windows with fewer whole days say nothing about how many rows a day has. */
const FEWEST_DAYS = 3;

/** Below so many expected rows a single day is not judged. */
const FEWEST_ROWS_A_DAY = 20;

const MOST_EXAMPLES = 10;

/** What is known of the times of a window. */
export type TimedWindow = Pick<Window, "days" | "expectedDays">;

/**
 * What is wrong with the times of current: rows in the future, days without rows, days with far more or far fewer rows than
 * their weekday had in the reference.
 *
 * @param now milliseconds since 1970; a day is added, as data are told on clocks of any zone. Not looked at without.
 */
export function timeQuality(
  reference: TimedWindow,
  current: TimedWindow,
  limits: QualityLimits,
  now?: number,
): QualityFinding[] {
  const { days: before } = reference, { days: after } = current;
  if (after === undefined) return [];
  const found = [
    now === undefined ? undefined : future(after, limits, Math.floor(now / 86_400_000) + 1),
    before === undefined ? undefined : gap(reference, current, limits),
    before === undefined ? undefined : volume(before, after, limits),
  ];
  return found.filter((finding) => finding !== undefined);
}

function future(
  { rows: byDay, late }: DayCounts,
  { future: limit }: QualityLimits,
  lastDay: number,
): QualityFinding | undefined {
  if (limit === false) return undefined;
  const days = [...byDay].filter(([day]) => day > lastDay);
  const rows = days.reduce((sum, [, count]) => sum + count, late);
  if (rows === 0) return undefined;
  const until = late > 0 ? "after 2104" : `up to ${dayName(days[days.length - 1][0])}`;
  return {
    kind: "future",
    level: levelOf(limit, rows),
    description: `${formatCounted(rows, "row")} ${
      rows === 1 ? "has a time" : "have times"
    } in the future, ${until}`,
    rows,
    examples: days.slice(-MOST_EXAMPLES).map(([day]) => dayName(day)),
  };
}

/** The longest run of days without a row, beside the reference's longest. */
function gap(
  reference: TimedWindow,
  current: TimedWindow,
  { stale: limit }: QualityLimits,
): QualityFinding | undefined {
  if (limit === false) return undefined;
  const usual = longestGap(reference).days, found = longestGap(current);
  if (found.days <= usual) return undefined;
  return {
    kind: "stale",
    level: levelOf(limit, found.days - usual),
    description:
      `No row has a time from ${dayName(found.from)} on for ${formatCounted(found.days, "day")}; ` +
      `the longest such gap of the reference is ${formatCounted(usual, "day")}`,
    examples: [dayName(found.from)],
  };
}

function longestGap({ days, expectedDays }: TimedWindow): { from: number; days: number } {
  const present = days === undefined ? [] : withoutStrays(days).map(([day]) => day);
  // What lies before the first and after the last row is missing too, where it was asked for
  const spans = expectedDays ?? [[present[0], present[present.length - 1]]];
  let longest = { from: 0, days: 0 };
  for (const [first, last] of spans) {
    const marks = [first - 1, ...present.filter((day) => day >= first && day <= last), last + 1];
    for (let i = 1; i < marks.length; i++) {
      const empty = marks[i] - marks[i - 1] - 1;
      if (empty > longest.days) longest = { from: marks[i - 1] + 1, days: empty };
    }
  }
  return longest;
}

/** Days in order, without those at both ends that hold a thousandth of the rows or less together. */
function withoutStrays({ rows }: DayCounts): [day: number, rows: number][] {
  const days = [...rows];
  const most = STRAY * days.reduce((sum, [, count]) => sum + count, 0);
  let first = 0, last = days.length, dropped = 0;
  while (first < last && (dropped += days[first][1]) <= most) first++;
  for (dropped = 0; last > first && (dropped += days[last - 1][1]) <= most;) last--;
  return days.slice(first, last);
}

/**
 * Rows of a day against the median of its weekday in the reference, whole days only. The windows' median ratio is judged; if
 * that is in order, single days that are not are a note.
 */
function volume(
  reference: DayCounts,
  current: DayCounts,
  { volume: limit }: QualityLimits,
): QualityFinding | undefined {
  if (limit === false) return undefined;
  const before = wholeDays(reference), after = wholeDays(current);
  if (before.length < FEWEST_DAYS || after.length < FEWEST_DAYS) return undefined;
  const byWeekday = Map.groupBy(before, ([day]) => weekdayOf(day));
  const all = median(before.map(([, rows]) => rows));
  const ratios = after.map(([day, rows]) => {
    const same = byWeekday.get(weekdayOf(day));
    const expected = same === undefined ? all : median(same.map(([, rows]) => rows));
    return { day, expected, ratio: rows / expected };
  }).filter(({ expected }) => expected >= FEWEST_ROWS_A_DAY);
  if (ratios.length === 0) return undefined;
  const departs = (ratio: number) => Math.max(ratio, 1 / ratio) - 1;
  const odd = ratios.filter(({ ratio }) => departs(ratio) > limit.limit)
    .toSorted((a, b) => departs(b.ratio) - departs(a.ratio));
  const examples = odd.slice(0, MOST_EXAMPLES).map(({ day, ratio }) =>
    `${dayName(day)} (${formatPercent(ratio)} of what its weekday had)`
  );
  const typical = median(ratios.map(({ ratio }) => ratio));
  if (departs(typical) > limit.limit) {
    return {
      kind: "volume",
      level: limit.severity,
      description: `A typical day has ${
        formatNumber(typical)
      } times the rows that its weekday had in the reference`,
      examples,
    };
  }
  if (odd.length === 0) return undefined;
  return {
    kind: "volume",
    level: "note",
    description: `${formatCounted(odd.length, "day")} of ${ratios.length} ${
      odd.length === 1 ? "has" : "have"
    } far more or far fewer rows than the same weekday in the reference`,
    examples,
  };
}

/** The first and the last day are seldom whole. */
function wholeDays(days: DayCounts): [day: number, rows: number][] {
  return withoutStrays(days).slice(1, -1);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
