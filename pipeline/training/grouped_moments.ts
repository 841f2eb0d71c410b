import { type FeatureMatrix, UNSEEN } from "../features/feature_matrix.ts";

/**
 * What least squares with one effect for each group needs of the rows, and nothing more: counts and means by group, and the
 * scatter within groups pooled over all of them. Memory grows with groups, not with rows.
 */
export interface GroupedMoments {
  /** Number of groups: the levels of the categorical column that parts the rows. */
  readonly groups: number;
  /** Number of numeric columns, k. */
  readonly numeric: number;
  /** Rows by group. */
  readonly count: Float64Array;
  /** Means by group, row-major groups x (k + 1): the numeric columns, then the target. */
  readonly mean: Float64Array;
  /** Pooled within-group scatter, row-major (k + 1) x (k + 1), of the same columns. */
  readonly scatter: Float64Array;
  /** Least and greatest target. */
  readonly range: Float64Array;
}

/** Begins with no rows. */
export function emptyMoments(groups: number, numeric: number): GroupedMoments {
  const width = numeric + 1;
  return {
    groups,
    numeric,
    count: new Float64Array(groups),
    mean: new Float64Array(groups * width),
    scatter: new Float64Array(width * width),
    range: Float64Array.of(Infinity, -Infinity),
  };
}

/**
 * Adds rows by Welford's update, which stays exact where sums of squares would cancel: odometer errors of 360,000 miles stand
 * beside trips of one mile.
 *
 * @param group the name of the categorical column whose codes are the groups; rows with an unseen code are left out
 * @param target minutes, one for each row
 */
export function addMoments(
  moments: GroupedMoments,
  matrix: FeatureMatrix,
  group: string,
  target: Float64Array,
): void {
  const { count, mean, scatter, numeric, range } = moments;
  const width = numeric + 1;
  const columns = [...numericColumns(matrix), target];
  const codes = codesOf(matrix, group);
  const before = new Float64Array(width);
  for (let row = 0; row < matrix.rows; row++) {
    const code = codes[row];
    if (code === UNSEEN) continue;
    if (target[row] < range[0]) range[0] = target[row];
    if (target[row] > range[1]) range[1] = target[row];
    const rows = ++count[code];
    const offset = code * width;
    for (let i = 0; i < width; i++) {
      before[i] = columns[i][row] - mean[offset + i];
      mean[offset + i] += before[i] / rows;
    }
    for (let i = 0; i < width; i++) {
      const after = columns[i][row] - mean[offset + i];
      for (let j = 0; j <= i; j++) scatter[i * width + j] += before[j] * after;
    }
  }
}

/** Values of the numeric columns, in the matrix's order. */
export function numericColumns(matrix: FeatureMatrix): Float64Array[] {
  return matrix.columns.flatMap((column) => column.kind === "numeric" ? [column.values] : []);
}

function codesOf(matrix: FeatureMatrix, name: string): Int32Array {
  const column = matrix.columns.find((candidate) => candidate.name === name);
  if (column?.kind !== "categorical") {
    throw new TypeError(`Column "${name}" is missing, expected a categorical column`);
  }
  return column.codes;
}
