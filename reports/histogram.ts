import type { NumericDistribution } from "../pipeline/monitoring/distribution.ts";
import { quantile } from "./numeric_summary.ts";

/** Both windows counted into the same bins, as shares of each window's rows. */
export interface HistogramPair {
  /** Ascending, one more than there are bins. A bin holds its lower edge; the last bin holds both. */
  readonly edges: readonly number[];
  /** Distance between the labels of the axis; the first and the last edge have one. */
  readonly tick: number;
  /** Share of the reference in each bin. */
  readonly reference: readonly number[];
  /** Share of current in each bin. */
  readonly current: readonly number[];
  /** Share of each window's rows left of the first and right of the last edge. */
  readonly outside: { readonly reference: number; readonly current: number };
}

/** Share of rows that may be cut off at each end before the axis is chosen: odometer errors would flatten everything else. */
const TAIL = 0.005;

/**
 * Counts two windows into at most `bins` common bins with round edges, about from the quantile `tail` to the quantile
 * 1 - `tail` of either window. What falls outside is told in `outside`, never folded into the last bin.
 */
export function histogramPair(
  reference: NumericDistribution,
  current: NumericDistribution,
  bins: number,
  tail = TAIL,
): HistogramPair {
  const { edges, tick } = commonEdges(reference, current, bins, tail);
  return {
    edges,
    tick,
    reference: binShares(reference, edges),
    current: binShares(current, edges),
    outside: { reference: shareOutside(reference, edges), current: shareOutside(current, edges) },
  };
}

/** Cumulative shares at each of the ascending `edges`: rows strictly under it; NaN without rows. */
export function cumulativeShares(distribution: NumericDistribution, edges: readonly number[]): number[] {
  const { values, counts, rows } = distribution;
  let at = 0, below = 0;
  return edges.map((edge) => {
    for (; at < values.length && values[at] < edge; at++) below += counts[at];
    return below / rows;
  });
}

/** Distance of an axis' labels, a round number that gives three to eight of them between `low` and `high`. */
export function axisTick(low: number, high: number): number {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  return (ROUND.find((factor) => factor * power <= rough * 1.000001) ?? 1) * power;
}

const ROUND = [5, 2, 1];

/** How finely a tick may be cut so that the edges stay round. */
const CUTS = [20, 10, 5, 4, 2, 1];

/** Edges from label to label of the axis, the space between two cut into as many bins as come nearest to `bins` without more. */
function commonEdges(
  reference: NumericDistribution,
  current: NumericDistribution,
  bins: number,
  tail: number,
): { edges: number[]; tick: number } {
  const windows = [reference, current].filter((window) => window.rows > 0);
  if (windows.length === 0) return { edges: [0, 1], tick: 1 };
  const low = Math.min(...windows.map((window) => quantile(window, tail)));
  const high = Math.max(...windows.map((window) => quantile(window, 1 - tail)));
  if (low === high) return { edges: [low - 0.5, low + 0.5], tick: 0.5 };
  const whole = windows.every((window) => window.values.every(Number.isInteger));
  const tick = Math.max(axisTick(low, high), whole ? 1 : 0);
  const first = Math.floor(low / tick);
  const ticks = Math.max(1, Math.ceil(high / tick - 1e-9) - first) + (whole ? 1 : 0);
  const cut = CUTS.find((pieces) => ticks * pieces <= bins && (!whole || tick % pieces === 0)) ?? 1;
  const edges = Array.from({ length: ticks * cut + 1 }, (_, i) => first * tick + i * (tick / cut));
  return { edges: edges.map((edge) => Number(edge.toPrecision(12))), tick };
}

function binShares(distribution: NumericDistribution, edges: readonly number[]): number[] {
  const shares = new Array<number>(edges.length - 1).fill(0);
  const last = edges.length - 1;
  let bin = 0;
  distribution.values.forEach((value, i) => {
    if (value < edges[0] || value > edges[last]) return;
    while (bin < last - 1 && value >= edges[bin + 1]) bin++;
    shares[bin] += distribution.counts[i] / distribution.rows;
  });
  return shares;
}

/** Counted, not 1 minus the sum of the bins: rounding must not make rows that do not exist. */
function shareOutside({ values, counts, rows }: NumericDistribution, edges: readonly number[]): number {
  const last = edges[edges.length - 1];
  let outside = 0;
  values.forEach((value, i) => outside += value < edges[0] || value > last ? counts[i] : 0);
  return rows === 0 ? 0 : outside / rows;
}
