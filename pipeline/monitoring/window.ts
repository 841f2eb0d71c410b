import type { DayCounts } from "./day_counts.ts";
import type { Distribution } from "./distribution.ts";
import type { DuplicateCount } from "./duplicate_rows.ts";
import type { ColumnRole, WindowSummary } from "./monitoring_result.ts";

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
}

/** A span of data, ready to be compared with another: everything that monitoring needs, and no rows. */
export interface Window extends WindowSummary {
  /** Rows by day, where rows have times. */
  readonly days?: DayCounts;
  /** Rows that repeat an earlier one whole, where they were looked for. */
  readonly duplicates?: DuplicateCount;
  /** In the order in which people should read them. */
  readonly columns: readonly WindowColumn[];
}
