import { normalQuantile } from "./normal_quantile.ts";

/**
 * The value below which a variable of Student's t distribution lies with a probability from 0.01 to 0.99: exact for one and two
 * degrees of freedom, else Fisher and Cornish's expansion around the normal quantile (Abramowitz and Stegun, 26.7.5), within 0.2 %.
 * A library's own takes a tenth of a second to load, for a width that is an estimate anyway.
 */
export function studentQuantile(probability: number, degrees: number): number {
  if (degrees === 1) return Math.tan(Math.PI * (probability - 0.5));
  if (degrees === 2) return (2 * probability - 1) / Math.sqrt(2 * probability * (1 - probability));
  const z = normalQuantile(probability), z2 = z * z;
  const terms = [
    (z2 + 1) / 4,
    ((5 * z2 + 16) * z2 + 3) / 96,
    (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384,
    ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92_160,
  ];
  return z * terms.reduceRight((sum, term) => (sum + term) / degrees, 0) + z;
}
