import type { ColumnComparison, MonitoringResult } from "../pipeline/monitoring/monitoring_result.ts";
import { lowerFirst } from "./wording.ts";

/** Says the category `level` of `column` as people know it, such as a zone's name for its number. */
export type LevelLabel = (column: string, level: string) => string;

/** How a page speaks: of trips, or of the rows of a table that could hold anything. */
export interface Vocabulary {
  /** Whether the rows are trips. */
  readonly trips: boolean;
  /** One row: `trip` or `row`. */
  readonly row: string;
  /** Unit of what is predicted, such as `min`; empty where none is known. */
  readonly unit: string;
  /** A column's name for people: `Trip distance` for `trip_distance`; the name itself in a table of anything. */
  readonly title: (column: string) => string;
  /** The same in the midst of a sentence. */
  readonly inline: (column: string) => string;
  /** Says a category. */
  readonly label: LevelLabel;
  /** Unit of a column's values; empty where none is known. */
  readonly unitOf: (column: string) => string;
}

const TITLES: Readonly<Record<string, string>> = {
  duration: "Trip duration",
  predicted_duration: "Predicted duration",
  prediction: "Predicted duration",
  target: "Trip duration",
  PULocationID: "Pick-up zone",
  DOLocationID: "Drop-off zone",
  PU_DO: "Pick-up and drop-off pair",
  zone_pair: "Pick-up and drop-off pair",
};

/** The words that fit what was compared. */
export function vocabularyOf(result: MonitoringResult, label: LevelLabel = (_, level) => level): Vocabulary {
  const unit = outcomeUnit(result.columns);
  const units = new Map(result.columns.map(({ column, unit }) => [column, unit]));
  const words = holdTrips(result.columns) ? tripVocabulary(label, unit) : tableVocabulary(label, unit);
  return { ...words, unitOf: (column) => units.get(column) ?? "" };
}

/** Words for trips. */
export function tripVocabulary(label: LevelLabel = (_, level) => level, unit = "min"): Vocabulary {
  const title = (column: string) => Object.hasOwn(TITLES, column) ? TITLES[column] : spelledOut(column);
  return {
    trips: true,
    row: "trip",
    unit,
    title,
    inline: (column) => lowerFirst(title(column)),
    label,
    unitOf: noUnit,
  };
}

/** Words for a table of anything: its columns are called what they are called. */
export function tableVocabulary(label: LevelLabel = (_, level) => level, unit = ""): Vocabulary {
  const title = (column: string) => column.trim() === "" ? "(unnamed)" : column;
  return { trips: false, row: "row", unit, title, inline: title, label, unitOf: noUnit };
}

/** A column's name inside a sentence that already speaks of pick-ups: `hour` for `pickup_hour`. */
export function shortTitle(words: Vocabulary, column: string): string {
  return words.inline(column).replace(/^pick-up (?!zone|and)/, "");
}

/** The rows of a category or a segment: `Trips from JFK Airport`. */
export function rowsOf(words: Vocabulary, column: string, name: string): string {
  if (!words.trips) return `Rows with ${words.inline(column)} ${name}`;
  if (column === "PULocationID") return `Trips from ${name}`;
  if (column === "DOLocationID") return `Trips to ${name}`;
  if (column === "trip_distance") return `Trips of ${name}`;
  if (PAIRS.has(column)) return `Trips ${name.includes(" to ") ? "from" : "on"} ${name}`;
  return `Trips with ${words.inline(column)} ${name}`;
}

/** Columns and cuts by pick-up and drop-off zone together. */
const PAIRS = new Set(["PU_DO", "zone_pair"]);

/** A segment's label with its unit, where it is a band of numbers: `5 to 8 miles`. */
export function segmentName(words: Vocabulary, cut: string, label: string): string {
  const unit = words.unitOf(cut);
  return unit === "" ? words.label(cut, label) : `${label} ${unit}`;
}

function noUnit(): string {
  return "";
}

function holdTrips(columns: readonly ColumnComparison[]): boolean {
  return columns.some(({ column }) => column === "PULocationID" || column === "trip_distance");
}

function outcomeUnit(columns: readonly ColumnComparison[]): string {
  return columns.find(({ role }) => role === "target")?.unit ??
    columns.find(({ role }) => role === "prediction")?.unit ?? "";
}

function spelledOut(column: string): string {
  const words = column.replaceAll("_", " ").replace("pickup", "pick-up").replace("dropoff", "drop-off")
    .trim();
  return words === "" ? "(unnamed)" : words[0].toUpperCase() + words.slice(1);
}
