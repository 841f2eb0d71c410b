import MultivariateLinearRegression from "ml-regression-multivariate-linear";

/**
 * Solves the normal equations `xx * slopes = xy` of a few columns. Columns are scaled to unit scatter first, so that miles and
 * zero-one flags weigh alike; a column without scatter gets slope 0.
 *
 * @param xx symmetric k x k scatter of the columns
 * @param xy k scatters of each column with the target
 */
export function solveLeastSquares(xx: readonly (readonly number[])[], xy: readonly number[]): Float64Array {
  const slopes = new Float64Array(xy.length);
  const used = xy.map((_, i) => i).filter((i) => xx[i][i] > 0);
  if (used.length === 0) return slopes;
  const scale = (i: number) => Math.sqrt(xx[i][i]);
  const rows = used.map((i) => used.map((j) => xx[i][j] / (scale(i) * scale(j))));
  const targets = used.map((i) => [xy[i] / scale(i)]);
  const { weights } = new MultivariateLinearRegression(rows, targets, {
    intercept: false,
    statistics: false,
  });
  used.forEach((i, row) => slopes[i] = weights[row][0] / scale(i));
  return slopes;
}
