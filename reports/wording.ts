import type { ColumnComparison, DriftMethod, DriftScore } from "../pipeline/monitoring/monitoring_result.ts";
import { formatNumber, formatPValue } from "../lib/format.ts";

/** Says the category `level` of `column` as people know it, such as a zone's name for its number. */
export type LevelLabel = (column: string, level: string) => string;

const TITLES: Readonly<Record<string, string>> = {
  duration: "Trip duration",
  predicted_duration: "Predicted duration",
  prediction: "Predicted duration",
  target: "Trip duration",
  PULocationID: "Pick-up zone",
  DOLocationID: "Drop-off zone",
  PU_DO: "Pick-up and drop-off pair",
};

const LONG_UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  min: ["minute", "minutes"],
  miles: ["mile", "miles"],
  s: ["second", "seconds"],
};

const METHODS: Readonly<Record<DriftMethod, string>> = {
  ks: "Kolmogorov–Smirnov",
  chisquare: "Chi-square",
  z: "Z-test",
  wasserstein: "Wasserstein",
  jensenshannon: "Jensen–Shannon",
};

/** A column's name for people: `Trip distance` for `trip_distance`. */
export function columnTitle(column: string): string {
  if (Object.hasOwn(TITLES, column)) return TITLES[column];
  const words = column.replaceAll("_", " ").replace("pickup", "pick-up").replace("dropoff", "drop-off")
    .trim();
  return words === "" ? "(unnamed)" : words[0].toUpperCase() + words.slice(1);
}

/** A column's name inside a sentence that already speaks of pick-ups: `hour` for `pickup_hour`. */
export function shortTitle(column: string): string {
  return columnTitle(column).toLowerCase().replace(/^pick-up /, "");
}

/** A statistic's name for people. */
export function methodName(method: DriftMethod): string {
  return METHODS[method];
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
