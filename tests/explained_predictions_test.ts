import assert from "node:assert/strict";
import fc from "fast-check";
import { LINEAR_FEATURES, NO_FEATURES } from "../pipeline/features/feature_spec.ts";
import { fitFeatures } from "../pipeline/features/fit_features.ts";
import { MODEL_KINDS, type ModelKindName } from "../pipeline/models/model.ts";
import { decodeBundle, encodeBundle } from "../pipeline/models/model_bundle.ts";
import { createPredictor, type Predictor } from "../pipeline/models/predictor.ts";
import { evaluateModel } from "../pipeline/training/evaluate_model.ts";
import { fitModel } from "../pipeline/training/fit_model.ts";
import { HistoryBuilder } from "../pipeline/training/history_builder.ts";
import { parseMonths } from "../pipeline/trips/month.ts";
import { fakeApp } from "../server/fake_app.ts";
import { sampleTable, type SampleTrip, streamOf } from "./sample_trips.ts";

const [MONTH] = parseMonths("2023-01");

const TRAINING: readonly SampleTrip[] = Array.from({ length: 400 }, (_, i) => ({
  pickup: `2023-01-${String(1 + i % 28).padStart(2, "0")}T12:00:00`,
  from: 70 + i % 5,
  to: 80 + i % 7,
  miles: i % 11 === 0 ? 0 : 1 + i % 9,
  minutes: 4 + 3 * (i % 9) + i % 5,
}));

/** A model of `kind` as a server loads it: out of the bytes of its file. */
async function loadedModel(kind: ModelKindName): Promise<Predictor> {
  const table = sampleTable(TRAINING);
  const features = await fitFeatures(kind === "mean" ? NO_FEATURES : LINEAR_FEATURES, streamOf(table));
  const model = await fitModel(kind, features, streamOf(table));
  const { months, interval } = await evaluateModel({ model, features }, [MONTH], streamOf(table));
  const history = new HistoryBuilder();
  history.add(table);
  const dataset = { taxi: "green", months: [MONTH], sources: ["test"], sha256: "0".repeat(64) } as const;
  const bytes = encodeBundle({
    ...{ model, features, months, interval: interval!, history: history.finish() },
    profile: {},
    dataset: { train: dataset, test: dataset },
    metrics: { mae: 1, mse: 1, rmse: 1, r2: 0 },
    createdAt: "2023-05-01T00:00:00.000Z",
    taxiVersion: "0.1.0",
  });
  return createPredictor(decodeBundle(bytes, "m.taxi"), "duration", null);
}

/** Trips that the model knows, and others. */
const someTrip = fc.record({
  PULocationID: fc.oneof(fc.integer({ min: 70, max: 74 }), fc.integer({ min: 1, max: 265 })),
  DOLocationID: fc.oneof(fc.integer({ min: 80, max: 86 }), fc.integer({ min: 1, max: 265 })),
  trip_distance: fc.oneof(fc.constantFrom(null, 0, 1e6), fc.double({ min: 0, max: 30, noNaN: true })),
});

for (const kind of MODEL_KINDS) {
  Deno.test(`POST /predict?explain=true of a ${kind} model adds up, and holds its prediction in its interval`, async () => {
    const { request } = fakeApp({ model: await loadedModel(kind) });
    const headers = { "content-type": "application/json" };
    await fc.assert(
      fc.asyncProperty(someTrip, async (trip) => {
        const sent = { method: "POST", body: JSON.stringify(trip), headers };
        const { predicted_duration, explanation, interval, unseen } =
          await (await request("/predict?explain=true", sent)).json();
        const sum = explanation.contributions.reduce(
          (total: number, { minutes }: { minutes: number }) => total + minutes,
          explanation.baseline,
        );
        assert.ok(Math.abs(sum - predicted_duration) < 1e-8, `${sum} is not ${predicted_duration}`);
        assert.ok(0 <= interval.lower && interval.lower <= predicted_duration, JSON.stringify(interval));
        assert.ok(predicted_duration <= interval.upper && interval.level === 0.9, JSON.stringify(interval));
        const { PULocationID: from, DOLocationID: to } = trip;
        const { trips, ...pair } = await (await request(`/pairs?from=${from}&to=${to}`)).json();
        assert.deepEqual([pair.from, pair.to, pair.minutes !== null], [from, to, trips >= 5]);
        assert.equal(unseen.includes("PU_DO"), kind !== "mean" && trips === 0);
      }),
      { numRuns: 60 },
    );
  });
}
