import assert from "node:assert/strict";
import { categoricalDistribution } from "./categorical_distribution.ts";
import type { Distribution } from "./distribution.ts";
import { monitor } from "./monitor.ts";
import type { ColumnRole, RegressionPerformance } from "./monitoring_result.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import { RegressionPerformanceAccumulator } from "./regression_performance.ts";
import type { Window } from "./window.ts";

const steady = numericDistribution(Array.from({ length: 50 }, (_, i) => i));
const moved = numericDistribution(Array.from({ length: 50 }, (_, i) => i + 40));

Deno.test("monitor of a window against itself is ok", () => {
  const same = windowOf({ a: steady, b: categoricalDistribution(["x", "y"]) }, performance(1));
  const result = monitor(same, same, { model: "duration version 3" });
  assert.equal(result.verdict, "ok");
  assert.equal(result.model, "duration version 3");
  assert.deepEqual(result.dataset, { columns: 2, drifted: 0, share: 0, drift: false });
  assert.ok(result.tests.every((test) => test.status === "passed"));
  assert.equal("columns" in result.reference, false);
});

Deno.test("monitor with leastChance takes what small windows do by chance for no drift, and real drift for drift", () => {
  const zones = (rows: number, levels: number) =>
    categoricalDistribution(Array.from({ length: rows }, (_, i) => `${(i * 7) % levels}`));
  const miles = (rows: number, most: number) =>
    numericDistribution(Array.from({ length: rows }, (_, i) => (i * 7) % most));
  const reference = windowOf({ zone: zones(2000, 40), miles: miles(2000, 90) });
  const small = windowOf({ zone: zones(12, 40), miles: miles(10, 90) });
  assert.equal(
    monitor(reference, small).dataset.drifted,
    2,
    "Evidently's rule finds drift in so small a window",
  );
  const patient = monitor(reference, small, { leastChance: 0.001 });
  assert.equal(patient.verdict, "ok");
  assert.ok(patient.columns.every((column) => "score" in column && column.withinChance));
  assert.match(patient.tests[1].description, /so few rows differ as much by chance/);
  const shifted = windowOf({ zone: zones(300, 20), miles: miles(300, 20) });
  assert.equal(monitor(reference, shifted, { leastChance: 0.001 }).dataset.drifted, 2);
});

Deno.test("monitor skips each column that cannot be compared, with a reason, and scores the others", () => {
  const reference = windowOf({
    good: steady,
    gone: steady,
    empty: steady,
    retyped: steady,
    unsuitable: categoricalDistribution(["a", "b", "c"]),
  });
  const current = windowOf({
    good: steady,
    empty: numericDistribution([NaN, Infinity]),
    retyped: categoricalDistribution(["1"]),
    unsuitable: categoricalDistribution(["a", "b", "c"]),
    fresh: steady,
  });
  const result = monitor(reference, current, { methods: { categorical: { method: "ks" } } });
  const skipped = result.columns.flatMap((column) =>
    "skipped" in column ? [[column.column, column.skipped]] : []
  );
  assert.deepEqual(Object.fromEntries(skipped), {
    gone: "The current window has no such column",
    empty: "All values are missing in the current window",
    retyped: "The column is numeric in the reference window and categorical in the current one",
    unsuitable: "Method ks compares numbers, and the column is categorical",
    fresh: "The reference window has no such column",
  });
  assert.deepEqual(result.dataset, { columns: 1, drifted: 0, share: 0, drift: false });
});

Deno.test("monitor without a column to score has no drift", () => {
  const result = monitor(windowOf({ a: steady }), windowOf({ b: steady }), { driftShare: 0 });
  assert.deepEqual(result.dataset, { columns: 0, drifted: 0, share: 0, drift: false });
  assert.equal(result.verdict, "ok");
});

Deno.test("monitor warns of one drifted feature, and alerts when half of the columns drifted", () => {
  const reference = windowOf({ a: steady, b: steady, c: steady });
  assert.equal(monitor(reference, windowOf({ a: moved, b: steady, c: steady })).verdict, "warning");
  const half = monitor(windowOf({ a: steady, b: steady }), windowOf({ a: moved, b: steady }));
  assert.equal(half.dataset.drift, true);
  assert.equal(half.verdict, "alert");
});

Deno.test("monitor takes a drifted prediction for an alert unless regression shows that the model still works", () => {
  const before = (regression?: RegressionPerformance) =>
    windowOf({ a: steady, b: steady, predicted: steady }, regression);
  const after = (regression?: RegressionPerformance) =>
    windowOf({ a: steady, b: steady, predicted: moved }, regression);
  assert.equal(monitor(before(), after()).verdict, "alert");
  assert.equal(monitor(before(performance(1)), after()).verdict, "alert");
  assert.equal(monitor(before(performance(1)), after(performance(1))).verdict, "warning");
  assert.equal(monitor(before(performance(1)), after(performance(1.2))).verdict, "alert");
});

Deno.test("monitor fails a model that got worse by more than the tolerance, and passes one that got better", () => {
  const judge = (error: number, tolerance?: number) => {
    const result = monitor(
      windowOf({ a: steady }, performance(1)),
      windowOf({ a: steady }, performance(error)),
      {
        tolerance,
      },
    );
    const failed = result.tests.filter((test) => test.status === "failed").map((test) => test.name);
    return [result.verdict, failed];
  };
  assert.deepEqual(judge(0.2), ["ok", []]);
  assert.deepEqual(judge(1.09), ["ok", []]);
  assert.deepEqual(judge(1.11), ["alert", ["RMSE against the reference", "MAE against the reference"]]);
  assert.deepEqual(judge(1.11, 0.2), ["ok", []]);
  const [, worst] = judge(20);
  assert.ok(worst.includes("R2 against the reference"));
});

Deno.test("monitor fails a bias of more than a tenth of the reference's mean absolute error", () => {
  const biased = new RegressionPerformanceAccumulator();
  biased.add({ target: Float64Array.of(10, 20, 30, 40), prediction: Float64Array.of(9.2, 21, 31, 41) });
  const result = monitor(windowOf({ a: steady }, performance(1)), windowOf({ a: steady }, biased.finish()));
  const test = result.tests.find(({ name }) => name === "|ME| against the reference");
  assert.deepEqual(test, {
    name: "|ME| against the reference",
    subject: "model",
    status: "failed",
    description: "|ME| is 0.55 min; the limit is at most 0.1 min.",
  });
});

Deno.test("monitor describes its tests in sentences with value and limit", () => {
  const { tests } = monitor(windowOf({ a: steady, b: steady }), windowOf({ a: moved, b: steady }));
  assert.deepEqual(tests.map(({ name, status }) => [name, status]), [
    ["Share of drifted columns", "failed"],
    ["Drift of a", "failed"],
    ["Drift of b", "passed"],
  ]);
  assert.equal(tests[0].description, "1 of 2 columns drifted, a share of 0.5; the limit is below 0.5.");
  assert.equal(tests[2].description, "The p-value is 1 by ks; the limit is above 0.05.");
});

Deno.test("monitor refuses a window without rows", () => {
  const empty = { ...windowOf({ a: steady }), name: "2023-03", rows: 0 };
  assert.throws(() => monitor(windowOf({ a: steady }), empty), {
    name: "TaxiError",
    message: 'Cannot compare "2023-03": the window has 0 rows, expected at least 1',
  });
});

function windowOf(columns: Record<string, Distribution>, regression?: RegressionPerformance): Window {
  return {
    name: "some trips",
    rows: 50,
    columns: Object.entries(columns).map(([name, distribution]) => {
      const role: ColumnRole = name === "predicted" ? "prediction" : "feature";
      return { name, role, unit: "", distribution };
    }),
    ...(regression === undefined ? {} : { regression }),
  };
}

/** Four trips, two predicted too long and two too short by `error` minutes. */
function performance(error: number): RegressionPerformance {
  const accumulator = new RegressionPerformanceAccumulator();
  const target = Float64Array.of(10, 20, 30, 40);
  accumulator.add({ target, prediction: target.map((value, i) => value + (i % 2 === 0 ? error : -error)) });
  return accumulator.finish();
}
