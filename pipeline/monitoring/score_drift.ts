import { MOST_VALUES_UNBINNED } from "./bin_pair.ts";
import { chiSquare } from "./chi_square.ts";
import { distinctValues, type Distribution, type NumericDistribution } from "./distribution.ts";
import { jensenShannon } from "./jensen_shannon.ts";
import { ks } from "./ks.ts";
import type { DriftMethod, DriftScore, Parity } from "./monitoring_result.ts";
import { poolCounts } from "./pool.ts";
import type { TestResult } from "./test_result.ts";
import { wasserstein } from "./wasserstein.ts";
import { compareShares } from "./compare_shares.ts";

/** One way of measuring drift, with the threshold and the comparison that Evidently gives it. */
export interface DriftMethodRule {
  /** As people read it. */
  readonly title: string;
  /** Applied unless told otherwise: a distance, or a p-value. */
  readonly threshold: number;
  /** Whether this distance or p-value means drift. */
  readonly drifted: (value: number, threshold: number) => boolean;
  /** Measures two distributions of the same kind that both have rows. */
  readonly measure: (reference: Distribution, current: Distribution, parity?: Parity) => DriftMeasurement;
}

/** What a method found, or why it has no answer for these distributions. */
export type DriftMeasurement =
  | { readonly distance: number }
  | { readonly test: TestResult }
  | { readonly unsuitable: string };

/** Every drift method; the one list that commands, reports and the choice of a method read. */
export const DRIFT_METHODS: Readonly<Record<DriftMethod, DriftMethodRule>> = {
  ks: {
    title: "Kolmogorov-Smirnov test",
    threshold: 0.05,
    drifted: (pValue, threshold) => pValue <= threshold,
    measure: (reference, current) => ofNumbers(reference, current, "ks", (a, b) => ({ test: ks(a, b) })),
  },
  chisquare: {
    title: "chi-square test",
    threshold: 0.05,
    drifted: (pValue, threshold) => pValue < threshold,
    measure: measureChiSquare,
  },
  z: {
    title: "z-test of a share",
    threshold: 0.05,
    drifted: (pValue, threshold) => pValue < threshold,
    measure: measureZ,
  },
  wasserstein: {
    title: "Wasserstein distance in reference deviations",
    threshold: 0.1,
    drifted: (distance, threshold) => distance >= threshold,
    measure: (reference, current) =>
      ofNumbers(reference, current, "wasserstein", (a, b) => ({ distance: wasserstein(a, b) })),
  },
  jensenshannon: {
    title: "Jensen-Shannon distance",
    threshold: 0.1,
    drifted: (distance, threshold) => distance >= threshold,
    measure: (reference, current) => ({ distance: jensenShannon(reference, current) }),
  },
};

/** A score with its judgement, or the sentence that says why there is none. */
export type ScoredDrift =
  | { readonly score: DriftScore; readonly drifted: boolean }
  | { readonly skipped: string };

/** Scores the drift between two distributions of the same kind that both have rows. */
export function scoreDrift(
  method: DriftMethod,
  threshold: number,
  reference: Distribution,
  current: Distribution,
  parity?: Parity,
): ScoredDrift {
  const { measure, drifted } = DRIFT_METHODS[method];
  const found = measure(reference, current, parity);
  if ("unsuitable" in found) return { skipped: found.unsuitable };
  if ("distance" in found) {
    const score: DriftScore = { kind: "distance", method, value: found.distance, threshold };
    return { score, drifted: drifted(score.value, threshold) };
  }
  const score: DriftScore = { kind: "test", method, ...found.test, threshold };
  return { score, drifted: drifted(score.pValue, threshold) };
}

function ofNumbers(
  reference: Distribution,
  current: Distribution,
  method: DriftMethod,
  measure: (reference: NumericDistribution, current: NumericDistribution) => DriftMeasurement,
): DriftMeasurement {
  if (reference.kind === "numeric" && current.kind === "numeric") return measure(reference, current);
  return { unsuitable: `Method ${method} compares numbers, and the column is categorical` };
}

/** On many numbers nearly every expected count would be 0 and the test would always cry drift. */
function measureChiSquare(reference: Distribution, current: Distribution): DriftMeasurement {
  const most = Math.max(distinctValues(reference), distinctValues(current));
  if (reference.kind === "numeric" && most > MOST_VALUES_UNBINNED) {
    const limit = `up to ${MOST_VALUES_UNBINNED} different numbers`;
    return { unsuitable: `Method chisquare compares categories or ${limit}, and the column has ${most}` };
  }
  const test = chiSquare(reference, current);
  if (Number.isNaN(test.pValue)) {
    return { unsuitable: "Method chisquare compares at least two values, and the column has one" };
  }
  return { test };
}

function measureZ(reference: Distribution, current: Distribution): DriftMeasurement {
  const values = poolCounts(reference, current).reference.length;
  if (values <= 2) return { test: compareShares(reference, current) };
  return { unsuitable: `Method z compares the share of one of two values, and the column has ${values}` };
}
