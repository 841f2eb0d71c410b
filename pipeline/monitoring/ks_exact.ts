/**
 * Exact probability, when both samples come from one continuous distribution, that the two-sample
 * Kolmogorov-Smirnov statistic is at least `steps / lcm(n1, n2)`. Takes time n1 * n2 at worst.
 */
export function ksExact(n1: number, n2: number, steps: number): number {
  if (steps === 0) return 1;
  const p = n1 === n2 ? equalSizes(n1, steps) : latticePaths(Math.max(n1, n2), Math.min(n1, n2), steps);
  return Math.min(p, 1); // rounding may lift it above 1 where every path counts
}

/** Greatest common divisor of two whole numbers. */
export function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/**
 * Paths of n steps each way that stray `steps` from the diagonal, counted by reflection:
 * `2 Σ (-1)^(k-1) C(2n, n - k steps) / C(2n, n)`, nested so that each factor is a ratio of neighbouring terms.
 */
function equalSizes(n: number, steps: number): number {
  let nested = 0;
  for (let k = Math.floor(n / steps); k >= 1; k--) {
    let ratio = 1;
    for (let j = 0; j < steps; j++) ratio *= (n - k * steps + steps - j) / (n + k * steps - j);
    nested = ratio * (1 - nested);
  }
  return 2 * nested;
}

/**
 * Walks all ways of merging the samples, a lattice of m by n: `outside[j]` is the probability that a random path to
 * (i, j) has left the band `|i/m - j/n| < steps / lcm`. Sums of positive terms, so tiny probabilities keep their
 * digits. Only the cells of the band are visited; all others are outside for certain.
 */
function latticePaths(m: number, n: number, steps: number): number {
  const divisor = gcd(m, n);
  const [perRow, perColumn] = [n / divisor, m / divisor]; // |i * perRow - j * perColumn| < steps is the band
  const outside = new Float64Array(n + 1).fill(1);
  const inFirstRow = Math.min(Math.ceil(steps / perColumn), n + 1);
  outside.fill(0, 0, inFirstRow);
  for (let i = 1; i <= m; i++) {
    const from = Math.max(Math.floor((i * perRow - steps) / perColumn) + 1, 0);
    const to = Math.min(Math.ceil((i * perRow + steps) / perColumn), n + 1);
    if (from >= to) return 1;
    let left = from > 0 ? 1 : 0; // what lies left of the band is outside
    for (let j = from; j < to; j++) {
      left = (outside[j] * i + left * j) / (i + j);
      outside[j] = left;
    }
  }
  return outside[n];
}
