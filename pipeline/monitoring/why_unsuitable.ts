import { MOST_VALUES_UNBINNED } from "./bin_pair.ts";
import { MOST_ROWS_EXACT } from "./cramer_von_mises.ts";
import { distinctValues, type Distribution } from "./distribution.ts";
import { DRIFT_METHODS } from "./drift_methods.ts";
import { interquartileRange } from "./epps_singleton.ts";
import { gcd } from "./ks_exact.ts";
import { magnitude } from "./moments.ts";
import type { DriftMethod, Parity } from "./monitoring_result.ts";
import { countPooledValues } from "./pool.ts";
import { MOST_ROWS_PERMUTED } from "./total_variation_permutation.ts";

/** What a method asks of a column: the sentence that says what is missing, or nothing. */
type Demand = (reference: Distribution, current: Distribution, parity?: Parity) => string | undefined;

/** What each method cannot do without; with parity only where Evidently raises an error. */
const DEMANDS: Readonly<Partial<Record<DriftMethod, readonly Demand[]>>> = {
  chisquare: [fewNumbers, unlessParity(twoValues)],
  z: [fewNumbers, unlessParity(atMostTwoValues)],
  jensenshannon: [finiteRange],
  psi: [finiteRange],
  kl_div: [finiteRange],
  hellinger: [finiteRange],
  t_test: [unlessParity(rows(2)), unlessParity(twoValues)],
  anderson: [twoValues, rowsTogether(3), unlessParity(rowsTogether(4))],
  cramer_von_mises: [rows(2), unlessDefault(countable)],
  es: [middleSpread, withinReach, unlessParity(rows(5))],
  g_test: [unlessDefault(equalSizes), unlessParity(twoValues)],
  fisher_exact: [atMostTwoValues, unlessDefault(equalSizes)],
  TVD: [unlessDefault(affordable)],
};

/**
 * Why a method cannot compare two distributions of the same kind that both have rows, as a sentence about it; undefined where
 * it can. On more than 20 different numbers nearly every expected count of a chi-square test would be 0, and it would always
 * cry drift.
 */
export function whyUnsuitable(
  method: DriftMethod,
  reference: Distribution,
  current: Distribution,
  parity?: Parity,
): string | undefined {
  const { kind } = reference;
  if (!DRIFT_METHODS[method].types.includes(kind)) {
    const others = kind === "numeric" ? "categories" : "numbers";
    return `Method ${method} compares ${others}, and the column is ${kind}`;
  }
  for (const demand of DEMANDS[method] ?? []) {
    const missing = demand(reference, current, parity);
    if (missing !== undefined) return `Method ${method} compares ${missing}`;
  }
  return undefined;
}

function unlessParity(demand: Demand): Demand {
  return (reference, current, parity) => parity === undefined ? demand(reference, current) : undefined;
}

function unlessDefault(demand: Demand): Demand {
  return (reference, current, parity) => parity === undefined ? undefined : demand(reference, current);
}

function fewNumbers(reference: Distribution, current: Distribution): string | undefined {
  const most = Math.max(distinctValues(reference), distinctValues(current));
  if (reference.kind !== "numeric" || most <= MOST_VALUES_UNBINNED) return undefined;
  return `categories or up to ${MOST_VALUES_UNBINNED} different numbers, and the column has ${most}`;
}

function twoValues(reference: Distribution, current: Distribution): string | undefined {
  if (countPooledValues(reference, current) >= 2) return undefined;
  return "at least two values, and the column has one";
}

function atMostTwoValues(reference: Distribution, current: Distribution): string | undefined {
  const values = countPooledValues(reference, current);
  return values <= 2 ? undefined : `the share of one of two values, and the column has ${values}`;
}

/** A window's rows must leave room for the method's own variance. */
function rows(least: number): Demand {
  return (reference, current) => {
    if (Math.min(reference.rows, current.rows) >= least) return undefined;
    return `at least ${least} rows in each window, and they have ${reference.rows} and ${current.rows}`;
  };
}

function rowsTogether(least: number): Demand {
  return (reference, current) => {
    const found = reference.rows + current.rows;
    return found >= least ? undefined : `at least ${least} rows together, and the windows have ${found}`;
  };
}

function middleSpread(reference: Distribution, current: Distribution): string | undefined {
  if (reference.kind !== "numeric" || current.kind !== "numeric") return undefined;
  if (interquartileRange(reference, current) > 0) return undefined;
  return "values that vary, and the middle half of all rows has a single one";
}

/** The waves of the Epps-Singleton test turn once for each middle spread. */
function withinReach(reference: Distribution, current: Distribution): string | undefined {
  if (reference.kind !== "numeric" || current.kind !== "numeric") return undefined;
  const farthest = Math.max(magnitude(reference), magnitude(current));
  if (Number.isFinite(farthest / interquartileRange(reference, current))) return undefined;
  return "values that its middle half is a measure for, and some lie 1e308 times as far out";
}

/** Evidently's exact count stops with an error where it takes an unsigned type for it. */
function countable(reference: Distribution, current: Distribution): string | undefined {
  const [m, n] = [reference.rows, current.rows];
  if (Math.max(m, n) > MOST_ROWS_EXACT) return undefined;
  const lcm = (m / gcd(m, n)) * n;
  if (lcm * lcm * (m + n) < waysToMerge(m, n)) return undefined;
  return `windows that Evidently can count, and it cannot count those of ${m} and ${n} rows`;
}

/** Ways of merging m and n rows, the binomial coefficient. */
function waysToMerge(m: number, n: number): number {
  let ways = 1;
  for (let i = 1; i <= m; i++) ways = (ways * (n + i)) / i;
  return ways;
}

function equalSizes(reference: Distribution, current: Distribution): string | undefined {
  if (reference.rows === current.rows) return undefined;
  return `windows of equal size in Evidently, and they have ${reference.rows} and ${current.rows} rows`;
}

function affordable(reference: Distribution, current: Distribution): string | undefined {
  const found = reference.rows + current.rows;
  if (found <= MOST_ROWS_PERMUTED) return undefined;
  return `up to ${MOST_ROWS_PERMUTED} rows by permutations as Evidently does, and the windows have ${found}`;
}

function finiteRange(reference: Distribution, current: Distribution): string | undefined {
  if (reference.kind !== "numeric" || current.kind !== "numeric") return undefined;
  const last = Math.max(
    reference.values[reference.values.length - 1],
    current.values[current.values.length - 1],
  );
  if (Number.isFinite(last - Math.min(reference.values[0], current.values[0]))) return undefined;
  return "numbers in equal bins, and the range of these has no room in a floating-point number";
}
