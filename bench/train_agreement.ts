/** What a training command reports in its JSON document, as far as both sides of the bench share it. */
export interface TrainingReport {
  /** Rows after cleaning. */
  readonly rows: { readonly train: number; readonly test: number };
  /** On the test rows; `mae` and `rmse` in minutes. */
  readonly metrics: { readonly mae: number; readonly rmse: number; readonly r2: number };
}

/** Minutes (and for R2 its own unit) by which metrics of the same least squares may differ: scikit-learn's iterative
 * solver stops early, at a tolerance of 1e-6 of its own. */
const TOLERANCE = 0.001;

/** Where two reports of the same job part: a sentence each, none when they agree. */
export function disagreements(first: TrainingReport, second: TrainingReport): string[] {
  const rows = (["train", "test"] as const)
    .filter((part) => first.rows[part] !== second.rows[part])
    .map((part) => `${part} rows differ: ${first.rows[part]} and ${second.rows[part]}`);
  const metrics = (["mae", "rmse", "r2"] as const)
    .filter((name) => !(Math.abs(first.metrics[name] - second.metrics[name]) <= TOLERANCE))
    .map((name) =>
      `${name} differs: ${first.metrics[name]} and ${second.metrics[name]}, expected within ${TOLERANCE}`
    );
  return [...rows, ...metrics];
}
