/** Below this the probability is under 1e-17. */
const SMALLEST = 0.003;

/** From here on the probability is 1 to the last digit. */
const LARGEST = 20;

/**
 * Probability that the limit of the Cramer-von Mises statistic is at most `x` (T. Anderson and D. Darling, 1952,
 * formula 4.35), a series of modified Bessel functions.
 *
 * @param lastTerm the first term below this size is the last one; 0 for all digits
 */
export function cramerVonMisesCdf(x: number, lastTerm = 0): number {
  if (!(x >= SMALLEST)) return 0;
  if (x > LARGEST && lastTerm === 0) return 1;
  const end = Math.max(lastTerm, 1e-18);
  let sum = 0;
  let gammas = Math.sqrt(Math.PI); // Γ(k + 1/2) / k!
  for (let k = 0, term = Infinity; term >= end; k++) {
    if (k > 0) gammas *= (k - 0.5) / k;
    const y = 4 * k + 1;
    const q = (y * y) / (16 * x);
    term = (gammas / (Math.PI ** 1.5 * Math.sqrt(x))) * Math.sqrt(y) * Math.exp(-2 * q) * scaledBesselK(q);
    sum += term;
  }
  return sum;
}

/**
 * `e^q K(q)` of order 1/4 from its integral `∫ exp(-q (cosh t - 1)) cosh(t / 4) dt`, 0 to infinity, by the trapezoidal
 * rule, which on such an integrand errs by `exp(-π² / step)`.
 */
function scaledBesselK(q: number): number {
  const step = 0.125;
  let sum = 0.5;
  for (let t = step;; t += step) {
    const decay = q * (Math.cosh(t) - 1);
    if (decay > 50) return sum * step;
    sum += Math.exp(-decay) * Math.cosh(t / 4);
  }
}
