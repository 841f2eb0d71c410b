import { Matrix, SingularValueDecomposition } from "ml-matrix";

/** Singular values up to this share of the largest are noise; NumPy's default. */
const NOISE = 1e-15;

/** The Moore-Penrose inverse of a square matrix and how many dimensions it spans. */
export interface PseudoInverse {
  /** As many rows and columns as the matrix. */
  readonly inverse: readonly (readonly number[])[];
  /** 0 to the number of rows. */
  readonly rank: number;
}

/** As NumPy's `pinv`, and `matrix_rank` of what it gives. */
export function pseudoInverse(matrix: readonly (readonly number[])[]): PseudoInverse {
  const decomposed = new SingularValueDecomposition(new Matrix(matrix.map((row) => [...row])));
  const cutoff = NOISE * decomposed.diagonal[0];
  const inverted = decomposed.diagonal.map((value) => value > cutoff ? 1 / value : 0);
  const inverse = decomposed.rightSingularVectors
    .mmul(Matrix.diag(inverted))
    .mmul(decomposed.leftSingularVectors.transpose())
    .to2DArray();
  const least = Math.max(...inverted) * matrix.length * Number.EPSILON;
  return { inverse, rank: inverted.filter((value) => value > least).length };
}
