import type { Distribution, NumericDistribution } from "./distribution.ts";
import type { RegressionPerformance, Segment } from "./monitoring_result.ts";
import {
  type CategoricalProfile,
  type NumericProfile,
  parseProfile,
  type ReferenceProfile,
  type RegressionProfile,
} from "./parse_profile.ts";
import { largest } from "./segment_sums.ts";
import { sketchDistribution } from "./sketch_distribution.ts";
import type { Window } from "./window.ts";

/** At this size a sketch is within 0.2 % of the exact distribution function, in some ten kilobytes. */
const MOST_POINTS = 1000;

/** Segments of a cut; only pairs of zones are more than zones. */
const MOST_SEGMENTS = 265;

type Groups<Group> = Readonly<Record<"underestimated" | "majority" | "overestimated", Group>>;

/**
 * The profile of a window: categories exact, numbers and errors in at most `maxPoints` points each (see
 * `sketchDistribution` for what that costs). Of each cut the 265 segments with the most rows are kept, of pairs of zones those are
 * some; errors in time are not. Five columns, 265 zones among them, take less than 200 kB of JSON.
 *
 * @param maxPoints at least 32; 1,000 unless told
 */
export function encodeProfile(window: Window, maxPoints: number = MOST_POINTS): ReferenceProfile {
  const { columns, regression, days: _days, duplicates: _duplicates, ...summary } = window;
  return {
    format: 1,
    ...summary,
    columns: columns.map(({ name, role, unit, distribution }) => ({
      name,
      role,
      unit,
      distribution: encodeDistribution(distribution, maxPoints),
    })),
    ...(regression === undefined ? {} : { regression: encodeRegression(regression, maxPoints) }),
  };
}

/**
 * The window that a profile describes.
 *
 * @param json what `encodeProfile` made, read from a file
 * @throws TaxiError naming the first field that is not as expected
 */
export function decodeProfile(json: unknown): Window {
  const { format: _format, columns, regression, ...summary } = parseProfile(json);
  return {
    ...summary,
    columns: columns.map((column) => ({ ...column, distribution: decodeDistribution(column.distribution) })),
    ...(regression === undefined ? {} : { regression: decodeRegression(regression) }),
  };
}

function encodeDistribution(
  distribution: Distribution,
  maxPoints: number,
): NumericProfile | CategoricalProfile {
  if (distribution.kind === "numeric") return encodeNumbers(distribution, maxPoints);
  return { kind: "categorical", levels: [...distribution.counts], missing: distribution.missing };
}

function encodeNumbers(distribution: NumericDistribution, maxPoints: number): NumericProfile {
  const { values, counts, missing } = sketchDistribution(distribution, maxPoints);
  return { kind: "numeric", values: [...values], counts: [...counts], missing };
}

function decodeDistribution(profile: NumericProfile | CategoricalProfile): Distribution {
  if (profile.kind === "numeric") return decodeNumbers(profile);
  const rows = total(profile.levels.map(([, count]) => count));
  return { kind: "categorical", counts: new Map(profile.levels), rows, missing: profile.missing };
}

function decodeNumbers({ values, counts, missing }: NumericProfile): NumericDistribution {
  return {
    kind: "numeric",
    values: Float64Array.from(values),
    counts: Float64Array.from(counts),
    rows: total(counts),
    missing,
  };
}

function encodeRegression(performance: RegressionPerformance, maxPoints: number): RegressionProfile {
  const { metrics, errors, segments, predictedAgainstActual: grid } = performance;
  const { spread, confidence, dummy, normality, groups, intervals } = performance;
  return {
    metrics: withNull(metrics),
    errors: encodeNumbers(errors, maxPoints),
    segments: Object.fromEntries(Object.entries(segments).map(([cut, of]) => [cut, encodeSegments(of)])),
    predictedAgainstActual: { ...grid, counts: [...grid.counts] },
    ...(spread && { spread: withNull(spread) }),
    ...(confidence && { confidence }),
    ...(dummy && { dummy: withNull(dummy) }),
    ...(normality && { normality }),
    ...(groups && { groups: mapGroups(groups, withNull) }),
    ...(intervals && { intervals }),
  };
}

/** The segments with the most rows, minutes to about a thousandth of a second. */
function encodeSegments(segments: readonly Segment[]): Segment[] {
  return largest(segments, MOST_SEGMENTS, ({ rows }) => rows)
    .map(({ label, rows, me, mae }) => ({ label, rows, me: rounded(me), mae: rounded(mae) }));
}

function rounded(minutes: number): number {
  return Number(minutes.toFixed(5));
}

function decodeRegression(profile: RegressionProfile): RegressionPerformance {
  const { metrics, errors, predictedAgainstActual: grid, spread, dummy, groups, ...plain } = profile;
  return {
    ...plain,
    metrics: withNaN(metrics),
    errors: decodeNumbers(errors),
    predictedAgainstActual: { ...grid, counts: Float64Array.from(grid.counts) },
    ...(spread && { spread: withNaN(spread) }),
    ...(dummy && { dummy: withNaN(dummy) }),
    ...(groups && { groups: mapGroups(groups, withNaN) }),
  };
}

function withNull<Name extends string>(
  numbers: Readonly<Record<Name, number>>,
): Record<Name, number | null> {
  return mapNumbers(numbers, (value) => Number.isFinite(value) ? value : null);
}

function withNaN<Name extends string>(numbers: Readonly<Record<Name, number | null>>): Record<Name, number> {
  return mapNumbers(numbers, (value) => value ?? NaN);
}

function mapNumbers<Name extends string, From, To>(
  numbers: Readonly<Record<Name, From>>,
  map: (value: From) => To,
): Record<Name, To> {
  const mapped = Object.entries<From>(numbers).map(([name, value]) => [name, map(value)]);
  return Object.fromEntries(mapped) as Record<Name, To>;
}

function mapGroups<From, To>(
  { underestimated, majority, overestimated }: Groups<From>,
  map: (group: From) => To,
): Groups<To> {
  return {
    underestimated: map(underestimated),
    majority: map(majority),
    overestimated: map(overestimated),
  };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
