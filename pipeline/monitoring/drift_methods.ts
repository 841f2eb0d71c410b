import { andersonDarling } from "./anderson_darling.ts";
import { chiSquare } from "./chi_square.ts";
import { compareShares, twoSidedFromCdf } from "./compare_shares.ts";
import { cramerVonMises } from "./cramer_von_mises.ts";
import type { Distribution, NumericDistribution } from "./distribution.ts";
import { energyDistance } from "./energy_distance.ts";
import { eppsSingleton } from "./epps_singleton.ts";
import { fisherExact } from "./fisher_exact.ts";
import { hellinger } from "./hellinger.ts";
import { jensenShannon } from "./jensen_shannon.ts";
import { ks } from "./ks.ts";
import { kullbackLeibler } from "./kullback_leibler.ts";
import { logLikelihoodTest } from "./log_likelihood.ts";
import { mannWhitney } from "./mann_whitney.ts";
import type { DriftMethod, Parity } from "./monitoring_result.ts";
import { psi } from "./psi.ts";
import { studentT } from "./student_t.ts";
import type { TestResult } from "./test_result.ts";
import { totalVariation } from "./total_variation.ts";
import { totalVariationPermutation } from "./total_variation_permutation.ts";
import { wasserstein } from "./wasserstein.ts";

/** One way of measuring drift, with the threshold and the comparison that Evidently gives it. */
export interface DriftMethodRule {
  /** As people read it. */
  readonly title: string;
  /** As Evidently names it in its reports. */
  readonly displayName: string;
  /** The kinds of columns it is for. */
  readonly types: readonly Distribution["kind"][];
  /** Applied unless told otherwise: a distance, or a p-value. */
  readonly threshold: number;
  /** Whether a score that equals its threshold is no drift yet. */
  readonly strict: boolean;
  /** Measures two distributions of the same kind that both have rows and that `whyUnsuitable` has nothing against. */
  readonly measure: (reference: Distribution, current: Distribution, parity?: Parity) => DriftMeasurement;
}

/** What a method found. */
export type DriftMeasurement = { readonly distance: number } | { readonly test: TestResult };

const BOTH = ["numeric", "categorical"] as const;
const NUMERIC = ["numeric"] as const;
const CATEGORICAL = ["categorical"] as const;

/** Every drift method; the one list that commands, reports and the choice of a method read. */
export const DRIFT_METHODS: Readonly<Record<DriftMethod, DriftMethodRule>> = {
  ks: {
    title: "Kolmogorov-Smirnov test",
    displayName: "K-S p_value",
    types: NUMERIC,
    threshold: 0.05,
    strict: false,
    measure: testOfNumbers(ks),
  },
  chisquare: {
    title: "chi-square test",
    displayName: "chi-square p_value",
    types: BOTH,
    threshold: 0.05,
    strict: true,
    measure: (reference, current) => ({ test: chiSquare(reference, current) }),
  },
  z: {
    title: "z-test of a share",
    displayName: "Z-test p_value",
    types: BOTH,
    threshold: 0.05,
    strict: true,
    measure: (reference, current, parity) => {
      const test = compareShares(reference, current);
      return { test: parity === "evidently" ? twoSidedFromCdf(test) : test };
    },
  },
  wasserstein: {
    title: "Wasserstein distance in reference deviations",
    displayName: "Wasserstein distance (normed)",
    types: NUMERIC,
    threshold: 0.1,
    strict: false,
    measure: distanceOfNumbers(wasserstein),
  },
  jensenshannon: {
    title: "Jensen-Shannon distance",
    displayName: "Jensen-Shannon distance",
    types: BOTH,
    threshold: 0.1,
    strict: false,
    measure: (...windows) => ({ distance: jensenShannon(...windows) }),
  },
  psi: {
    title: "population stability index",
    displayName: "PSI",
    types: BOTH,
    threshold: 0.1,
    strict: false,
    measure: (...windows) => ({ distance: psi(...windows) }),
  },
  kl_div: {
    title: "Kullback-Leibler divergence",
    displayName: "Kullback-Leibler divergence",
    types: BOTH,
    threshold: 0.1,
    strict: false,
    measure: (...windows) => ({ distance: kullbackLeibler(...windows) }),
  },
  hellinger: {
    title: "Hellinger distance",
    displayName: "Hellinger distance",
    types: BOTH,
    threshold: 0.1,
    strict: false,
    measure: (...windows) => ({ distance: hellinger(...windows) }),
  },
  ed: {
    title: "energy distance",
    displayName: "Energy-distance",
    types: NUMERIC,
    threshold: 0.1,
    strict: true,
    measure: distanceOfNumbers(energyDistance),
  },
  t_test: {
    title: "Student's t-test",
    displayName: "t_test",
    types: NUMERIC,
    threshold: 0.05,
    strict: true,
    measure: testOfNumbers(studentT),
  },
  mannw: {
    title: "Mann-Whitney U test",
    displayName: "Mann-Whitney U-rank test",
    types: NUMERIC,
    threshold: 0.05,
    strict: true,
    measure: testOfNumbers((reference, current, parity) =>
      mannWhitney(reference, current, parity === "evidently" ? "less" : "two-sided")
    ),
  },
  anderson: {
    title: "Anderson-Darling test",
    displayName: "Anderson-Darling",
    types: NUMERIC,
    threshold: 0.1,
    strict: true,
    measure: testOfNumbers(andersonDarling),
  },
  cramer_von_mises: {
    title: "Cramer-von Mises test",
    displayName: "Cramer-von Mises",
    types: NUMERIC,
    threshold: 0.1,
    strict: false,
    measure: testOfNumbers(cramerVonMises),
  },
  es: {
    title: "Epps-Singleton test",
    displayName: "Epps-Singleton",
    types: NUMERIC,
    threshold: 0.05,
    strict: true,
    measure: testOfNumbers(eppsSingleton),
  },
  g_test: {
    title: "G-test",
    displayName: "g_test",
    types: CATEGORICAL,
    threshold: 0.1,
    strict: true,
    measure: (reference, current) => ({ test: logLikelihoodTest(reference, current) }),
  },
  fisher_exact: {
    title: "Fisher's exact test",
    displayName: "Fisher's Exact test",
    types: CATEGORICAL,
    threshold: 0.1,
    strict: true,
    measure: (reference, current) => ({ test: fisherExact(reference, current) }),
  },
  TVD: {
    title: "total variation distance",
    displayName: "Total-Variation-Distance",
    types: CATEGORICAL,
    threshold: 0.1,
    strict: true,
    measure: (reference, current, parity) =>
      parity === "evidently"
        ? { test: totalVariationPermutation(reference, current) }
        : { distance: totalVariation(reference, current) },
  },
};

type OfNumbers<T> = (reference: NumericDistribution, current: NumericDistribution, parity?: Parity) => T;

function testOfNumbers(test: OfNumbers<TestResult>): DriftMethodRule["measure"] {
  return (reference, current, parity) => ({ test: test(numbers(reference), numbers(current), parity) });
}

function distanceOfNumbers(distance: OfNumbers<number>): DriftMethodRule["measure"] {
  return (reference, current, parity) => ({
    distance: distance(numbers(reference), numbers(current), parity),
  });
}

function numbers(distribution: Distribution): NumericDistribution {
  if (distribution.kind === "numeric") return distribution;
  throw new TypeError("A statistic of numbers was given categories");
}
