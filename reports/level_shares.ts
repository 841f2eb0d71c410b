import { formatCount } from "../lib/format.ts";
import type { CategoricalDistribution } from "../pipeline/monitoring/distribution.ts";

/** One category in both windows. */
export interface LevelShare {
  /** The category as the data has it. */
  readonly level: string;
  /** Share of the reference's rows, 0 to 1. */
  readonly reference: number;
  /** Share of current's rows, 0 to 1. */
  readonly current: number;
  /** Rows of the reference. */
  readonly referenceRows: number;
  /** Rows of current. */
  readonly currentRows: number;
}

/** The common categories one by one, and all others as one. */
export interface TopLevels {
  /** Those that get a place of their own. */
  readonly top: readonly LevelShare[];
  /** Absent when nothing is left over. */
  readonly other?: LevelShare;
  /** How many categories `other` holds. */
  readonly others: number;
}

/** Every category of either window, in the order of first appearance. */
export function levelShares(
  reference: CategoricalDistribution,
  current: CategoricalDistribution,
): LevelShare[] {
  const levels = new Set([...reference.counts.keys(), ...current.counts.keys()]);
  return [...levels].map((level) => {
    const referenceRows = reference.counts.get(level) ?? 0;
    const currentRows = current.counts.get(level) ?? 0;
    return share(level, referenceRows, currentRows, reference.rows, current.rows);
  });
}

/**
 * The `k` categories with the largest share in either window, and the rest summed up. Hours and weekdays stay in their
 * natural order, all of them; other categories are sorted by share, largest first.
 */
export function topLevels(shares: readonly LevelShare[], k: number): TopLevels {
  if (isNaturallyOrdered(shares)) {
    return { top: shares.toSorted((a, b) => naturalPlace(a.level) - naturalPlace(b.level)), others: 0 };
  }
  const size = (level: LevelShare) => Math.max(level.reference, level.current);
  const sorted = shares.toSorted((a, b) => size(b) - size(a));
  const keep = sorted.length === k + 1 ? k + 1 : k; // one "other" category may as well say its name
  const rest = sorted.slice(keep);
  const other = rest.length === 0 ? undefined : sumUp(rest);
  return { top: sorted.slice(0, keep), other, others: rest.length };
}

/** Whether the categories are a few whole numbers, such as hours, or the days of the week: their order means something. */
export function isNaturallyOrdered(shares: readonly LevelShare[]): boolean {
  return shares.length <= 31 && shares.every(({ level }) => !Number.isNaN(naturalPlace(level)));
}

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** A number's value, a three-letter weekday's place in the week from Monday on; NaN for any other category. */
function naturalPlace(level: string): number {
  if (/^\d{1,2}$/.test(level)) return Number(level);
  const day = /^[a-z]{3}$/i.test(level) ? WEEKDAYS.indexOf(level.toLowerCase()) : -1;
  return day === -1 ? NaN : day;
}

function sumUp(levels: readonly LevelShare[]): LevelShare {
  const sum = (of: (level: LevelShare) => number) => levels.reduce((total, level) => total + of(level), 0);
  return {
    level: `${formatCount(levels.length)} others`,
    reference: sum((level) => level.reference),
    current: sum((level) => level.current),
    referenceRows: sum((level) => level.referenceRows),
    currentRows: sum((level) => level.currentRows),
  };
}

function share(
  level: string,
  referenceRows: number,
  currentRows: number,
  allReference: number,
  allCurrent: number,
): LevelShare {
  return {
    level,
    reference: allReference === 0 ? 0 : referenceRows / allReference,
    current: allCurrent === 0 ? 0 : currentRows / allCurrent,
    referenceRows,
    currentRows,
  };
}
