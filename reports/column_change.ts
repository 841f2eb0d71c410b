import type { CategoricalDistribution, NumericDistribution } from "../pipeline/monitoring/distribution.ts";
import type { ColumnComparison } from "../pipeline/monitoring/monitoring_result.ts";
import { formatChange, formatNumber, formatPercent } from "../lib/format.ts";
import { type LevelShare, levelShares } from "./level_shares.ts";
import { mean, quantile } from "./numeric_summary.ts";
import { rowsOf, shortTitle, type Vocabulary } from "./vocabulary.ts";
import { comparatives, inWords, lowerFirst } from "./wording.ts";

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
export function columnChange(column: ColumnComparison, words: Vocabulary): ColumnChange {
  const { reference, current } = column;
  if (reference.rows === 0 || current.rows === 0) {
    const where = reference.rows === 0 ? "reference" : "current";
    return {
      sentence: `${words.title(column.column)} has no values in ${where}`,
      figure: "–",
      measure: "",
    };
  }
  if (reference.kind === "numeric" && current.kind === "numeric") {
    return numericChange(column, reference, current, words);
  }
  if (reference.kind === "categorical" && current.kind === "categorical") {
    return categoricalChange(column, reference, current, words);
  }
  return { sentence: `${words.title(column.column)} changed its type`, figure: "–", measure: "type" };
}

function numericChange(
  column: ColumnComparison,
  reference: NumericDistribution,
  current: NumericDistribution,
  words: Vocabulary,
): ColumnChange {
  const spread = (window: NumericDistribution) => quantile(window, 0.75) - quantile(window, 0.25);
  const worthSaying = 0.02 * Math.max(spread(reference), spread(current));
  const median = quantile(current, 0.5) - quantile(reference, 0.5);
  if (Math.abs(median) > worthSaying) return shifted(column, median, "median", words);
  const average = mean(current) - mean(reference);
  if (Math.abs(average) > worthSaying) return shifted(column, average, "mean", words);
  const wider = spread(current) - spread(reference);
  const title = words.title(column.column);
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

function shifted(
  column: ColumnComparison,
  by: number,
  measure: "median" | "mean",
  words: Vocabulary,
): ColumnChange {
  const [larger, smaller] = comparatives(column);
  const how = `${inWords(Math.abs(by), column.unit)} ${by > 0 ? larger : smaller}`;
  const typical = measure === "median"
    ? `the typical ${words.trips ? "trip" : "value"} is`
    : "the average is";
  const isTime = words.trips && column.unit === "min";
  const sentence = column.role === "target" && isTime
    ? `Trips got ${how}${measure === "mean" ? " on average" : ""}`
    : column.role === "prediction" && isTime
    ? `Predictions got ${how}${measure === "mean" ? " on average" : ""}`
    : `${words.title(column.column)} moved: ${typical} ${how}`;
  return { sentence, figure: formatChange(by, column.unit), measure };
}

function categoricalChange(
  column: ColumnComparison,
  reference: CategoricalDistribution,
  current: CategoricalDistribution,
  words: Vocabulary,
): ColumnChange {
  const difference = (level: LevelShare) => Math.abs(level.current - level.reference);
  const shares = levelShares(reference, current);
  const most = shares.reduce((a, b) => difference(b) > difference(a) ? b : a);
  const name = words.label(column.column, most.level);
  const other = strikingLevel(shares, most);
  const also = other === undefined
    ? ""
    : `; ${lowerFirst(rowsOf(words, column.column, words.label(column.column, other.level)))} ${
      multiple(other)
    }`;
  return {
    sentence: `${rowsOf(words, column.column, name)} ${howShareChanged(most)}${also}`,
    figure: formatChange((most.current - most.reference) * 100, "points", 2),
    measure: /^\d+$/.test(name) ? `${shortTitle(words, column.column)} ${name}` : name,
  };
}

/** Levels under this share of both windows are too rare for a sentence at the top. */
const WORTH_SAYING = 0.01;

/** The largest level beside `most` whose share is a whole multiple of what it was, if any is. */
function strikingLevel(shares: readonly LevelShare[], most: LevelShare): LevelShare | undefined {
  const size = (level: LevelShare) => Math.max(level.reference, level.current);
  return shares
    .filter((level) => level !== most && size(level) >= WORTH_SAYING && multiple(level) !== undefined)
    .reduce<LevelShare | undefined>((a, b) => a === undefined || size(b) > size(a) ? b : a, undefined);
}

/** `doubled` and its like for a share that is about a whole multiple of what it was. */
function multiple({ reference, current }: LevelShare): string | undefined {
  if (reference === 0 || current === 0) return undefined;
  const ratio = current / reference;
  return MULTIPLES.find(([, times]) => Math.abs(ratio / times - 1) < 0.08)?.[0];
}

const MULTIPLES = [["doubled", 2], ["tripled", 3], ["halved", 0.5]] as const;

/** `doubled, from 1.2% to 2.4% of all`: a whole multiple gets its word. */
function howShareChanged(level: LevelShare): string {
  const { reference, current } = level;
  const span = `from ${formatPercent(reference)} to ${formatPercent(current)} of all`;
  if (reference === current) return `stayed at ${formatPercent(current)} of all`;
  if (reference === 0) return `are new: ${formatPercent(current)} of all`;
  if (current === 0) return `vanished: they were ${formatPercent(reference)} of all`;
  const word = multiple(level);
  if (word !== undefined) return `${word}, ${span}`;
  return `${current > reference ? "rose" : "fell"} ${span}`;
}
