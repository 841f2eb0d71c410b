import type { CategoricalDistribution } from "./distribution.ts";

/** Codes of a batch of rows; a negative code is a missing label. */
export type CodeArray = Uint8Array | Uint16Array | Int32Array;

/** Different labels that are told apart. What has more is an identifier: no two windows share it, and none is a category. */
export const MOST_LEVELS = 1 << 20;

/**
 * Counts codes or labels batch by batch into a {@linkcode CategoricalDistribution}. Memory grows with the highest
 * code and with the different labels, not with the rows. Labels are made once a code, when counting has ended. Above
 * `mostLevels` different labels they are let go, and only rows are counted.
 */
export class CategoricalDistributionBuilder {
  #byCode = new Float64Array(256);
  readonly #byLabel = new Map<string, number>();
  #tooMany = false;
  #rows = 0;
  #missing = 0;
  readonly #label: (code: number) => string;
  readonly #mostLevels: number;

  /**
   * Begins without rows.
   *
   * @param label what people call a code; the code itself unless told
   * @param mostLevels different labels that are told apart
   */
  constructor(label: (code: number) => string = String, mostLevels: number = MOST_LEVELS) {
    this.#label = label;
    this.#mostLevels = mostLevels;
  }

  /** Adds one batch of codes, which should be small numbers: the table is as long as the highest. */
  addCodes(codes: CodeArray): void {
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row];
      if (code < 0) {
        this.#missing++;
        continue;
      }
      if (code >= this.#byCode.length) this.#grow(code);
      this.#byCode[code]++;
    }
  }

  /** Adds one batch of labels; null counts as missing. */
  addLabels(labels: Iterable<string | null>): void {
    for (const label of labels) {
      if (label === null) this.#missing++;
      else this.#addLabel(label, 1);
    }
  }

  /**
   * Adds one batch of labels by their place among `levels`, looking at each level once.
   *
   * @param valid 0 for a row without a label
   */
  addLevels(codes: Int32Array, levels: readonly string[], valid?: Uint8Array): void {
    const counts = new Float64Array(levels.length);
    for (let row = 0; row < codes.length; row++) {
      if (valid !== undefined && valid[row] === 0) this.#missing++;
      else counts[codes[row]]++;
    }
    for (let level = 0; level < counts.length; level++) {
      if (counts[level] > 0) this.#addLabel(levels[level], counts[level]);
    }
  }

  /** The distribution of all rows so far. */
  finish(): CategoricalDistribution {
    const counts = new Map(this.#byLabel);
    let rows = this.#rows;
    this.#byCode.forEach((count, code) => {
      if (count === 0) return;
      const label = this.#label(code);
      counts.set(label, (counts.get(label) ?? 0) + count);
      rows += count;
    });
    const missing = this.#missing;
    if (this.#tooMany) return { kind: "categorical", counts: new Map(), rows, missing, tooMany: true };
    return { kind: "categorical", counts, rows, missing };
  }

  #addLabel(label: string, rows: number): void {
    this.#rows += rows;
    if (this.#tooMany) return;
    this.#byLabel.set(label, (this.#byLabel.get(label) ?? 0) + rows);
    if (this.#byLabel.size <= this.#mostLevels) return;
    this.#tooMany = true;
    this.#byLabel.clear();
  }

  #grow(code: number): void {
    const longer = new Float64Array(Math.max(code + 1, this.#byCode.length * 2));
    longer.set(this.#byCode);
    this.#byCode = longer;
  }
}

/** The distribution of labels at hand; null counts as missing. */
export function categoricalDistribution(labels: Iterable<string | null>): CategoricalDistribution {
  const builder = new CategoricalDistributionBuilder();
  builder.addLabels(labels);
  return builder.finish();
}
