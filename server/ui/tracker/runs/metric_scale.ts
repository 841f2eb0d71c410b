import { metricDirection } from "../compare/metric_direction.ts";

/** How the values of a metric lie on one page. */
export interface MetricScale {
  /** The best value, where the metric's name tells which way it is better and not all are the same. */
  readonly best: number | undefined;
  /** Where a value lies between the least (0) and the greatest (1); undefined where there is no between. */
  readonly share: (value: number) => number | undefined;
}

/** The scale of a metric on a page. @param values of its runs; NaN and infinities are no part of it */
export function metricScale(key: string, values: readonly number[]): MetricScale {
  const numbers = values.filter(Number.isFinite);
  const least = Math.min(...numbers), greatest = Math.max(...numbers);
  if (!(least < greatest)) return { best: undefined, share: () => undefined };
  const direction = metricDirection(key);
  return {
    best: direction && (direction === "lower" ? least : greatest),
    // Halved, since the difference of two doubles may be none
    share: (value) =>
      Number.isFinite(value) ? (value / 2 - least / 2) / (greatest / 2 - least / 2) : undefined,
  };
}
