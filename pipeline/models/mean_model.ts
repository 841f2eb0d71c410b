import { TaxiError } from "../../lib/errors.ts";
import type { ModelKind } from "./model_kind.ts";

/** Answers the mean duration of the training trips, whatever is asked: what any other model has to beat. */
export interface MeanModel {
  /** The tag that finds {@linkcode MEAN_KIND}. */
  readonly kind: "mean";
  /** Minutes. */
  readonly mean: number;
}

/** {@linkcode MeanModel} by the contract of all kinds. */
export const MEAN_KIND: ModelKind<MeanModel> = {
  name: "mean",
  predict: ({ mean }, _matrix, minutes) => void minutes.fill(mean),
  attribute: ({ mean }, { columns }) => ({ baseline: mean, minutes: new Float64Array(columns.length) }),
  encode: ({ mean }) => ({ mean }),
  decode(encoded) {
    const { mean } = (encoded ?? {}) as { mean?: unknown };
    if (typeof mean !== "number" || !Number.isFinite(mean)) {
      throw new TaxiError(`Cannot use this mean model: found mean ${mean}, expected a finite number`, {
        code: "corrupt_model",
      });
    }
    return { kind: "mean", mean };
  },
};
