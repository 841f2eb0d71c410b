/** Metrics of the gate: errors in minutes, where less is better, and the share of explained variance. */
export const GATED_METRICS = ["mae", "rmse", "r2"] as const;

/** One of {@linkcode GATED_METRICS}. */
export type GatedMetric = (typeof GATED_METRICS)[number];

/** A value for each metric of the gate. */
export type GatedMetrics = Readonly<Record<GatedMetric, number>>;

/** What is expected of each model; tools/metric_limits.json. */
export interface MetricLimits {
  /** How far a metric may be from what is expected, in its own unit. */
  readonly margin: GatedMetrics;
  /** Expected metrics by the model's name. */
  readonly models: Readonly<Record<string, GatedMetrics>>;
}

/** One metric of one model beside what is expected of it. */
export interface MetricVerdict {
  readonly model: string;
  readonly metric: GatedMetric;
  readonly found: number;
  readonly expected: number;
  readonly margin: number;
  readonly end: "as expected" | "worse" | "better";
}

/**
 * Holds metrics against their limits. A metric that is better by more than the margin is told too: the months are the
 * same in every run, so either the model has changed, and the limits must follow it, or it has seen what it is tested on.
 */
export function judgeMetrics(
  found: Readonly<Record<string, GatedMetrics>>,
  { margin, models }: MetricLimits,
): MetricVerdict[] {
  return Object.entries(models).flatMap(([model, expected]) =>
    GATED_METRICS.map((metric) => {
      const one = {
        model,
        metric,
        found: found[model][metric],
        expected: expected[metric],
        margin: margin[metric],
      };
      return { ...one, end: endOf(one) };
    })
  );
}

function endOf({ metric, found, expected, margin }: Omit<MetricVerdict, "end">): MetricVerdict["end"] {
  if (Math.abs(found - expected) <= margin) return "as expected";
  const isLess = found < expected;
  return (metric === "r2") === isLess || Number.isNaN(found) ? "worse" : "better";
}

/** A sentence for a metric that is not as expected. */
export function verdictSentence({ model, metric, found, expected, margin, end }: MetricVerdict): string {
  const next = end === "worse"
    ? "the model has become worse"
    : "if the model has become better, write the new value to tools/metric_limits.json";
  return `${metric} of ${model} is ${shown(found)}, expected ${shown(expected)} ± ${margin}: ${next}`;
}

/** The verdicts as a Markdown table. */
export function verdictTable(verdicts: readonly MetricVerdict[]): string {
  const rows = verdicts.map(({ model, metric, found, expected, margin, end }) =>
    `| ${model} | ${metric} | ${shown(found)} | ${shown(expected)} ± ${margin} | ${end} |`
  );
  return ["| model | metric | found | expected | |", "| --- | --- | ---: | ---: | --- |", ...rows].join("\n");
}

function shown(value: number): string {
  return value.toFixed(4);
}
