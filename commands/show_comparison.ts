import { formatNumber } from "../lib/format.ts";
import type { Output } from "../lib/output.ts";
import type { ColumnComparison, MonitoringResult } from "../pipeline/monitoring/monitoring_result.ts";
import { verdictSentence } from "../reports/findings.ts";

/** A comparison on the terminal: the verdict, a line for each column, the tests that failed, what is wrong with the data. */
export function showComparison(out: Output, result: MonitoringResult): void {
  out.say(verdictSentence(result));
  out.table([["column", "method", "score", "threshold", "verdict"], ...result.columns.map(columnRow)]);
  const { reference, current } = result;
  if (reference.regression && current.regression) {
    const [before, now] = [reference.regression.metrics, current.regression.metrics];
    const unit = result.columns.find(({ role }) => role === "target")?.unit ?? "";
    const words = unit === "" ? "" : ` ${unit}`;
    out.say(
      `MAE ${formatNumber(before.mae)} -> ${formatNumber(now.mae)}${words}, RMSE ${
        formatNumber(before.rmse)
      } -> ${formatNumber(now.rmse)}${words}, R2 ${formatNumber(before.r2)} -> ${formatNumber(now.r2)}`,
    );
  }
  for (const { name, status, description } of result.tests) {
    if (status === "failed") out.say(`Failed: ${name}: ${description}`);
  }
  for (const { level, description } of result.quality ?? []) {
    if (level !== "note") out.say(`${level === "alert" ? "Alert" : "Warning"}: ${description}.`);
  }
}

function columnRow(comparison: ColumnComparison): string[] {
  if ("skipped" in comparison) return [comparison.column, "", "", "", `skipped: ${comparison.skipped}`];
  const { score, drifted, withinChance } = comparison;
  const value = score.kind === "distance" ? score.value : score.pValue;
  return [
    comparison.column,
    score.method,
    formatNumber(value),
    formatNumber(score.threshold),
    drifted ? "drifted" : withinChance ? "ok: too few rows to tell" : "ok",
  ];
}
