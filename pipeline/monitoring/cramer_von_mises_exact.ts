import { gcd } from "./ks_exact.ts";

/** How many ways of merging lead to each sum so far, sums ascending. */
interface Ways {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

const NONE: Ways = { sums: new Float64Array(0), counts: new Float64Array(0) };

/**
 * Probability that Anderson's U is at least `ranks` when both samples come from one continuous distribution: counts the
 * ways of merging m and n rows by the sum of squares of their path's distance to the diagonal (Y. Xiao, A. Gordon and
 * A. Yakovlev, A C++ program for the Cramer-von Mises two-sample test, 2006). Meant for up to 20 rows each.
 */
export function cramerVonMisesExact(m: number, n: number, ranks: number): number {
  const lcm = (m / gcd(m, n)) * n;
  const [a, b] = [lcm / m, lcm / n];
  const product = m * n;
  const limit = Math.floor(
    (lcm * lcm * (m + n) * (6 * ranks - product * (4 * product - 1))) / (6 * product * product),
  );
  let previous: Ways[] = new Array(m + 1).fill(NONE);
  previous[0] = { sums: Float64Array.of(0), counts: Float64Array.of(1) };
  for (let u = 0; u <= n; u++) {
    const next: Ways[] = [];
    for (let v = 0; v <= m; v++) {
      const merged = v === 0 ? previous[0] : mergeWays(next[v - 1], previous[v]);
      const square = (a * v - b * u) ** 2;
      next.push({ sums: merged.sums.map((sum) => sum + square), counts: merged.counts });
    }
    previous = next;
  }
  const { sums, counts } = previous[m];
  let [reached, all] = [0, 0];
  for (let i = 0; i < sums.length; i++) {
    all += counts[i];
    if (sums[i] >= limit) reached += counts[i];
  }
  return reached / all;
}

function mergeWays(one: Ways, other: Ways): Ways {
  const most = one.sums.length + other.sums.length;
  const sums = new Float64Array(most);
  const counts = new Float64Array(most);
  let size = 0;
  for (let i = 0, j = 0; i < one.sums.length || j < other.sums.length; size++) {
    const sum = Math.min(
      i < one.sums.length ? one.sums[i] : Infinity,
      j < other.sums.length ? other.sums[j] : Infinity,
    );
    sums[size] = sum;
    if (one.sums[i] === sum) counts[size] += one.counts[i++];
    if (other.sums[j] === sum) counts[size] += other.counts[j++];
  }
  return { sums: sums.subarray(0, size), counts: counts.subarray(0, size) };
}
