import { driftSeverity } from "../pipeline/monitoring/drift_severity.ts";
import type { ColumnComparison } from "../pipeline/monitoring/monitoring_result.ts";

/** Columns with the most severe first; those that were skipped come last, in their own order. */
export function bySeverity(columns: readonly ColumnComparison[]): ColumnComparison[] {
  const rank = (column: ColumnComparison) => "score" in column ? driftSeverity(column.score) : -1;
  return columns.toSorted((a, b) => rank(b) - rank(a));
}
