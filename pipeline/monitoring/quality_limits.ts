import type { QualityKind } from "./monitoring_result.ts";

/** How far the data of current may depart from the reference, and what it is when they depart further. */
export interface QualityLimit {
  /** Of the unit that {@linkcode DEFAULT_QUALITY_LIMITS} tells for the kind; up to it a finding is a note. */
  readonly limit: number;
  /** What a finding beyond the limit is. */
  readonly severity: "note" | "warning" | "alert";
}

/** A limit for each kind of finding; `false` looks for none of that kind. */
export type QualityLimits = Readonly<Record<QualityKind, QualityLimit | false>>;

/** What is looked for unless told otherwise. No default is an alert: bad data are a reason to look, not to wake anybody. */
export const DEFAULT_QUALITY_LIMITS: QualityLimits = {
  /** By how much the share of rows without a value may grow. */
  missing: { limit: 0.05, severity: "warning" },
  /** The share of rows that may lie outside the reference's range. */
  out_of_range: { limit: 0.01, severity: "warning" },
  /** The share of rows that may have a new category, beyond what the reference leads to expect. */
  new_category: { limit: 0.01, severity: "warning" },
  /** The share of the reference's rows whose categories may be gone. */
  vanished_category: { limit: 0.01, severity: "warning" },
  /** The share of rows that may repeat, beyond what the reference leads to expect. */
  duplicates: { limit: 0.01, severity: "warning" },
  /** Days without a row in a run, beyond the reference's longest such run. */
  stale: { limit: 1, severity: "warning" },
  /** Rows that may lie in the future. */
  future: { limit: 0, severity: "warning" },
  /** By what share a day may have more rows than its weekday had, and the inverse: 1 is from half to twice as many. */
  volume: { limit: 1, severity: "warning" },
  /** Columns that may be missing or have another type. */
  schema: { limit: 0, severity: "warning" },
};

/** The level of something that was found: beyond its limit the kind's severity, else a note. */
export function levelOf(limit: QualityLimit, found: number): QualityLimit["severity"] {
  return found > limit.limit ? limit.severity : "note";
}
