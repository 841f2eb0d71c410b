import type { CategoricalDistribution, NumericDistribution } from "../pipeline/monitoring/distribution.ts";
import type { ColumnComparison } from "../pipeline/monitoring/monitoring_result.ts";
import { formatChange, formatNumber, formatPercent } from "../lib/format.ts";
import { type LevelShare, levelShares } from "./level_shares.ts";
import { mean, quantile } from "./numeric_summary.ts";
import { columnTitle, comparatives, inWords, type LevelLabel, shortTitle } from "./wording.ts";

/** What happened to a column, said in its own unit. */
export interface ColumnChange {
  /** A sentence without its full stop: `Trips got 1.8 minutes longer`. */
  readonly sentence: string;
  /** The same for a table cell: `+1.8 min`. */
  readonly figure: string;
  /** What the figure measures: `median`, `mean`, or the category that changed most. */
  readonly measure: string;
}

/** Says how the column moved from reference to current. */
export function columnChange(column: ColumnComparison, label: LevelLabel): ColumnChange {
  const { reference, current } = column;
  if (reference.rows === 0 || current.rows === 0) {
    const where = reference.rows === 0 ? "reference" : "current";
    return {
      sentence: `${columnTitle(column.column)} has no values in ${where}`,
      figure: "–",
      measure: "",
    };
  }
  if (reference.kind === "numeric" && current.kind === "numeric") {
    return numericChange(column, reference, current);
  }
  if (reference.kind === "categorical" && current.kind === "categorical") {
    return categoricalChange(column, reference, current, label);
  }
  return { sentence: `${columnTitle(column.column)} changed its type`, figure: "–", measure: "type" };
}

function numericChange(
  column: ColumnComparison,
  reference: NumericDistribution,
  current: NumericDistribution,
): ColumnChange {
  const spread = (window: NumericDistribution) => quantile(window, 0.75) - quantile(window, 0.25);
  const worthSaying = 0.02 * Math.max(spread(reference), spread(current));
  const median = quantile(current, 0.5) - quantile(reference, 0.5);
  if (Math.abs(median) > worthSaying) return shifted(column, median, "median");
  const average = mean(current) - mean(reference);
  if (Math.abs(average) > worthSaying) return shifted(column, average, "mean");
  const wider = spread(current) - spread(reference);
  const title = columnTitle(column.column);
  if (Math.abs(wider) <= worthSaying) {
    return {
      sentence: `${title} changed its shape, not its middle`,
      figure: formatChange(median, column.unit),
      measure: "median",
    };
  }
  return {
    sentence: `${title} ${wider > 0 ? "spread out" : "drew together"}: the middle half spans ` +
      `${inWords(spread(current), column.unit)} instead of ${formatNumber(spread(reference))}`,
    figure: formatChange(wider, column.unit),
    measure: "middle half",
  };
}

function shifted(column: ColumnComparison, by: number, measure: "median" | "mean"): ColumnChange {
  const [larger, smaller] = comparatives(column);
  const how = `${inWords(Math.abs(by), column.unit)} ${by > 0 ? larger : smaller}`;
  const typical = measure === "median" ? "the typical trip is" : "the average is";
  const sentence = column.role === "target" && column.unit === "min"
    ? `Trips got ${how}${measure === "mean" ? " on average" : ""}`
    : column.role === "prediction" && column.unit === "min"
    ? `Predictions got ${how}${measure === "mean" ? " on average" : ""}`
    : `${columnTitle(column.column)} moved: ${typical} ${how}`;
  return { sentence, figure: formatChange(by, column.unit), measure };
}

function categoricalChange(
  column: ColumnComparison,
  reference: CategoricalDistribution,
  current: CategoricalDistribution,
  label: LevelLabel,
): ColumnChange {
  const difference = (level: LevelShare) => Math.abs(level.current - level.reference);
  const most = levelShares(reference, current).reduce((a, b) => difference(b) > difference(a) ? b : a);
  const name = label(column.column, most.level);
  return {
    sentence: `${subject(column.column, name)} ${howShareChanged(most)}`,
    figure: formatChange((most.current - most.reference) * 100, "points", 2),
    measure: /^\d+$/.test(name) ? `${shortTitle(column.column)} ${name}` : name,
  };
}

function subject(column: string, name: string): string {
  if (column === "PULocationID") return `Trips from ${name}`;
  if (column === "DOLocationID") return `Trips to ${name}`;
  if (column === "PU_DO") return `Trips ${name.includes(" to ") ? "from" : "on"} ${name}`;
  return `Trips with ${columnTitle(column).toLowerCase()} ${name}`;
}

/** `doubled, from 1.2% to 2.4% of all`: a whole multiple gets its word. */
function howShareChanged({ reference, current }: LevelShare): string {
  const span = `from ${formatPercent(reference)} to ${formatPercent(current)} of all`;
  if (reference === current) return `stayed at ${formatPercent(current)} of all`;
  if (reference === 0) return `are new: ${formatPercent(current)} of all`;
  if (current === 0) return `vanished: they were ${formatPercent(reference)} of all`;
  const ratio = current / reference;
  for (const [word, times] of [["doubled", 2], ["tripled", 3], ["halved", 0.5]] as const) {
    if (Math.abs(ratio / times - 1) < 0.08) return `${word}, ${span}`;
  }
  return `${ratio > 1 ? "rose" : "fell"} ${span}`;
}
