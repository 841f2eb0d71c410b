import type { Distribution } from "./distribution.ts";
import { DRIFT_METHODS } from "./drift_methods.ts";
import type { DriftMethod } from "./monitoring_result.ts";
import { countPooledValues } from "./pool.ts";

/** Up to this many reference rows a test is used, beyond it a distance: with enough rows every test finds drift. */
const MOST_ROWS_TESTED = 1000;

/** Numbers with up to this many values are compared as categories. */
const FEW_VALUES = 5;

/** The method that judges a column, and from where on its score means drift. */
export interface MethodChoice {
  /** By its short name. */
  readonly method: DriftMethod;
  /** A distance or a p-value, as the method has it. */
  readonly threshold: number;
}

/**
 * What a person asks for instead of the default choice. Method and threshold are looked up one by one: first for the
 * column, then for its type, then for all columns. A threshold left open is the method's own.
 */
export interface MethodOverrides extends Partial<MethodChoice> {
  /** For numeric columns. */
  readonly numeric?: Partial<MethodChoice>;
  /** For categorical columns. */
  readonly categorical?: Partial<MethodChoice>;
  /** By column name. */
  readonly columns?: Readonly<Record<string, Partial<MethodChoice>>>;
}

/** The method and threshold for one column: what the overrides say, else the default of its type and size. */
export function chooseMethod(
  column: string,
  reference: Distribution,
  current: Distribution,
  overrides: MethodOverrides = {},
): MethodChoice {
  const asked = [overrides.columns?.[column], overrides[reference.kind], overrides];
  const method = asked.find((choice) => choice?.method !== undefined)?.method ??
    defaultMethod(reference, current);
  const threshold = asked.find((choice) => choice?.threshold !== undefined)?.threshold;
  return { method, threshold: threshold ?? DRIFT_METHODS[method].threshold };
}

/** Evidently's default: by type, by the rows of the reference, and by the different values of both windows together. */
function defaultMethod(reference: Distribution, current: Distribution): DriftMethod {
  const values = countPooledValues(reference, current);
  const asNumbers = reference.kind === "numeric" && values > FEW_VALUES;
  if (reference.rows > MOST_ROWS_TESTED) return asNumbers ? "wasserstein" : "jensenshannon";
  if (asNumbers) return "ks";
  return values <= 2 ? "z" : "chisquare";
}
