/** Where values lie on an axis of a chart. */
export interface ChartScale {
  /** The place of a value: 0 at the axis' beginning, 1 at its end. NaN where a log axis has none. */
  readonly place: (value: number) => number;
  /** Round values along the axis. */
  readonly ticks: readonly number[];
}

/** How an axis grows. */
export type ScaleKind = "linear" | "log";

/**
 * An axis from the least to the greatest value, a little longer where that makes its ends round.
 *
 * @param count so many ticks, or about
 */
export function chartScale(kind: ScaleKind, low: number, high: number, count: number): ChartScale {
  return kind === "log" ? logScale(low, high, count) : linearScale(low, high, count);
}

/** An axis that ends at its values. @param steps between ticks that are round, the least first; else as usual for numbers */
export function tightScale(
  low: number,
  high: number,
  count: number,
  steps: readonly number[] = [],
): ChartScale {
  const [from, to] = widened(low, high), least = to / count - from / count;
  const step = least < steps[0] ? roundStep(least) : steps.find((step) => step >= least) ?? roundStep(least);
  return { place: (value) => between(value, from, to), ticks: multiples(from, to, step) };
}

function linearScale(low: number, high: number, count: number): ChartScale {
  const [first, last] = widened(low, high), step = roundStep(last / count - first / count);
  const [from, to] = [Math.floor(first / step) * step, Math.ceil(last / step) * step];
  if (!Number.isFinite(from) || !Number.isFinite(to)) return tightScale(low, high, count);
  return { place: (value) => between(value, from, to), ticks: multiples(from, to, step) };
}

/** Powers of ten where there are enough of them, else round values. @param low above 0 */
function logScale(low: number, high: number, count: number): ChartScale {
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const every = Math.max(1, Math.ceil((to - from) / count));
  const [first, last] = to - from < 1e-9 ? [from - 0.5, to + 0.5] : [from, to];
  const powers = multiples(first, last, every).map((power) => 10 ** Math.round(power));
  const ticks = powers.length >= 2
    ? powers
    : linearScale(10 ** first, 10 ** last, count).ticks.filter((tick) =>
      tick > 0 && Math.log10(tick) >= first && Math.log10(tick) <= last
    );
  return { place: (value) => value > 0 ? between(Math.log10(value), first, last) : NaN, ticks };
}

/** Round spans of time between a second and a day, in milliseconds. */
export const ROUND_TIMES: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 6, 12, 24].map((hours) => hours * 3_600_000),
];

/** By halves, so that a span beyond the doubles does not run over. */
function between(value: number, from: number, to: number): number {
  return (value / 2 - from / 2) / (to / 2 - from / 2);
}

/** Smaller ones cannot be divided any more. */
const LEAST_SPAN = 1e-290;

/** An axis of one value has it in its middle. */
function widened(low: number, high: number): [number, number] {
  if (high / 2 - low / 2 > LEAST_SPAN) return [low, high];
  const by = Math.abs(low) > LEAST_SPAN ? Math.abs(low) / 10 : 1;
  return [Math.max(low - by, -Number.MAX_VALUE), Math.min(high + by, Number.MAX_VALUE)];
}

/** 1, 2 or 5 times a power of ten, at least that. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  if (power === 0) return Number.MIN_VALUE;
  return [1, 2, 5].map((digit) => digit * power).find((step) => step >= least * (1 - 1e-9)) ?? 10 * power;
}

const MOST_TICKS = 20;

function multiples(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step - 1e-9), count = Math.floor(to / step + 1e-9) - first + 1;
  if (!(count <= MOST_TICKS)) return [from, to];
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
