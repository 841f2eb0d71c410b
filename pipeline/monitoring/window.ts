import type { SourceType } from "../engines/source_type.ts";
import type { DayCounts } from "./day_counts.ts";
import type { Distribution } from "./distribution.ts";
import type { DuplicateCount } from "./duplicate_rows.ts";
import type { ColumnRole, TextMethod, WindowSummary } from "./monitoring_result.ts";

/** One column of a window: its values as a distribution. */
export interface WindowColumn {
  /** The same in both windows. */
  readonly name: string;
  /** What it means to the model. */
  readonly role: ColumnRole;
  /** Unit for people: `min`, `miles`; empty for categories. */
  readonly unit: string;
  /** Its values. */
  readonly distribution: Distribution;
  /** What the file holds in it, where it comes from a file. */
  readonly source?: SourceType;
  /** Why it is not compared, whatever its values. */
  readonly skipped?: string;
  /** The method by which Evidently compares it as free text, in parity; `skipped` is set then. */
  readonly textMethod?: TextMethod;
}

/** A span of data, ready to be compared with another: everything that monitoring needs, and no rows. */
export interface Window extends WindowSummary {
  /** Rows by day, where rows have times. */
  readonly days?: DayCounts;
  /** Spans of days that the window should have rows of, as days since 1970, where such were asked for. */
  readonly expectedDays?: readonly (readonly [first: number, last: number])[];
  /** Rows that repeat an earlier one whole, where they were looked for. */
  readonly duplicates?: DuplicateCount;
  /** In the order in which people should read them. */
  readonly columns: readonly WindowColumn[];
}
