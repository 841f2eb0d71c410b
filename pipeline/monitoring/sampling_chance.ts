import { chiSquareSf } from "./chi_square_sf.ts";
import type { Distribution } from "./distribution.ts";
import { greatestDistance } from "./ks.ts";
import { kolmogorovSf } from "./kolmogorov.ts";
import { poolCounts } from "./pool.ts";

/** Categories expected less often than this in the smaller window are taken together (Cochran, Biometrics 10, 1954). */
const LEAST_EXPECTED = 5;

/**
 * How likely two samples of these sizes from one distribution are at least this far apart, 0 to 1: what a distance over its
 * threshold means depends on it, because small windows differ by chance. Numbers by the Kolmogorov-Smirnov test, categories
 * by the chi-square test of homogeneity with rare categories taken together; 1 where only one category is left.
 */
export function samplingChance(reference: Distribution, current: Distribution): number {
  if (reference.kind === "numeric" && current.kind === "numeric") {
    const rows = (reference.rows * current.rows) / (reference.rows + current.rows);
    return kolmogorovSf(Math.max(1, Math.round(rows)), greatestDistance(reference, current));
  }
  return homogeneity(reference, current);
}

function homogeneity(reference: Distribution, current: Distribution): number {
  const counts = poolCounts(reference, current);
  const all = reference.rows + current.rows;
  const smaller = Math.min(reference.rows, current.rows);
  let statistic = 0, categories = 0, rareBefore = 0, rareAfter = 0;
  const add = (before: number, after: number) => {
    const share = (before + after) / all;
    if (share === 0) return;
    statistic += (before - share * reference.rows) ** 2 / (share * reference.rows);
    statistic += (after - share * current.rows) ** 2 / (share * current.rows);
    categories++;
  };
  for (let i = 0; i < counts.reference.length; i++) {
    const [before, after] = [counts.reference[i], counts.current[i]];
    if ((smaller * (before + after)) / all >= LEAST_EXPECTED) add(before, after);
    else {
      rareBefore += before;
      rareAfter += after;
    }
  }
  add(rareBefore, rareAfter);
  return categories < 2 ? 1 : chiSquareSf(statistic, categories - 1);
}
