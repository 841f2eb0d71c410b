import { driftSeverity } from "../pipeline/monitoring/drift_severity.ts";
import type { ColumnComparison, DriftScore } from "../pipeline/monitoring/monitoring_result.ts";

/** How bad a score is on one scale for distances and tests. */
export function severity(score: DriftScore): number {
  return driftSeverity(score);
}

/** Columns with the most severe first; those that were skipped come last, in their own order. */
export function bySeverity(columns: readonly ColumnComparison[]): ColumnComparison[] {
  const rank = (column: ColumnComparison) => "score" in column ? severity(column.score) : -1;
  return columns.toSorted((a, b) => rank(b) - rank(a));
}
