import { pairedRatio, type Spread, spreadOf } from "./spread.ts";

/** Everything measured in one run, by name. */
export type Figures = Readonly<Record<string, number>>;

/** One row of a comparison: which figure, and how a person reads it. */
export interface Metric {
  /** Its name among the {@linkcode Figures}. */
  readonly key: string;
  /** What a person calls it. */
  readonly label: string;
  /** The unit shown. */
  readonly unit: string;
  /** The figure times this is in the unit shown. */
  readonly scale: number;
  /** Its two sides are not divided: it may be 0, or says the same of both. */
  readonly apart?: true;
}

/** Seconds and bytes as people read them. */
export const SHOWN = {
  seconds: { unit: "s", scale: 1 },
  milliseconds: { unit: "ms", scale: 1000 },
  megabytes: { unit: "MB", scale: 1e-6 },
  count: { unit: "", scale: 1 },
} as const;

/** One metric on both sides, in the unit of its figures; a side that lacks it is left out, and then the ratio too. */
export interface MetricComparison {
  /** What was measured. */
  readonly metric: Metric;
  /** Of the first side. */
  readonly first?: Spread;
  /** Of the second side. */
  readonly second?: Spread;
  /** Second over first, paired by round. */
  readonly ratio?: Spread;
}

/** Two sides compared: data only, and as it is the `--json` document of a bench. */
export interface Comparison {
  /** Name of the first side, by which ratios divide. */
  readonly first: string;
  /** Name of the second side. */
  readonly second: string;
  /** Measured rounds. */
  readonly rounds: number;
  /** One row each. */
  readonly metrics: readonly MetricComparison[];
  /** Every measured run, by round. */
  readonly samples: { readonly first: readonly Figures[]; readonly second: readonly Figures[] };
}

/** Summarises samples paired by round. @throws RangeError when there are none or a figure is not finite */
export function compare(
  names: readonly [first: string, second: string],
  metrics: readonly Metric[],
  [first, second]: readonly [readonly Figures[], readonly Figures[]],
): Comparison {
  return {
    first: names[0],
    second: names[1],
    rounds: first.length,
    metrics: metrics.map((metric) =>
      compareMetric(metric, valuesOf(metric, first), valuesOf(metric, second))
    ),
    samples: { first, second },
  };
}

function valuesOf(metric: Metric, samples: readonly Figures[]): number[] | undefined {
  return samples.every((sample) => metric.key in sample)
    ? samples.map((sample) => sample[metric.key])
    : undefined;
}

function compareMetric(metric: Metric, first?: number[], second?: number[]): MetricComparison {
  return {
    metric,
    first: first && spreadOf(first),
    second: second && spreadOf(second),
    ratio: metric.apart ? undefined : first && second && pairedRatio(first, second),
  };
}

/** One side by itself: data only. */
export interface Summary {
  /** Its name. */
  readonly side: string;
  /** One row each. */
  readonly metrics: readonly { readonly metric: Metric; readonly spread: Spread }[];
  /** Every measured run. */
  readonly samples: readonly Figures[];
}

/** Summarises samples that have nothing beside them; a metric that a sample lacks is left out. */
export function summarize(side: string, metrics: readonly Metric[], samples: readonly Figures[]): Summary {
  return {
    side,
    metrics: metrics.flatMap((metric) => {
      const values = valuesOf(metric, samples);
      return values === undefined ? [] : [{ metric, spread: spreadOf(values) }];
    }),
    samples,
  };
}

/** The summary as an aligned table: median, then the smallest and the largest of all rounds. */
export function renderSummary({ side, metrics, samples }: Summary): string {
  return renderTable(
    [
      ["", side],
      ...metrics.map(({ metric, spread }) => [labelOf(metric), renderSpread(spread, metric.scale)]),
    ],
    samples.length,
  );
}

/** The comparison as an aligned table: median, then the smallest and the largest of all rounds. */
export function renderComparison(comparison: Comparison): string {
  const { first, second, rounds, metrics } = comparison;
  return renderTable([
    ["", first, second, `${second} / ${first}`],
    ...metrics.map(({ metric, ...sides }) => [
      labelOf(metric),
      renderSpread(sides.first, metric.scale),
      renderSpread(sides.second, metric.scale),
      renderSpread(sides.ratio, 1),
    ]),
  ], rounds);
}

function labelOf({ label, unit }: Metric): string {
  return unit === "" ? label : `${label}, ${unit}`;
}

function renderTable(rows: readonly (readonly string[])[], rounds: number): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column])).join("   ").trimEnd()
  );
  const note = rounds === 1 ? "one round, so no spread" : `median (min to max) of ${rounds} rounds in turn`;
  return [...lines, note, ""].join("\n");
}

/** Median, smallest and largest; a dash for what is missing. @param unit shown once, behind the median */
export function renderSpread(spread: Spread | undefined, scale: number, unit = ""): string {
  if (spread === undefined) return "-";
  const [median, min, max] = [spread.median, spread.min, spread.max].map((value) =>
    threeDigits(value * scale)
  );
  return `${unit === "" ? median : `${median} ${unit}`} (${min} to ${max})`;
}

/** Three significant digits without an exponent: 0.0123, 1.23, 12,300. */
function threeDigits(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}
