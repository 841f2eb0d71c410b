import type { Column } from "../engines/column_batch.ts";
import type { RegressionPerformance } from "./monitoring_result.ts";
import { NumberBands } from "./number_bands.ts";
import { type SegmentCut, SegmentSums } from "./segment_sums.ts";

/** Levels whose errors are added up, those that are seen first: a million categories are no segments. */
const MOST_LEVELS = 20_000;

/** Levels that a window keeps, those with the most rows. */
const MOST_SEGMENTS = 1000;

/** The segments of any table: each text column by its levels, each column of numbers by bands of about as many rows. */
export class TableCuts {
  readonly #labels: ReadonlyMap<string, LabelSums>;
  readonly #bands: ReadonlyMap<string, NumberBands>;

  /** Begins without rows. */
  constructor(columns: readonly (readonly [name: string, type: Column["type"]])[]) {
    const texts = columns.filter(([, type]) => type === "string");
    const numbers = columns.filter(([, type]) => type !== "string" && type !== "timestamp");
    this.#labels = new Map(texts.map(([name]) => [name, new LabelSums(name)]));
    this.#bands = new Map(numbers.map(([name]) => [name, new NumberBands(name)]));
  }

  /**
   * Adds one batch.
   *
   * @param columns by name; one that is missing stays as it is
   * @param errors of each row, NaN for a row without
   */
  add(columns: Readonly<Record<string, Column>>, errors: Float64Array): void {
    for (const [name, sums] of this.#labels) {
      const column = columns[name];
      if (column?.type === "string") sums.add(column, errors);
    }
    for (const [name, bands] of this.#bands) {
      const column = columns[name];
      if (column !== undefined && column.type !== "string") bands.add(column.values, errors, column.valid);
    }
  }

  /**
   * The segments by column.
   *
   * @param like how the other window was cut, so that both have the same bands
   */
  finish(
    like: RegressionPerformance["bandCuts"] = {},
  ): Required<Pick<RegressionPerformance, "segments" | "bandCuts">> {
    const bands = [...this.#bands].map(([name, sums]) => [name, sums.finish(like[name])] as const);
    return {
      segments: Object.fromEntries([
        ...[...this.#labels].map(([name, sums]) => [name, sums.segments()] as const),
        ...bands.map(([name, { segments }]) => [name, segments] as const),
      ]),
      bandCuts: Object.fromEntries(bands.map(([name, { cut }]) => [name, cut])),
    };
  }
}

/** Errors by label, whatever the codes of a batch. */
class LabelSums {
  readonly #labels: string[] = [];
  readonly #codeOf = new Map<string, number>();
  readonly #sums: SegmentSums;
  #codes = new Int32Array(0);

  constructor(name: string) {
    const label: SegmentCut["label"] = (code) => this.#labels[code];
    this.#sums = new SegmentSums({ name, codes: MOST_LEVELS, label, most: MOST_SEGMENTS });
  }

  add({ values, levels, valid }: Extract<Column, { type: "string" }>, errors: Float64Array): void {
    const codeOf = Int32Array.from(levels, (label) => this.#code(label));
    if (this.#codes.length < values.length) this.#codes = new Int32Array(values.length);
    const codes = this.#codes;
    for (let row = 0; row < values.length; row++) {
      codes[row] = valid !== undefined && valid[row] === 0 ? -1 : codeOf[values[row]];
    }
    this.#sums.add(codes, errors);
  }

  segments() {
    return this.#sums.segments();
  }

  #code(label: string): number {
    const known = this.#codeOf.get(label);
    if (known !== undefined) return known;
    if (this.#labels.length === MOST_LEVELS) return -1;
    this.#labels.push(label);
    this.#codeOf.set(label, this.#labels.length - 1);
    return this.#labels.length - 1;
  }
}
