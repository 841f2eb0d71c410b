/**
 * Probability that U is at least `u` when both windows come from one continuous distribution: the coefficients of the
 * Gaussian binomial `Π (1 - q^(n2+k)) / (1 - q^k)`, k up to the smaller size, count the orders of the rows by their U.
 * Takes time `n1 * n2 * min(n1, n2)`.
 *
 * @param u whole, 0 to n1 * n2
 */
export function mannWhitneyExact(n1: number, n2: number, u: number): number {
  const [less, more] = [Math.min(n1, n2), Math.max(n1, n2)];
  const below = n1 * n2 - u; // U is symmetric, and the sum of the shorter tail keeps its digits
  if (below <= u) return cumulated(less, more, below);
  return 1 - cumulated(less, more, u - 1);
}

/** Probability that U is at most `last`. */
function cumulated(less: number, more: number, last: number): number {
  if (last < 0) return 0;
  const orders = new Float64Array(last + 1);
  orders[0] = 1;
  let all = 1;
  for (let k = 1; k <= less; k++) {
    for (let u = last; u >= more + k; u--) orders[u] -= orders[u - more - k];
    for (let u = k; u <= last; u++) orders[u] += orders[u - k];
    all *= (more + k) / k;
  }
  return orders.reduce((sum, count) => sum + count, 0) / all;
}
