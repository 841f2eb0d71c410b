import assert from "node:assert/strict";
import fc from "fast-check";
import { stepOf } from "./metric_step.ts";
import type { StoreCase } from "./store_case.ts";

const KEY = fc.string({ unit: fc.constantFrom(..."abz_-.:é東 09"), minLength: 1, maxLength: 12 })
  .filter((key) => key !== "." && key !== "..");
const KEYS = fc.oneof(
  { weight: 9, arbitrary: KEY },
  fc.constantFrom("__proto__", "constructor", "train/loss"),
);
const TEXT = fc.string({ unit: "grapheme", maxLength: 30 }).filter((text) => !text.includes("\0"));
const DOUBLE = fc.oneof(
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, 5e-324, 1.7976931348623157e308),
);
const WHOLE = fc.oneof(fc.integer(), fc.constantFrom(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER));
const POINT = fc.record({ key: fc.constant("loss"), value: DOUBLE, step: WHOLE, timestamp: fc.nat() });

/** Logging params, metrics, tags, datasets and artifacts: part of the contract of every store. */
export const RUN_LOG_CASES: readonly StoreCase[] = [
  {
    name: "runs.log gives back every param and tag as it was",
    async run({ runs }) {
      const texts = fc.dictionary(KEYS, TEXT, { maxKeys: 6, noNullPrototype: true });
      await fc.assert(
        fc.asyncProperty(texts, texts, async (params, tags) => {
          const { runId } = await runs.create({ experimentId: 0 });
          await runs.log(runId, { params, tags });
          const run = await runs.get(runId);
          assert.deepEqual([run.params, run.tags], [params, tags]);
        }),
        { numRuns: 60 },
      );
    },
  },
  {
    name: "runs.log gives back every double, NaN, infinities and -0 included",
    async run({ runs }) {
      const { runId } = await runs.create({ experimentId: 0 });
      let step = 0;
      await fc.assert(
        fc.asyncProperty(DOUBLE, async (value) => {
          await runs.log(runId, { metrics: [{ key: "loss", value, step: ++step, timestamp: step }] });
          const point = { value, step, timestamp: step };
          assert.deepEqual((await runs.get(runId)).metrics.loss, point); // strict: -0 is not 0
          assert.deepEqual((await runs.metricHistory(runId, "loss")).at(-1), { key: "loss", ...point });
        }),
        { numRuns: 100 },
      );
    },
  },
  {
    name: "runs.log keeps the latest point by step, timestamp and value, in whatever order points come",
    async run({ runs }) {
      await fc.assert(
        fc.asyncProperty(fc.array(POINT, { minLength: 1, maxLength: 12 }), async (points) => {
          const { runId } = await runs.create({ experimentId: 0 });
          await runs.log(runId, { metrics: points });
          const greatest = Math.max(...points.map(({ step }) => step));
          const times = points.filter(({ step }) => step === greatest).map(({ timestamp }) => timestamp);
          const { loss } = (await runs.get(runId)).metrics;
          assert.deepEqual([loss.step, loss.timestamp], [greatest, Math.max(...times)]);
          const history = await runs.metricHistory(runId, "loss");
          assert.deepEqual(
            history.map((point) => point.timestamp),
            history.map((p) => p.timestamp).sort((a, b) => a - b),
          );
          assert.ok(history.some(({ value }) => Object.is(value, loss.value)));
        }),
        { numRuns: 60 },
      );
    },
  },
  {
    name:
      "runs.log keeps steps of 64 bits exactly, and the latest of neighbours that a double cannot tell apart",
    async run({ runs }) {
      const { runId } = await runs.create({ experimentId: 0 });
      for (const exact of [2n ** 53n + 1n, 2n ** 62n + 1n, 2n ** 63n - 1n, 2n ** 62n, -(2n ** 63n)]) {
        await runs.log(runId, { metrics: [{ key: "loss", value: 1, timestamp: 1, ...stepOf(exact) }] });
      }
      const steps = (await runs.metricHistory(runId, "loss")).map(({ exactStep }) => exactStep);
      assert.deepEqual(steps, [-(2n ** 63n), 2n ** 53n + 1n, 2n ** 62n, 2n ** 62n + 1n, 2n ** 63n - 1n]);
      assert.equal((await runs.get(runId)).metrics.loss.exactStep, 2n ** 63n - 1n);
      const tooLarge = { key: "loss", value: 1, timestamp: 1, ...stepOf(2n ** 63n) };
      await assert.rejects(runs.log(runId, { metrics: [tooLarge] }), { code: "invalid_number" });
    },
  },
  {
    name: "runs.log stores a point that is logged twice once",
    async run({ runs }) {
      const { runId } = await runs.create({ experimentId: 0 });
      const point = { key: "loss", value: NaN, step: 3, timestamp: 7 };
      await runs.log(runId, { metrics: [point, point] });
      await runs.log(runId, { metrics: [point] });
      assert.deepEqual(await runs.metricHistory(runId, "loss"), [point]);
      assert.deepEqual(await runs.metricHistory(runId, "unknown"), []);
    },
  },
  {
    name: "runs.log accepts a param again and refuses another value, with all that came with it",
    async run({ runs }) {
      const { runId } = await runs.create({ experimentId: 0, log: { params: { alpha: "0.5" } } });
      await runs.log(runId, { params: { alpha: "0.5" } });
      await assert.rejects(
        runs.log(runId, {
          params: { beta: "1", alpha: "0.7" },
          metrics: [{ key: "mae", value: 1 }],
          tags: { a: "b" },
        }),
        {
          code: "param_conflict",
          message: `Cannot change param "alpha" of run "${runId}" to "0.7": it is "0.5" already`,
        },
      );
      const { params, metrics, tags } = await runs.get(runId);
      assert.deepEqual({ params, metrics, tags }, { params: { alpha: "0.5" }, metrics: {}, tags: {} });
    },
  },
  {
    name: "runs.log refuses what could not be given back",
    async run({ runs }) {
      const { runId } = await runs.create({ experimentId: 0 });
      for (const key of ["", "/a", "a//b", "a/../b", "..", "a\0", "a\nb", "k".repeat(251)]) {
        await assert.rejects(
          runs.log(runId, { tags: { [key]: "" } }),
          { name: "UsageError" },
          JSON.stringify(key),
        );
      }
      for (const value of ["a\0b", "\ud800", "v".repeat(6001)]) {
        await assert.rejects(runs.log(runId, { params: { value } }), { name: "UsageError" });
      }
      for (const step of [0.5, NaN, 2 ** 53]) {
        await assert.rejects(runs.log(runId, { metrics: [{ key: "mae", value: 1, step }] }), {
          code: "invalid_number",
        });
      }
      assert.deepEqual((await runs.get(runId)).tags, {});
    },
  },
  {
    name: "runs.log keeps a dataset once for each context, runs.deleteTag takes a tag away",
    async run({ runs }) {
      const { runId } = await runs.create({ experimentId: 0, log: { tags: { draft: "yes" } } });
      const months = { name: "green 2023-01", digest: "abc", sourceType: "local", source: "trips/" };
      const datasets = [{ ...months, context: "test" }, { ...months, context: "training" }];
      await runs.log(runId, { datasets });
      await runs.log(runId, { datasets });
      assert.deepEqual((await runs.get(runId)).datasets, datasets);
      await runs.deleteTag(runId, "draft");
      assert.deepEqual((await runs.get(runId)).tags, {});
      await assert.rejects(runs.deleteTag(runId, "draft"), {
        code: "not_found",
        message: /^Cannot find tag "draft"/,
      });
    },
  },
  {
    name: "artifacts.log gives bytes back by path and by hash, replaces a path, lists by path",
    async run({ runs, artifacts }) {
      const { runId } = await runs.create({ experimentId: 0 });
      const first = await artifacts.log(runId, "plots/errors.txt", new TextEncoder().encode("first"));
      await artifacts.log(runId, "model.json", new Uint8Array());
      await artifacts.log(runId, "plots/errors.txt", new TextEncoder().encode("second"));
      const files = (await artifacts.list(runId)).map(({ path, size }) => [path, size]);
      assert.deepEqual(files, [["model.json", 0], ["plots/errors.txt", 6]]);
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      assert.equal(text(await artifacts.read(runId, "plots/errors.txt")), "second");
      assert.equal(text(await artifacts.readContent(first.sha256)), "first");
      await assert.rejects(artifacts.read(runId, "x"), {
        message: `Cannot find artifact "x" of run "${runId}"`,
      });
      await assert.rejects(artifacts.readContent("0".repeat(64)), { code: "not_found" });
    },
  },
  {
    name: "artifacts.log refuses paths that lead elsewhere or through a file",
    async run({ runs, artifacts }) {
      const { runId } = await runs.create({ experimentId: 0 });
      const bytes = new Uint8Array([1]);
      for (
        const path of ["", "/etc/passwd", "../a", "a/../b", "a//b", "a/", "./a", "a\\b", "C:/a", "a\0", "a#b"]
      ) {
        await assert.rejects(
          artifacts.log(runId, path, bytes),
          { code: "invalid_path" },
          JSON.stringify(path),
        );
      }
      await artifacts.log(runId, "a/b", bytes);
      await assert.rejects(artifacts.log(runId, "a", bytes), { code: "artifact_conflict" });
      await assert.rejects(artifacts.log(runId, "a/b/c", bytes), {
        code: "artifact_conflict",
        message: /a\/b" is in its way/,
      });
      await artifacts.log(runId, "a0", bytes);
      assert.deepEqual((await artifacts.list(runId)).map(({ path }) => path), ["a/b", "a0"]);
    },
  },
];
