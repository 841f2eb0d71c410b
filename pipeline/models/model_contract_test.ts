import assert from "node:assert/strict";
import fc from "fast-check";
import { anyTrip, bitsOf, sampleTable, type SampleTrip, streamOf } from "../../tests/sample_trips.ts";
import type { FeatureMatrix } from "../features/feature_matrix.ts";
import {
  type FeatureSpec,
  LINEAR_FEATURES,
  NO_FEATURES,
  REFERENCE_FEATURES,
} from "../features/feature_spec.ts";
import { fitFeatures } from "../features/fit_features.ts";
import type { FittedFeatures } from "../features/fitted_features.ts";
import { transformFeatures } from "../features/transform_features.ts";
import { fitModel } from "../training/fit_model.ts";
import { explainPrediction } from "./explain_prediction.ts";
import { decodeModel, encodeModel, type Model, MODEL_KINDS, type ModelKindName, predict } from "./model.ts";

/** The features that each kind is trained on; a kind with two ways to train stands here with both. */
const SPECS: Readonly<Record<ModelKindName, readonly FeatureSpec[]>> = {
  mean: [NO_FEATURES],
  linear: [LINEAR_FEATURES, REFERENCE_FEATURES],
};

interface Example {
  readonly name: string;
  readonly features: FittedFeatures;
  readonly model: Model;
}

const TRAINING: readonly SampleTrip[] = Array.from({ length: 200 }, (_, i) => ({
  from: 70 + i % 5,
  to: 80 + i % 7,
  miles: i % 11 === 0 ? 0 : 1 + i % 9,
  minutes: 4 + 3 * (i % 9) + i % 5,
}));

async function example(kind: ModelKindName, spec: FeatureSpec): Promise<Example> {
  const table = sampleTable(TRAINING);
  const features = await fitFeatures(spec, streamOf(table));
  const model = await fitModel(kind, features, streamOf(table));
  return { name: `${kind} on ${spec.map(({ type }) => type).join(", ") || "nothing"}`, features, model };
}

const EXAMPLES = await Promise.all(
  MODEL_KINDS.flatMap((kind) => SPECS[kind].map((spec) => example(kind, spec))),
);

const someTrips = fc.array(fc.oneof(anyTrip, fc.constantFrom(...TRAINING)), { maxLength: 30 });

function matrixOf({ features }: Example, trips: readonly SampleTrip[]): FeatureMatrix {
  return transformFeatures(features, sampleTable(trips));
}

function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

/** Copies of `value` in each of which one number is replaced by what is no finite number. */
function* damagedNumbers(value: unknown): Generator<unknown> {
  if (typeof value === "number") yield* [null, "7", true, [], {}, undefined, NaN, Infinity];
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    for (const damaged of damagedNumbers(part)) {
      const copy = structuredClone(value) as Record<string, unknown>;
      copy[key] = damaged;
      yield copy;
    }
  }
}

for (const it of EXAMPLES) {
  Deno.test(`predict by ${it.name} gives one finite number for each row`, () => {
    fc.assert(fc.property(someTrips, (trips) => {
      const minutes = predict(it.model, matrixOf(it, trips));
      assert.equal(minutes.length, trips.length);
      assert.ok(minutes.every(Number.isFinite), `found ${minutes}`);
    }));
  });

  Deno.test(`predict by ${it.name} answers a row alone with the same bits as within a batch`, () => {
    fc.assert(fc.property(someTrips, (trips) => {
      const batch = bitsOf(predict(it.model, matrixOf(it, trips)));
      const alone = trips.map((trip) => bitsOf(predict(it.model, matrixOf(it, [trip])))[0]);
      assert.deepEqual([...batch], alone);
    }));
  });

  Deno.test(`predict by ${it.name} changes neither model nor matrix`, () => {
    const matrix = matrixOf(it, TRAINING);
    const before = structuredClone([it.model, matrix]);
    predict(it.model, matrix);
    encodeModel(it.model);
    assert.deepEqual([it.model, matrix], before);
  });

  Deno.test(`explainPrediction of ${it.name} adds up to the prediction, for each trip`, () => {
    fc.assert(fc.property(someTrips, (trips) => {
      const table = sampleTable(trips);
      predict(it.model, matrixOf(it, trips)).forEach((minutes, row) => {
        const { baseline, contributions } = explainPrediction(it.model, it.features, table, row);
        const parts = contributions.map((part) => part.minutes);
        const sum = parts.reduce((total, part) => total + part, baseline);
        const most = Math.max(1, Math.abs(baseline), ...parts.map(Math.abs));
        assert.ok(Math.abs(sum - minutes) <= 1e-9 * most, `${sum} is not ${minutes}`);
        assert.deepEqual(
          contributions.filter(({ feature }) => feature !== "bounds").map(({ feature }) => feature),
          it.features.spec.map(({ name }) => name),
        );
      });
    }));
  });

  Deno.test(`explainPrediction of ${it.name} begins at the average prediction of the training trips`, () => {
    const table = sampleTable(TRAINING);
    const explained = TRAINING.map((_, row) => explainPrediction(it.model, it.features, table, row));
    const unbounded = explained.map(({ baseline, contributions }) =>
      contributions.reduce(
        (sum, { feature, minutes }) => feature === "bounds" ? sum : sum + minutes,
        baseline,
      )
    );
    const mean = unbounded.reduce((sum, minutes) => sum + minutes, 0) / unbounded.length;
    assert.ok(Math.abs(explained[0].baseline - mean) < 1e-9, `${explained[0].baseline} is not ${mean}`);
    it.features.spec.forEach((_, at) => {
      const sum = explained.reduce((total, { contributions }) => total + contributions[at].minutes, 0);
      assert.ok(Math.abs(sum) < 1e-9, `${it.features.spec[at].type} adds ${sum} on balance`);
    });
  });

  Deno.test(`decodeModel gives back ${it.name}, predicting the same bits`, () => {
    const encoded = throughJson(encodeModel(it.model));
    const decoded = decodeModel(encoded);
    assert.deepEqual(throughJson(encodeModel(decoded)), encoded);
    fc.assert(fc.property(someTrips, (trips) => {
      const matrix = matrixOf(it, trips);
      assert.deepEqual(bitsOf(predict(decoded, matrix)), bitsOf(predict(it.model, matrix)));
    }));
  });

  Deno.test(`decodeModel refuses ${it.name} with damaged parameters`, () => {
    const { kind, parameters } = throughJson(encodeModel(it.model));
    const refused = [undefined, null, 7, "mean", [], {}, ...damagedNumbers(parameters)];
    assert.ok(refused.length > 6, "no number to damage");
    for (const damaged of refused) {
      assert.throws(
        () => decodeModel({ kind, parameters: damaged }),
        { name: "TaxiError", code: "corrupt_model", message: /^Cannot use this [^\n]*$/ },
        JSON.stringify(damaged),
      );
    }
  });
}

Deno.test("decodeModel names the kinds there are when it is given another", () => {
  for (const kind of ["boosted", "", "toString", "__proto__"]) {
    assert.throws(() => decodeModel({ kind, parameters: {} }), {
      name: "TaxiError",
      code: "unknown_model",
      message: `Unknown model kind "${kind}": expected ${MODEL_KINDS.join(", ")}`,
    });
  }
});

Deno.test("predict refuses a matrix whose columns are not the model's", () => {
  const linear = EXAMPLES.find(({ model }) => model.kind === "linear")!;
  const { rows, columns } = matrixOf(linear, TRAINING);
  assert.throws(() => predict(linear.model, { rows, columns: columns.toReversed() }), TypeError);
});
