import { stirlingError } from "./stirling_error.ts";

/** Draws without putting back. */
export interface Urn {
  /** Balls that are counted. */
  readonly marked: number;
  /** All other balls. */
  readonly others: number;
  /** How many balls are drawn. */
  readonly drawn: number;
}

/**
 * Logarithm of the probability of `x` marked balls; -Infinity where it cannot be. Our own, because differences of the
 * logarithms of factorials, as in @stdlib's `hypergeometric-logpmf`, lose 8 of 16 digits with ten million balls. Built of three
 * binomial probabilities (C. Loader, Fast and accurate computation of binomial probabilities, 2000).
 */
export function logHypergeometric({ marked, others, drawn }: Urn, x: number): number {
  if (x < 0 || x > marked || drawn - x < 0 || drawn - x > others) return -Infinity;
  const all = marked + others;
  return logBinomial(x, marked, drawn, all) + logBinomial(drawn - x, others, drawn, all) -
    logBinomial(drawn, all, drawn, all);
}

/** Probability of `from` and all marked balls beyond it in the direction of `step`, summed until it stops growing. */
export function hypergeometricTail(urn: Urn, from: number, step: 1 | -1): number {
  const { marked, others, drawn } = urn;
  let term = Math.exp(logHypergeometric(urn, from));
  let sum = 0;
  for (let x = from; term > sum * 1e-18; x += step) {
    sum += term;
    term *= step === 1
      ? ((marked - x) / (x + 1)) * ((drawn - x) / (others - drawn + x + 1))
      : (x / (marked - x + 1)) * ((others - drawn + x) / (drawn - x + 1));
  }
  return sum;
}

/** Of `x` successes in `n` trials that succeed with probability `drawn / all`. */
function logBinomial(x: number, n: number, drawn: number, all: number): number {
  const p = drawn / all;
  const q = (all - drawn) / all;
  if (x === 0) return n === 0 ? 0 : n * Math.log1p(-p);
  if (x === n) return n * Math.log(p);
  return stirlingError(n) - stirlingError(x) - stirlingError(n - x) - deviance(x, n * p) -
    deviance(n - x, n * q) - 0.5 * Math.log((2 * Math.PI * x * (n - x)) / n);
}

/** `x ln(x / mean) + mean - x` without cancellation where the two are close. */
function deviance(x: number, mean: number): number {
  const off = (x - mean) / (x + mean);
  if (Math.abs(off) >= 0.1) return x * Math.log(x / mean) + mean - x;
  let sum = (x - mean) * off;
  let power = 2 * x * off;
  for (let j = 1; j < 1000; j++) {
    power *= off * off;
    const next = sum + power / (2 * j + 1);
    if (next === sum) return sum;
    sum = next;
  }
  return sum;
}
