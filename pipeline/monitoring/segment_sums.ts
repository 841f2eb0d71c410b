import type { CodeArray } from "./categorical_distribution.ts";
import type { Segment } from "./monitoring_result.ts";

/** A way of cutting rows into segments, such as `pickup_hour`: every row has a code, every code a label. */
export interface SegmentCut {
  /** Key of its segments and of its codes in a batch. */
  readonly name: string;
  /** Codes below this have a label; a row with any other code, or a negative one, is in no segment. */
  readonly codes: number;
  /** The segment of a code; natural order is that of the codes. */
  label(code: number): string;
  /** How many segments are kept, those with the most rows; all unless told. */
  readonly most?: number;
}

/** A cut whose codes are indices into its labels. */
export function labelledCut(name: string, labels: readonly string[]): SegmentCut {
  return { name, codes: labels.length, label: (code) => labels[code] };
}

const FIRST_CODES = 64;

/** Adds up the errors of the segments of one cut. Memory grows with the greatest code that is seen, not with rows. */
export class SegmentSums {
  /** Of each code: rows, sum of errors, sum of their sizes. */
  #sums: Float64Array = new Float64Array(3 * FIRST_CODES);
  readonly #cut: SegmentCut;

  /** Begins without rows. */
  constructor(cut: SegmentCut) {
    this.#cut = cut;
  }

  /** The cut's name. */
  get name(): string {
    return this.#cut.name;
  }

  /** Adds one batch; a NaN error is left out. */
  add(codes: CodeArray, errors: Float64Array): void {
    const { codes: known } = this.#cut;
    let sums = this.#sums;
    for (let row = 0; row < errors.length; row++) {
      const code = codes[row], error = errors[row];
      if (!(code >= 0 && code < known) || Number.isNaN(error)) continue;
      const at = 3 * code;
      if (at >= sums.length) sums = this.#grow(at + 3);
      sums[at]++;
      sums[at + 1] += error;
      sums[at + 2] += Math.abs(error);
    }
  }

  /** Segments that have rows, in natural order. */
  segments(): Segment[] {
    const { most = Infinity, label } = this.#cut;
    const sums = this.#sums, codes: number[] = [];
    for (let code = 0; 3 * code < sums.length; code++) if (sums[3 * code] > 0) codes.push(code);
    return largest(codes, most, (code) => sums[3 * code]).map((code) => {
      const at = 3 * code, rows = sums[at];
      return { label: label(code), rows, me: sums[at + 1] / rows, mae: sums[at + 2] / rows };
    });
  }

  #grow(length: number): Float64Array {
    const longer = new Float64Array(Math.max(length, Math.min(2 * this.#sums.length, 3 * this.#cut.codes)));
    longer.set(this.#sums);
    this.#sums = longer;
    return longer;
  }
}

/** Those with the most rows, at most so many, in the order they had; of equals the first. */
export function largest<Segment>(
  segments: readonly Segment[],
  most: number,
  rowsOf: (segment: Segment) => number,
): Segment[] {
  if (segments.length <= most) return [...segments];
  const rows = Float64Array.from(segments, rowsOf);
  const least = rows.toSorted()[rows.length - most];
  let ties = most - rows.reduce((count, value) => count + (value > least ? 1 : 0), 0);
  return segments.filter((_, i) => rows[i] > least || (rows[i] === least && ties-- > 0));
}
