/**
 * What Stirling's formula leaves out: `ln Γ(a) - (a - 1/2) ln a + a - ln(2π)/2`, for whole `a` also
 * `ln a! - (a + 1/2) ln a + a - ln(2π)/2`. Probabilities built on it keep their digits where differences of large
 * log-factorials would lose them (C. Loader, Fast and accurate computation of binomial probabilities, 2000).
 *
 * @param a positive
 */
export function stirlingError(a: number): number {
  let recurrence = 0;
  while (a < 16) {
    recurrence += (a + 0.5) * Math.log1p(1 / a) - 1;
    a++;
  }
  const inverse = 1 / (a * a);
  const series = 1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)));
  return recurrence + series / a;
}
