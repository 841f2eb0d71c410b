import type { ColumnComparison, DriftMethod, DriftScore } from "../pipeline/monitoring/monitoring_result.ts";
import { formatNumber, formatPValue } from "../lib/format.ts";

const LONG_UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  min: ["minute", "minutes"],
  miles: ["mile", "miles"],
  s: ["second", "seconds"],
};

const METHODS: Readonly<Record<string, string>> = {
  ks: "Kolmogorov–Smirnov",
  chisquare: "Chi-square",
  z: "Z-test",
  wasserstein: "Wasserstein",
  jensenshannon: "Jensen–Shannon",
  psi: "Population stability index",
  kl_div: "Kullback–Leibler",
  hellinger: "Hellinger",
  ed: "Energy distance",
  t_test: "t-test",
  mannw: "Mann–Whitney",
  anderson: "Anderson–Darling",
  cramer_von_mises: "Cramér–von Mises",
  es: "Epps–Singleton",
  g_test: "G-test",
  fisher_exact: "Fisher’s exact test",
  TVD: "Total variation",
};

/** `Pick-up zone` as it stands inside a sentence; names that begin with two capitals stay. */
export function lowerFirst(words: string): string {
  return /^\p{Lu}\p{Lu}/u.test(words) ? words : words.slice(0, 1).toLowerCase() + words.slice(1);
}

/** A statistic's name for people. */
export function methodName(method: DriftMethod): string {
  return METHODS[method] ?? method;
}

/** The figure a score is judged by: the distance itself, or the p-value. */
export function scoreText(score: DriftScore): string {
  return score.kind === "distance" ? formatNumber(score.value) : `p ${formatPValue(score.pValue)}`;
}

/** A score as evidence after a sentence: `Wasserstein 0.21, threshold 0.1`. */
export function evidence(score: DriftScore): string {
  return `${methodName(score.method)} ${scoreText(score)}, threshold ${formatNumber(score.threshold)}`;
}

/** A quantity in full words: `1.8 minutes`, `1 mile`, `0.4` without a unit. */
export function inWords(value: number, unit: string): string {
  const number = formatNumber(value);
  if (unit === "") return number;
  const [one, many] = LONG_UNITS[unit] ?? [unit, unit];
  return `${number} ${number === "1" ? one : many}`;
}

/** How a larger and a smaller value of the column are called. */
export function comparatives(column: ColumnComparison): readonly [larger: string, smaller: string] {
  return ["min", "miles", "s"].includes(column.unit) ? ["longer", "shorter"] : ["higher", "lower"];
}

/** Where the details of a column stand on the page: an id that no two columns share. */
export function columnAnchor(column: string): string {
  const safe = column.replace(
    /[^A-Za-z0-9_]/gu,
    (character) => `-${character.codePointAt(0)!.toString(16)}-`,
  );
  return `column-${safe}`;
}
