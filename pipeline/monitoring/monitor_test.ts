import assert from "node:assert/strict";
import { categoricalDistribution } from "./categorical_distribution.ts";
import type { Distribution } from "./distribution.ts";
import { monitor } from "./monitor.ts";
import type { ColumnRole, RegressionPerformance } from "./monitoring_result.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import { RegressionPerformanceAccumulator } from "./regression_performance.ts";
import type { TestConditions } from "./test_conditions.ts";
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

Deno.test("monitor without a column to score has no drift, and warns of the column that is gone", () => {
  const result = monitor(windowOf({ a: steady }), windowOf({ b: steady }), { driftShare: 0 });
  assert.deepEqual(result.dataset, { columns: 0, drifted: 0, share: 0, drift: false });
  assert.deepEqual(result.tests.map(({ status }) => status), ["skipped", "skipped", "skipped"]);
  assert.equal(result.verdict, "warning");
  const quiet = monitor(windowOf({ a: steady }), windowOf({ b: steady }), {
    quality: { limits: { schema: false } },
  });
  assert.equal(quiet.verdict, "ok");
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
    severity: "alert",
    status: "failed",
    description: "|ME| is 0.55; the limit is at most 0.1.",
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

Deno.test("monitor of a window without rows skips every column and alerts", () => {
  const empty = { ...windowOf({ a: numericDistribution([]) }), name: "2023-03", rows: 0 };
  for (const parity of [undefined, "evidently"] as const) {
    const result = monitor(windowOf({ a: steady }), empty, { parity });
    assert.equal(result.verdict, "alert");
    assert.ok("skipped" in result.columns[0]);
    assert.equal(result.quality?.[0].description, 'The current window "2023-03" has no rows');
  }
});

Deno.test("monitor holds metrics against the conditions that were set, each with its severity", () => {
  const judge = (error: number, metrics: TestConditions["metrics"], leastChance?: number) => {
    const current = windowOf({ a: steady }, performance(error));
    const result = monitor(windowOf({ a: steady }, performance(1)), current, {
      conditions: { metrics },
      leastChance,
    });
    const tests = result.tests.filter(({ subject }) => subject === "model");
    return [result.verdict, ...tests.filter(({ status }) => status !== "passed").map(({ name }) => name)];
  };
  const none = { rmse: false, mae: false, me: false, r2: false } as const;
  assert.deepEqual(judge(5, none), ["ok"]);
  assert.deepEqual(judge(5, { ...none, mae: { atMost: 4 } }), ["alert", "MAE at most a limit"]);
  assert.deepEqual(judge(5, { ...none, mae: { atMost: 4, severity: "warning" } }), [
    "warning",
    "MAE at most a limit",
  ]);
  assert.deepEqual(judge(5, { ...none, r2: { atLeast: 0.9 } }), ["alert", "R2 at least a limit"]);
  assert.deepEqual(judge(1.4, { ...none, max_error: { worseBy: 0.5 } }), ["ok"]);
  assert.deepEqual(judge(1.6, { ...none, max_error: { worseBy: 0.5 } }), [
    "alert",
    "Greatest error against the reference",
  ]);
  const unmeasured = monitor(windowOf({ a: steady }, performance(1)), windowOf({ a: steady }), {
    conditions: { metrics: { mae: { atMost: 4 } } },
  });
  assert.deepEqual(unmeasured.tests.at(-1), {
    name: "MAE at most a limit",
    subject: "model",
    severity: "alert",
    status: "skipped",
    description: "MAE is not known for current.",
  });
});

Deno.test("monitor that weighs chance passes a worse metric whose interval reaches back to the reference", () => {
  const current = (low: number): RegressionPerformance => {
    const measured = performance(1.5);
    return { ...measured, confidence: { mae: { low, high: 2 }, rmse: { low, high: 2 } } };
  };
  const judge = (low: number, leastChance?: number) => {
    const result = monitor(
      windowOf({ a: steady }, performance(1)),
      windowOf({ a: steady }, current(low)),
      { leastChance },
    );
    return result.verdict;
  };
  assert.equal(judge(0.9, 0.001), "ok");
  assert.equal(judge(1.1, 0.001), "alert");
  assert.equal(judge(0.9), "alert", "taxi report takes the rule as it is");
});

Deno.test("monitor that weighs chance does not judge a model by a single row", () => {
  const accumulator = new RegressionPerformanceAccumulator();
  accumulator.add({ target: Float64Array.of(5), prediction: Float64Array.of(15) });
  const judge = (leastChance?: number) =>
    monitor(windowOf({ a: steady }, performance(1)), windowOf({ a: steady }, accumulator.finish()), {
      leastChance,
    }).verdict;
  assert.equal(judge(0.001), "ok");
  assert.equal(judge(), "alert");
});

Deno.test("monitor takes the severities of columns and dataset that were set", () => {
  const judge = (conditions: TestConditions) =>
    monitor(windowOf({ a: steady, b: steady, c: steady }), windowOf({ a: moved, b: steady, c: steady }), {
      conditions,
    }).verdict;
  assert.equal(judge({}), "warning");
  assert.equal(judge({ columns: { a: "alert" } }), "alert");
  assert.equal(judge({ columns: { b: "alert" } }), "warning");
  const half = monitor(windowOf({ a: steady, b: steady }), windowOf({ a: moved, b: steady }), {
    conditions: { dataset: "warning" },
  });
  assert.equal(half.verdict, "warning");
});

Deno.test("monitor in parity alerts when any of Evidently's tests fails, better models among them", () => {
  const judge = (error: number) => {
    const result = monitor(
      windowOf({ a: steady }, performance(1)),
      windowOf({ a: steady }, performance(error)),
      {
        parity: "evidently",
      },
    );
    assert.deepEqual(result.quality, []);
    return [result.verdict, result.tests.map(({ name }) => name)[1]];
  };
  assert.deepEqual(judge(1), ["ok", "Value Drift for column a"]);
  assert.deepEqual(judge(0.5), ["alert", "Value Drift for column a"]);
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
