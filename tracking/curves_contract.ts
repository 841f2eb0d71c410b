import assert from "node:assert/strict";
import fc from "fast-check";
import type { CurveBucket } from "./curve_buckets.ts";
import { stepOf } from "./metric_step.ts";
import type { MetricDraft } from "./run_metrics.ts";
import type { StoreCase } from "./store_case.ts";

const VALUE = fc.oneof(
  { weight: 5, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1.7976931348623157e308, -1.7976931348623157e308),
);
const POINTS = fc.uniqueArray(
  fc.record({
    value: VALUE,
    step: fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer()),
    timestamp: fc.nat(),
  }),
  { minLength: 1, maxLength: 40, selector: ({ step, timestamp }) => `${step} ${timestamp}` },
);

/** Curves and children of runs: part of the contract of every store. */
export const CURVE_CASES: readonly StoreCase[] = [
  {
    name: "curves.read keeps count, least and greatest of all points, however few the buckets",
    async run({ runs, curves }) {
      await fc.assert(
        fc.asyncProperty(
          POINTS,
          fc.constantFrom("step", "time"),
          fc.integer({ min: 1, max: 8 }),
          async (points, axis, buckets) => {
            const { runId } = await runs.create({ experimentId: 0 });
            await runs.log(runId, { metrics: points.map((point) => ({ key: "loss", ...point })) });
            const [curve] = await curves.read({ runIds: [runId], keys: ["loss", "none"], axis, buckets });
            const finite = points.map(({ value }) => value).filter(Number.isFinite);
            assert.equal(curve.points, points.length);
            assert.equal(curve.odd, points.length - finite.length);
            const low = finite.length === 0 ? null : Math.min(...finite);
            const high = finite.length === 0 ? null : Math.max(...finite);
            assert.ok(curve.low === low && curve.high === high);
            assert.ok(curve.buckets.length <= 2 * buckets + 1);
            assert.equal(sum(curve.buckets, ({ points }) => points), points.length);
            assert.equal(
              sum(curve.buckets, ({ nan }) => nan),
              points.filter(({ value }) => Number.isNaN(value)).length,
            );
            assert.equal(
              sum(curve.buckets, ({ over }) => over),
              points.filter(({ value }) => value === Infinity).length,
            );
            const places = points.map(({ step, timestamp }) => axis === "step" ? step : timestamp);
            assert.equal(curve.buckets[0].from, Math.min(...places));
            assert.equal(curve.buckets.at(-1)!.to, Math.max(...places));
            for (const { from, to, low, mean, high } of curve.buckets) {
              assert.ok(from <= to);
              if (low === null) assert.equal(mean, null);
              else assert.ok(mean! >= low - Math.abs(low) * 1e-9 && mean! <= high! + Math.abs(high!) * 1e-9);
            }
          },
        ),
        { numRuns: 40 },
      );
    },
  },
  {
    name: "curves.read draws steps from end to end of 64 bits",
    async run({ runs, curves }) {
      const { runId } = await runs.create({ experimentId: 0 });
      const steps = [-(2n ** 63n), -5n, 0n, 7n, 2n ** 62n, 2n ** 63n - 1n];
      const metrics = steps.map((step, i): MetricDraft => ({ key: "loss", value: i, ...stepOf(step) }));
      await runs.log(runId, { metrics });
      const [curve] = await curves.read({ runIds: [runId], keys: ["loss"], axis: "step", buckets: 2 });
      assert.deepEqual([curve.points, sum(curve.buckets, ({ points }) => points)], [6, 6]);
      assert.deepEqual([curve.buckets[0].from, curve.buckets.at(-1)!.to], [-(2 ** 63), 2 ** 63]);
    },
  },
  {
    name:
      "curves.read gives curves of several runs and metrics; runs and metrics without points are left out",
    async run({ runs, curves }) {
      const ids: string[] = [];
      for (const value of [1, 2]) {
        const metrics = ["a/x", "d e:1", "__proto__"].map((key) => ({ key, value, step: 3, timestamp: 9 }));
        ids.push((await runs.create({ experimentId: 0, log: { metrics } })).runId);
      }
      const keys = ["d e:1", "__proto__", "none"];
      const found = await curves.read({ runIds: [...ids, "x"], keys, axis: "time", buckets: 10 });
      assert.equal(found.length, 4);
      for (const { runId, buckets } of found) {
        const value = 1 + ids.indexOf(runId), odd = { nan: 0, over: 0, under: 0 };
        const bucket = { from: 9, to: 9, points: 1, low: value, high: value, mean: value, ...odd };
        assert.deepEqual(buckets, [bucket]);
      }
    },
  },
  {
    name: "curves.summarize and hasMorePoints say how much there is without giving it",
    async run({ runs, curves }) {
      const { runId } = await runs.create({ experimentId: 0 });
      const values = [3, NaN, 1, Infinity];
      const metrics = values.map((value, step) => ({ key: "loss", value, step, timestamp: 7 }));
      await runs.log(runId, { metrics: [...metrics, { key: "mae", value: 5, timestamp: 7 }] });
      const span = (lastStep: number) => ({
        firstStep: "0",
        lastStep: `${lastStep}`,
        firstTime: 7,
        lastTime: 7,
      });
      const loss = { runId, key: "loss", points: 4, low: 1, high: 3, odd: 2, ...span(3) };
      const mae = { runId, key: "mae", points: 1, low: 5, high: 5, odd: 0, ...span(0) };
      assert.deepEqual(await curves.summarize([runId]), [loss, mae]);
      assert.deepEqual(await curves.summarize([runId], ["mae"]), [mae]);
      const known = await curves.summarize([runId]),
        ask = { runIds: [runId], axis: "step", buckets: 1 } as const;
      for (const keys of [["loss"], ["mae", "loss"]]) {
        assert.deepEqual(await curves.read({ ...ask, keys, known }), await curves.read({ ...ask, keys }));
      }
      assert.deepEqual(await curves.summarize(["x"]), []);
      const more = await Promise.all([4, 5, 6].map((than) => curves.hasMorePoints(runId, than)));
      assert.deepEqual(more, [true, false, false]);
    },
  },
  {
    name: "runs.children gives active runs below a run, the oldest first, with the asked metrics",
    async run({ runs }) {
      const parent = await runs.create({ experimentId: 0 });
      const child = async (startTime: number, value: number) => {
        const tags = { "mlflow.parentRunId": parent.runId };
        const metrics = [{ key: "mae", value: 9, step: 0 }, { key: "mae", value, step: 1 }, {
          key: "b",
          value,
        }];
        return await runs.create({
          experimentId: 0,
          startTime,
          name: `at ${startTime}`,
          log: { tags, metrics },
        });
      };
      await child(20, NaN);
      await child(10, 1);
      await runs.delete((await child(15, 2)).runId);
      const ask = { metrics: ["mae", "none"], limit: 5 };
      const found = await runs.children(parent.runId, ask);
      const told = found.map(({ name, status, endTime, metrics }) => [name, status, endTime, [...metrics]]);
      assert.deepEqual(told, [["at 10", "running", null, [["mae", 1]]], ["at 20", "running", null, [[
        "mae",
        NaN,
      ]]]]);
      assert.equal((await runs.children(parent.runId, { ...ask, limit: 1 })).length, 1);
      assert.deepEqual(await runs.children(found[0].runId, ask), []);
    },
  },
];

function sum(buckets: readonly CurveBucket[], count: (bucket: CurveBucket) => number): number {
  return buckets.reduce((total, bucket) => total + count(bucket), 0);
}
