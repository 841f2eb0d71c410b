import assert from "node:assert/strict";
import { UNSEEN } from "../features/feature_matrix.ts";
import { LINEAR_KIND, type LinearModel } from "./linear_model.ts";
import { predict } from "./model.ts";

const MODEL: LinearModel = {
  kind: "linear",
  intercept: 10,
  terms: [
    { kind: "categorical", name: "PU_DO", effects: Float64Array.of(-4, 2) },
    { kind: "numeric", name: "trip_distance", slope: 3 },
  ],
  bounds: [5, 40],
};

const MATRIX = {
  rows: 4,
  columns: [
    { kind: "categorical", name: "PU_DO", codes: Int32Array.of(0, 1, UNSEEN, 1), levels: 2 },
    { kind: "numeric", name: "trip_distance", values: Float64Array.of(-2, 4, 1, 100) },
  ],
} as const;

Deno.test("LINEAR_KIND adds intercept, effects and slopes, and answers the nearest bound beyond them", () => {
  assert.deepEqual([...predict(MODEL, MATRIX)], [5, 24, 13, 40]);
  assert.deepEqual([...predict({ ...MODEL, bounds: null }, MATRIX)], [0, 24, 13, 312]);
});

Deno.test("LINEAR_KIND refuses bounds that are not two ascending numbers", () => {
  const encoded = LINEAR_KIND.encode(MODEL) as Record<string, unknown>;
  assert.deepEqual(LINEAR_KIND.decode({ ...encoded, bounds: [7, 7] }).bounds, [7, 7]);
  for (const bounds of [[40, 5], [5], [], {}, undefined, "none"]) {
    assert.throws(() => LINEAR_KIND.decode({ ...encoded, bounds }), {
      name: "TaxiError",
      code: "corrupt_model",
      message: /^Cannot use this linear model: found bounds .*, expected null or two ascending numbers$/,
    });
  }
});
