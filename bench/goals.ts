import { type Comparison, type Metric, type MetricComparison, renderSpread } from "./comparison.ts";
import type { Spread } from "./spread.ts";

/** How many times less than the second side's a figure of the first shall be, by the key of its metric. */
export type Goals = Readonly<Record<string, number>>;

/** For each goal a sentence that says whether it is reached, by the median of the rounds. */
export function goalNotes({ metrics, second }: Comparison, goals: Goals): string[] {
  return metrics.flatMap(({ metric, ratio }) => {
    const goal = goals[metric.key];
    if (goal === undefined || ratio === undefined) return [];
    const times = ratio.median.toLocaleString("en", { maximumSignificantDigits: 3 });
    const verdict = ratio.median >= goal ? "reached" : "NOT reached";
    return [`${metric.label}: ${times} times less than ${second}, the goal of ${goal} is ${verdict}`];
  });
}

/** A Markdown table of comparisons that have their first side and their metrics in common. */
export function renderMarkdown(comparisons: readonly Comparison[], goals: Goals): string {
  const [{ first, metrics }] = comparisons;
  const head = ["", first, ...comparisons.flatMap(({ second }) => [second, "times less"]), "goal"];
  const rows = metrics.map(({ metric, first }, row) => [
    metric.label.trim(),
    renderSide(metric, first),
    ...comparisons.flatMap(({ metrics }) => secondSide(metrics[row])),
    String(goals[metric.key] ?? ""),
  ]);
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function secondSide({ metric, second, ratio }: MetricComparison): string[] {
  return [renderSide(metric, second), ratio === undefined ? "" : renderSpread(ratio, 1)];
}

function renderSide({ scale, unit }: Metric, spread: Spread | undefined): string {
  return spread === undefined ? "" : renderSpread(spread, scale, unit);
}
