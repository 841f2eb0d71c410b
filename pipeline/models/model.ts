import { TaxiError } from "../../lib/errors.ts";
import type { FeatureMatrix } from "../features/feature_matrix.ts";
import { LINEAR_KIND, type LinearModel } from "./linear_model.ts";
import { MEAN_KIND, type MeanModel } from "./mean_model.ts";
import type { Attribution, ModelKind } from "./model_kind.ts";

/** A fitted model, plain data tagged by its kind. */
export type Model = MeanModel | LinearModel;

/** The names that `--model` takes. */
export type ModelKindName = Model["kind"];

const KINDS: { readonly [Name in ModelKindName]: ModelKind<Extract<Model, { kind: Name }>> } = {
  mean: MEAN_KIND,
  linear: LINEAR_KIND,
};

/** The kinds there are, in order of growing strength. */
export const MODEL_KINDS = Object.keys(KINDS) as ModelKindName[];

/**
 * Predicted duration in minutes, one for each row of `matrix`.
 *
 * @param minutes where to write them; a new array unless told
 */
export function predict(
  model: Model,
  matrix: FeatureMatrix,
  minutes: Float64Array = new Float64Array(matrix.rows),
): Float64Array {
  kindOf(model.kind).predict(model, matrix, minutes);
  return minutes;
}

/** How row `row` of `matrix` comes to its minutes. */
export function attribute(model: Model, matrix: FeatureMatrix, row: number): Attribution {
  return kindOf(model.kind).attribute(model, matrix, row);
}

/** A model as plain JSON. */
export function encodeModel(model: Model): { kind: string; parameters: unknown } {
  return { kind: model.kind, parameters: kindOf(model.kind).encode(model) };
}

/**
 * Reads back what {@linkcode encodeModel} made.
 *
 * @throws TaxiError when the kind is unknown or the parameters do not fit it
 */
export function decodeModel(encoded: { kind: string; parameters: unknown }): Model {
  return kindOf(encoded.kind).decode(encoded.parameters);
}

function kindOf(name: string): ModelKind<Model> {
  if (!Object.hasOwn(KINDS, name)) {
    throw new TaxiError(`Unknown model kind "${name}": expected ${MODEL_KINDS.join(", ")}`, {
      code: "unknown_model",
    });
  }
  return KINDS[name as ModelKindName] as ModelKind<Model>; // the tag says which kind each model is
}
