import assert from "node:assert/strict";
import { sampleTable, streamOf } from "../../tests/sample_trips.ts";
import { REFERENCE_FEATURES } from "../features/feature_spec.ts";
import { fitFeatures } from "../features/fit_features.ts";
import { explainPrediction } from "./explain_prediction.ts";
import type { LinearModel } from "./linear_model.ts";

const MODEL: LinearModel = {
  kind: "linear",
  intercept: 10,
  terms: [
    { kind: "categorical", name: "PU_DO", effects: Float64Array.of(-4, 2) },
    { kind: "numeric", name: "trip_distance", slope: 3 },
  ],
  bounds: [5, 40],
};

const FEATURES = await fitFeatures(
  REFERENCE_FEATURES,
  streamOf(sampleTable([{ from: 41, to: 42, miles: 1 }, { from: 74, to: 75, miles: 3 }])),
);

Deno.test("explainPrediction tells each feature as it was asked, with its minutes", () => {
  const trips = sampleTable([{ from: 41, to: 42, miles: 2 }, { from: 1, to: 2, miles: NaN }]);
  assert.deepEqual(explainPrediction(MODEL, FEATURES, trips, 0), {
    baseline: 10,
    contributions: [
      { feature: "PU_DO", value: "41_42", minutes: -4 },
      { feature: "trip_distance", value: 2, minutes: 6 },
    ],
  });
  assert.deepEqual(explainPrediction(MODEL, FEATURES, trips, 1).contributions, [
    { feature: "PU_DO", value: "1_2", minutes: 0 },
    { feature: "trip_distance", value: null, minutes: 6 }, // the mean of training stands in
  ]);
});

Deno.test("explainPrediction shows what the bounds take away or add", () => {
  const trips = sampleTable([{ from: 74, to: 75, miles: 100 }, { from: 41, to: 42, miles: -3 }]);
  assert.deepEqual(explainPrediction(MODEL, FEATURES, trips, 0).contributions.at(-1), {
    feature: "bounds",
    value: null,
    minutes: 40 - 312,
  });
  assert.equal(explainPrediction(MODEL, FEATURES, trips, 1).contributions.at(-1)!.minutes, 5 - -3);
});

Deno.test("explainPrediction tells the difference from the average trip where the model file knows it", () => {
  const [pair, distance] = MODEL.terms;
  const model = { ...MODEL, terms: [{ ...pair, centre: -1 }, { ...distance, centre: 5 }] };
  const trips = sampleTable([{ from: 41, to: 42, miles: 2 }]);
  const { baseline, contributions } = explainPrediction(model, FEATURES, trips, 0);
  assert.deepEqual([baseline, ...contributions.map(({ minutes }) => minutes)], [14, -3, 1]);
});
