import { formatCount, formatNumber, formatPercent } from "../../lib/format.ts";
import type { CategoricalDistribution, Distribution, NumericDistribution } from "./distribution.ts";
import type { QualityFinding } from "./monitoring_result.ts";
import { levelOf, type QualityLimits } from "./quality_limits.ts";

/** What chance does less often than this is worth a word: once in a thousand columns. */
const CHANCE = 0.001;

/** The same as standard deviations of a normal distribution, two-sided. */
const CHANCE_DEVIATIONS = 3.29;

/** Values that lie outside by less than this share of the reference's width are inside: the edge of a sample is no wall. */
const HAIR = 0.01;

const MOST_EXAMPLES = 10;

/** What is wrong with the values of one column that both windows have, of the same kind in both. */
export function columnQuality(
  column: string,
  reference: Distribution,
  current: Distribution,
  limits: QualityLimits,
): QualityFinding[] {
  const found = [missingValues(column, reference, current, limits)];
  if (reference.rows > 0 && current.rows > 0) {
    if (reference.kind === "numeric" && current.kind === "numeric") {
      found.push(outOfRange(column, reference, current, limits));
    } else if (
      reference.kind === "categorical" && current.kind === "categorical" && !reference.tooMany &&
      !current.tooMany
    ) { // the labels of an identifier are always new, and they were not kept
      found.push(newCategories(column, reference, current, limits));
      found.push(vanishedCategories(column, reference, current, limits));
    }
  }
  return found.filter((finding) => finding !== undefined);
}

/** More rows without a value than before, by more than two samples of one share differ by chance. */
function missingValues(
  column: string,
  reference: Distribution,
  current: Distribution,
  { missing: limit }: QualityLimits,
): QualityFinding | undefined {
  const [before, after] = [reference, current].map(({ rows, missing }) => rows + missing);
  if (limit === false || before === 0 || after === 0) return undefined;
  const [shareBefore, shareAfter] = [reference.missing / before, current.missing / after];
  const pooled = (reference.missing + current.missing) / (before + after);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / before + 1 / after));
  const growth = shareAfter - shareBefore;
  if (!(growth > CHANCE_DEVIATIONS * deviation)) return undefined;
  return {
    kind: "missing",
    column,
    level: levelOf(limit, growth),
    description: `${column} has no value in ${
      formatPercent(shareAfter)
    } of the rows; in the reference it is ${formatPercent(shareBefore)}`,
    rows: current.missing,
  };
}

/**
 * Numbers outside the reference's range, a hair left and right added. Of n rows of one distribution the next lies outside
 * by more than a share s with a probability of about (1 - s)^n; what is that likely is not told, unless a value lies outside
 * by more than the whole range.
 */
function outOfRange(
  column: string,
  reference: NumericDistribution,
  current: NumericDistribution,
  { out_of_range: limit }: QualityLimits,
): QualityFinding | undefined {
  if (limit === false) return undefined;
  const [low, high] = [reference.values[0], reference.values[reference.values.length - 1]];
  const width = high - low;
  const [lowest, highest] = [low - HAIR * width, high + HAIR * width];
  const outside: { value: number; rows: number }[] = [];
  let rows = 0;
  for (let i = 0; i < current.values.length; i++) {
    const value = current.values[i];
    if (value >= lowest && value <= highest) continue;
    rows += current.counts[i];
    outside.push({ value, rows: current.counts[i] });
  }
  if (outside.length === 0) return undefined;
  const beyond = ({ value }: { value: number }) => Math.max(low - value, value - high);
  const farthest = outside.reduce((a, b) => beyond(b) > beyond(a) ? b : a);
  const share = rows / current.rows;
  const byChance = (1 - share) ** reference.rows >= CHANCE;
  if (byChance && beyond(farthest) <= width) return undefined;
  const examples = outside.toSorted((a, b) => beyond(b) - beyond(a)).slice(0, MOST_EXAMPLES);
  return {
    kind: "out_of_range",
    column,
    level: byChance ? "note" : levelOf(limit, share),
    description: `${column} lies outside the reference's ${formatNumber(low)} to ${formatNumber(high)} in ${
      formatPercent(share)
    } of the rows, at most at ${formatNumber(farthest.value)}`,
    rows,
    examples: examples.map(({ value }) => String(value)),
  };
}

/**
 * Categories that the reference does not have. Of many categories some are always new: their share is expected to be that of
 * the reference's categories that were seen once (Good, 1953), and counts only beyond that.
 */
function newCategories(
  column: string,
  reference: CategoricalDistribution,
  current: CategoricalDistribution,
  { new_category: limit }: QualityLimits,
): QualityFinding | undefined {
  if (limit === false) return undefined;
  const fresh = [...current.counts].filter(([level]) => !reference.counts.has(level));
  if (fresh.length === 0) return undefined;
  let seenOnce = 0;
  for (const count of reference.counts.values()) if (count === 1) seenOnce++;
  const rows = sum(fresh);
  const share = rows / current.rows;
  return {
    kind: "new_category",
    column,
    level: levelOf(limit, share - seenOnce / reference.rows),
    description: `${column} has ${categories(fresh.length)} that the reference does not have, in ${
      formatPercent(share)
    } of the rows`,
    rows,
    examples: topLevels(fresh),
  };
}

/** Categories of the reference that current should have by its number of rows, and does not. */
function vanishedCategories(
  column: string,
  reference: CategoricalDistribution,
  current: CategoricalDistribution,
  { vanished_category: limit }: QualityLimits,
): QualityFinding | undefined {
  if (limit === false) return undefined;
  const chance = CHANCE / reference.counts.size; // each category is a chance of its own
  const gone = [...reference.counts].filter(([level, count]) =>
    !current.counts.has(level) && (1 - count / reference.rows) ** current.rows < chance
  );
  if (gone.length === 0) return undefined;
  const share = sum(gone) / reference.rows;
  return {
    kind: "vanished_category",
    column,
    level: levelOf(limit, share),
    description: `${column} has lost ${categories(gone.length)} that made ${
      formatPercent(share)
    } of the reference's rows`,
    examples: topLevels(gone),
  };
}

function categories(count: number): string {
  return count === 1 ? "one category" : `${formatCount(count)} categories`;
}

function sum(levels: readonly (readonly [string, number])[]): number {
  return levels.reduce((rows, [, count]) => rows + count, 0);
}

function topLevels(levels: readonly (readonly [string, number])[]): string[] {
  return levels.toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, MOST_EXAMPLES)
    .map(([level, count]) => `${level} (${formatCount(count)})`);
}
