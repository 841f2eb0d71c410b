/**
 * Noise from the four basic operations alone. IEEE 754 fixes their result to the last bit, which it does not for logarithms,
 * exponentials and sines: so the synthetic city is the same on every machine.
 */

const UNIFORMS = 4;
/** Makes the variance of a sum of four uniforms, 4/12, one. */
const TO_UNIT_VARIANCE = 1.7320508075688772;

/** A bell-shaped number of mean 0 and variance 1, between -3.5 and 3.5: the sum of four uniforms. */
export function bell(random: () => number): number {
  return (random() + random() + random() + random() - UNIFORMS / 2) * TO_UNIT_VARIANCE;
}

/**
 * A positive factor around 1, as likely below as above, whose logarithm spreads by about `spread`: (1 + x/2) / (1 - x/2) is the
 * first Padé approximant of exp(x).
 *
 * @param spread below 0.5, so that the factor stays positive for every {@linkcode bell}
 */
export function factor(random: () => number, spread: number): number {
  const half = bell(random) * spread / 2;
  return (1 + half) / (1 - half);
}
