import { deepEqual, equal } from "node:assert/strict";
import type { CategoricalDistribution } from "../pipeline/monitoring/distribution.ts";
import type { MonitoringResult, RegressionPerformance } from "../pipeline/monitoring/monitoring_result.ts";
import { zoneLayers } from "./zone_change.ts";

function counted(counts: Record<string, number>): CategoricalDistribution {
  const rows = Object.values(counts).reduce((a, b) => a + b, 0);
  return { kind: "categorical", counts: new Map(Object.entries(counts)), rows, missing: 0 };
}

/** Pick-ups by zone in ten days before and five days now. */
function comparison(before: Record<string, number>, now: Record<string, number>): MonitoringResult {
  const [reference, current] = [counted(before), counted(now)];
  return {
    verdict: "ok",
    reference: {
      name: "a",
      hash: "1",
      rows: reference.rows,
      from: "2023-01-01T00:00:00",
      to: "2023-01-10T23:00:00",
    },
    current: {
      name: "b",
      hash: "2",
      rows: current.rows,
      from: "2023-02-01T00:00:00",
      to: "2023-02-05T23:00:00",
    },
    columns: [{ column: "PULocationID", role: "feature", unit: "", reference, current, skipped: "" }],
    dataset: { columns: 0, drifted: 0, share: 0, drift: false },
    tests: [],
  };
}

function performance(maes: Record<string, readonly [rows: number, mae: number]>): RegressionPerformance {
  const segments = Object.entries(maes).map(([label, [rows, mae]]) => ({ label, rows, me: 0, mae }));
  return { segments: { PULocationID: segments } } as unknown as RegressionPerformance;
}

Deno.test("zoneLayers compares trips a day, so that a longer window is not more", () => {
  const [layer] = zoneLayers(comparison({ 1: 1000, 2: 1000 }, { 1: 500, 2: 250 }));
  equal(layer.measure, "a day");
  deepEqual(layer.zones.get("1"), { before: 100, now: 100, step: 0 });
  deepEqual(layer.zones.get("2"), { before: 100, now: 50, step: -4 });
});

Deno.test("zoneLayers compares shares where windows have no times", () => {
  const result = comparison({ 1: 100, 2: 100 }, { 1: 500, 2: 1500 });
  const [layer] = zoneLayers({
    ...result,
    reference: { name: "a", hash: "1", rows: 200 },
    current: { name: "b", hash: "2", rows: 2000 },
  });
  equal(layer.measure, "share");
  deepEqual(layer.zones.get("2"), { before: 0.5, now: 0.75, step: 3 });
});

Deno.test("zoneLayers compares shares where a window is a sample: the newest predictions of a log", () => {
  const result = comparison({ 1: 100, 2: 100 }, { 1: 50, 2: 50 });
  const [layer] = zoneLayers({ ...result, current: { ...result.current, hash: undefined } });
  deepEqual(layer.zones.get("1"), { before: 0.5, now: 0.5, step: 0 });
});

Deno.test("zoneLayers takes a step of colour at 1.1, 1.25, 1.5 and 2 times, up and down alike", () => {
  const steps = [[100, 109, 0], [100, 111, 1], [100, 126, 2], [100, 151, 3], [100, 201, 4], [100, 5000, 4]];
  for (const [before, now, step] of steps) {
    const up = zoneLayers(comparison({ 1: 2 * before }, { 1: now }))[0].zones.get("1")?.step;
    const down = zoneLayers(comparison({ 1: 2 * now }, { 1: before }))[0].zones.get("1")?.step;
    deepEqual([up, down], [step, step === 0 ? 0 : -step]);
  }
});

Deno.test("zoneLayers leaves zones of few trips without a colour, and colours one that appears", () => {
  const [layer] = zoneLayers(comparison({ 1: 29, 2: 50 }, { 1: 29, 3: 40 }));
  equal(layer.zones.get("1")?.step, undefined);
  equal(layer.zones.get("2")?.step, -4);
  equal(layer.zones.get("3")?.step, 4);
});

Deno.test("zoneLayers compares errors where both windows have enough of them", () => {
  const result = comparison({ 1: 500 }, { 1: 500 });
  const layers = zoneLayers({
    ...result,
    reference: { ...result.reference, regression: performance({ 1: [100, 3], 2: [99, 3], 3: [500, 3] }) },
    current: { ...result.current, regression: performance({ 1: [100, 4], 2: [500, 9] }) },
  });
  deepEqual(layers.map(({ name }) => name), ["pickups", "pickup_error"]);
  const { zones } = layers[1];
  deepEqual(zones.get("1"), { before: 3, now: 4, step: 3 });
  equal(zones.get("2")?.step, undefined);
  deepEqual(zones.get("3"), { before: 3, now: NaN, step: undefined });
});

Deno.test("zoneLayers takes zones that were counted as numbers, but no errors of bands of them", () => {
  const numbers = (...values: number[]) => ({
    kind: "numeric" as const,
    values: Float64Array.from(values),
    counts: Float64Array.from(values, () => 40),
    rows: 40 * values.length,
    missing: 0,
  });
  const result = comparison({ 1: 1 }, { 1: 1 });
  const [column] = result.columns;
  const errors = performance({ "under 2": [500, 3], 2: [500, 3] });
  const layers = zoneLayers({
    ...result,
    columns: [{ ...column, reference: numbers(1, 132), current: numbers(132) }],
    reference: { ...result.reference, regression: errors },
    current: { ...result.current, regression: errors },
  });
  deepEqual(layers.map(({ name }) => name), ["pickups"]);
  deepEqual(layers[0].zones.get("132"), { before: 4, now: 8, step: 4 });
});
