import type { CategoricalDistribution } from "./distribution.ts";

/** Codes of a batch of rows; a negative code is a missing label. */
export type CodeArray = Uint8Array | Uint16Array | Int32Array;

/**
 * Counts codes or labels batch by batch into a {@linkcode CategoricalDistribution}. Memory grows with the highest
 * code and with the different labels, not with the rows. Labels are made once a code, when counting has ended.
 */
export class CategoricalDistributionBuilder {
  #byCode = new Float64Array(256);
  readonly #byLabel = new Map<string, number>();
  #missing = 0;
  readonly #label: (code: number) => string;

  /**
   * Begins without rows.
   *
   * @param label what people call a code; the code itself unless told
   */
  constructor(label: (code: number) => string = String) {
    this.#label = label;
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
      else this.#byLabel.set(label, (this.#byLabel.get(label) ?? 0) + 1);
    }
  }

  /** The distribution of all rows so far. */
  finish(): CategoricalDistribution {
    const counts = new Map(this.#byLabel);
    this.#byCode.forEach((count, code) => {
      if (count === 0) return;
      const label = this.#label(code);
      counts.set(label, (counts.get(label) ?? 0) + count);
    });
    let rows = 0;
    for (const count of counts.values()) rows += count;
    return { kind: "categorical", counts, rows, missing: this.#missing };
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
