import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../lib/random.ts";
import { assertClose } from "../../tests/evidently_golden.ts";
import { regressionMetrics } from "../models/regression_metrics.ts";
import { ErrorMoments } from "./error_moments.ts";
import { normalQuantile } from "./normal_quantile.ts";

Deno.test("ErrorMoments has the spread of errors, sizes and percentages, worked out by hand", () => {
  const { me, mae, mape } = momentsOf([10, 20, -10, 0], [12, 19, -11, 4]).spread(); // errors 2, -1, -1, 4
  assertClose(me, Math.sqrt(18 / 3), "me"); // around 1
  assertClose(mae, Math.sqrt(6 / 3), "mae"); // of 2, 1, 1, 4 around 2
  assertClose(mape, Math.sqrt(sumOfSquares([20, 5, 10]) / 2), "mape");
});

Deno.test("ErrorMoments has Evidently's percentages: near 0 is 1 in current, absent in the reference", () => {
  const { current, reference } = momentsOf([10, 20, 0], [12, 19, 4]).evidently();
  assertClose(current.mape, 100 * (0.2 + 0.05 + 1) / 3, "current");
  assertClose(reference.mape, 100 * (0.2 + 0.05) / 2, "reference");
  assertClose(reference.spread, Math.sqrt(2 * 0.075 ** 2), "spread of the reference");
  const negative = momentsOf([-10], [-11]).evidently();
  assertClose(negative.current.mape, 100 / Number.EPSILON, "a negative target");
});

Deno.test("ErrorMoments of no rows and of one has no spread, no confidence and no number out of nothing", () => {
  for (const targets of [[], [5], [NaN, 5]]) {
    const predictions = targets.map(() => 7);
    const moments = momentsOf(targets, predictions);
    assert.ok(Object.values(moments.spread()).every(Number.isNaN));
    assert.deepEqual(moments.confidence(metricsOf(targets, predictions)), {});
  }
});

Deno.test("ErrorMoments of a perfect model is certain, and of targets that do not differ tells nothing of R2", () => {
  const perfect = momentsOf([1, 2, 3], [1, 2, 3]).confidence(metricsOf([1, 2, 3], [1, 2, 3]));
  assert.deepEqual(perfect.rmse, { low: 0, high: 0 });
  assert.deepEqual(perfect.r2, { low: 1, high: 1 });
  const constant = momentsOf([2, 2, 2], [1, 2, 4]).confidence(metricsOf([2, 2, 2], [1, 2, 4]));
  assert.equal(constant.r2, undefined);
  const zeros = momentsOf([0, 0, 0], [1, 2, 4]).confidence(metricsOf([0, 0, 0], [1, 2, 4]));
  assert.equal(zeros.mape, undefined);
});

Deno.test("ErrorMoments gives intervals that hold the true value in about 95 of 100 windows", () => {
  const random = seededRandom("coverage");
  const draw = (rows: number): [Float64Array, Float64Array] => {
    const target = new Float64Array(rows), prediction = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      target[row] = 12 * Math.exp(0.5 * normal(random)); // skewed, and errors grow with the target
      prediction[row] = target[row] * (1 + 0.25 * normal(random)) + 1;
    }
    return [target, prediction];
  };
  const truth = regressionMetrics(...draw(1_000_000));
  const names = ["me", "mae", "mape", "mse", "rmse", "r2"] as const;
  const held = { me: 0, mae: 0, mape: 0, mse: 0, rmse: 0, r2: 0 }, windows = 600;
  for (let window = 0; window < windows; window++) {
    const [target, prediction] = draw(300);
    const moments = new ErrorMoments();
    moments.add(target, prediction);
    const confidence = moments.confidence(regressionMetrics(target, prediction));
    for (const name of names) {
      const { low, high } = confidence[name]!;
      if (low <= truth[name] && truth[name] <= high) held[name]++;
    }
  }
  for (const name of names) {
    const share = held[name] / windows;
    assert.ok(share > 0.9 && share < 0.985, `${name}: ${share} of the intervals hold the true value`);
  }
});

Deno.test("ErrorMoments does not depend on batches or on the order of the rows", () => {
  const row = fc.tuple(fc.integer({ min: -60, max: 60 }), fc.double({ min: -60, max: 60, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 2, maxLength: 60 }),
      fc.integer({ min: 1, max: 7 }),
      (rows, size) => {
        const [target, prediction] = [0, 1].map((i) => rows.map((row) => row[i]));
        const whole = momentsOf(target, prediction), parts = new ErrorMoments();
        for (let at = rows.length; at > 0; at -= size) {
          const cut = (values: number[]) => Float64Array.from(values.slice(Math.max(0, at - size), at));
          parts.add(cut(target), cut(prediction));
        }
        const metrics = metricsOf(target, prediction);
        const [one, other] = [whole, parts].map((moments) => ({
          ...moments.spread(),
          low: moments.confidence(metrics).mae!.low,
          high: moments.confidence(metrics).rmse!.high,
          current: moments.evidently().current.mape,
        }));
        for (const name of ["me", "mae", "mape", "low", "high", "current"] as const) {
          const lost = name === "mape" ? 2e-3 : 1e-6; // of 12,000 %, whose squares leave half the digits
          assertClose(one[name], other[name], name, 1e-6, lost);
        }
      },
    ),
  );
});

Deno.test("ErrorMoments keeps the spread of errors that lie far from 0", () => {
  const far = 1e9;
  const target = Array.from({ length: 1000 }, (_, i) => far + i % 10);
  assertClose(
    momentsOf(target, target.map((value, i) => 2 * far + value + i % 2)).spread().me,
    0.50025,
    "me",
    1e-5,
  );
});

function momentsOf(target: number[], prediction: number[]): ErrorMoments {
  const moments = new ErrorMoments();
  moments.add(Float64Array.from(target), Float64Array.from(prediction));
  return moments;
}

function metricsOf(target: number[], prediction: number[]) {
  return regressionMetrics(Float64Array.from(target), Float64Array.from(prediction));
}

function sumOfSquares(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

function normal(random: () => number): number {
  return normalQuantile((Math.floor(random() * 2 ** 31) + 0.5) / 2 ** 31);
}
