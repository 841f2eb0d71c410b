import type { Segment } from "../pipeline/monitoring/monitoring_result.ts";
import { formatCounted, formatNumber, formatQuantity } from "../lib/format.ts";
import type { Chart } from "./distribution_charts.ts";
import { levelLineChart } from "./level_lines.ts";
import { segmentName, type Vocabulary } from "./vocabulary.ts";

/** Mean absolute error by segment in natural order, such as hours: one line a window, from zero. */
export function segmentChart(
  cut: string,
  reference: readonly Segment[],
  current: readonly Segment[],
  words: Vocabulary,
): Chart {
  const before = byLabel(reference), now = byLabel(current);
  const labels = [...new Set([...before.keys(), ...now.keys()])];
  const unit = words.unit === "" ? "" : `, ${words.unit}`;
  const say = (segment: Segment | undefined) =>
    segment === undefined
      ? `no ${words.row}s`
      : `${formatQuantity(segment.mae, words.unit)} of ${formatCounted(segment.rows, words.row)}`;
  return levelLineChart({
    labels: labels.map((label) => words.label(cut, label)),
    reference: labels.map((label) => before.get(label)?.mae ?? NaN),
    current: labels.map((label) => now.get(label)?.mae ?? NaN),
    format: (value) => formatNumber(value),
    min: 0,
    read: (i) => ({
      where: segmentName(words, cut, labels[i]),
      reference: say(before.get(labels[i])),
      current: say(now.get(labels[i])),
    }),
    description: `Mean absolute error by ${words.inline(cut)} in both windows${unit}`,
  });
}

function byLabel(segments: readonly Segment[]): Map<string, Segment> {
  return new Map(segments.map((segment) => [segment.label, segment]));
}
