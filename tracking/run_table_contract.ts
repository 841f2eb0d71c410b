import assert from "node:assert/strict";
import type { StoreCase } from "./store_case.ts";

/** What tables of runs need: part of the contract of every store. */
export const RUN_TABLE_CASES: readonly StoreCase[] = [
  {
    name: "runs.table reads the chosen columns of the runs that runs.ids finds, in its order",
    async run({ runs }) {
      const parent = await runs.create({ experimentId: 0, name: "parent", user: "ada", startTime: 1 });
      for (const [i, status] of (["finished", "killed"] as const).entries()) {
        const { runId } = await runs.create({
          ...{ experimentId: 0, name: `child ${i}`, startTime: 2 + i },
          log: {
            params: { depth: String(i), unasked: "x" },
            tags: { "mlflow.parentRunId": i === 0 ? parent.runId : "gone", team: "a" },
            metrics: [{ key: "mae", value: i === 0 ? NaN : 2 }, { key: "unasked", value: 1 }],
          },
        });
        await runs.end(runId, { status, endTime: 9 });
      }
      const search = { experimentIds: [0], orderBy: ["start_time ASC"], limit: 9 };
      const ids = await runs.ids(search);
      const rows = await runs.table(ids, { params: ["depth", "none"], metrics: ["mae"], tags: ["team"] });
      assert.deepEqual(
        rows.map(({ name, user, status, startTime, endTime }) => [name, user, status, startTime, endTime]),
        [["parent", "ada", "running", 1, null], ["child 0", "", "finished", 2, 9], [
          "child 1",
          "",
          "killed",
          3,
          9,
        ]],
      );
      assert.deepEqual(rows.map(({ parent, children }) => [parent, children]), [
        [null, 1],
        [{ runId: parent.runId, name: "parent" }, 0],
        [{ runId: "gone", name: null }, 0],
      ]);
      assert.deepEqual(
        rows.map(({ params, metrics, tags }) => [[...params], [...metrics], [...tags]]),
        [[[], [], []], [[["depth", "0"]], [["mae", NaN]], [["team", "a"]]], [
          [["depth", "1"]],
          [["mae", 2]],
          [["team", "a"]],
        ]],
      );
      assert.deepEqual(await runs.ids({ ...search, filter: "params.depth = '7'" }), []);
      assert.deepEqual(await runs.ids({ ...search, limit: 1, offset: 2 }), [ids[2]]);
      const [last, ...more] = await runs.table([ids[2], "unknown"], NOTHING);
      assert.deepEqual([last.name, last.metrics.size, more], ["child 1", 0, []]);
      assert.deepEqual(await runs.table([], NOTHING), []);
    },
  },
  {
    name: "runs.count counts what a search finds on all of its pages",
    async run({ runs }) {
      for (let i = 0; i < 5; i++) {
        await runs.create({ experimentId: 0, log: { metrics: [{ key: "m", value: i }] } });
      }
      const [newest] = await runs.search({ limit: 1 });
      await runs.delete(newest.runId);
      const count = (filter: string, view?: "deleted" | "all") =>
        runs.count({ experimentIds: [0], filter, ...(view ? { view } : {}) });
      assert.deepEqual(await Promise.all([count(""), count("metrics.m < 2"), count("", "deleted")]), [
        4,
        2,
        1,
      ]);
      assert.equal(await runs.count({ experimentIds: [] }), 0);
      await assert.rejects(count("nope"), { code: "invalid_search" });
    },
  },
  {
    name: "runs.keys gives the names that runs of the experiment have, logged in whichever way",
    async run({ experiments, runs }) {
      const { experimentId } = await experiments.create({ name: "other" });
      const { runId } = await runs.create({ experimentId, log: { params: { b: "1", a: "2" } } });
      await runs.log(runId, { metrics: [{ key: "m", value: 1 }, { key: "l/2", value: 1, step: 1 }] });
      await runs.log(runId, { metrics: [{ key: "m", value: 2, step: 1 }], tags: { t: "x" } });
      await runs.log(runId, { tags: { t: "y", "mlflow.runName": "named" } });
      const elsewhere = await runs.create({ experimentId: 0, log: { metrics: [{ key: "m", value: 1 }] } });
      await runs.log(elsewhere.runId, { params: { c: "1" } });
      assert.deepEqual(await runs.keys(experimentId), {
        params: ["a", "b"],
        metrics: ["l/2", "m"],
        tags: ["t"],
      });
      assert.deepEqual(await runs.keys(0), { params: ["c"], metrics: ["m"], tags: [] });
      assert.deepEqual(await runs.keys(99), { params: [], metrics: [], tags: [] });
    },
  },
  {
    name: "runs.telling gives params that differ and metrics that most runs have, by the newest runs",
    async run({ runs }) {
      const make = (i: number, params: Record<string, string>, metrics: string[]) =>
        runs.create({
          ...{ experimentId: 0, startTime: i },
          log: { params, metrics: metrics.map((key) => ({ key, value: i })) },
        });
      await make(1, { old: "1", same: "0" }, ["old", "older"]);
      await make(2, { depth: "3", same: "1", some: "1" }, ["mae", "system/cpu"]);
      await make(3, { depth: "4", same: "1" }, ["mae", "loss"]);
      const ask = { runs: 2, limit: 9 };
      assert.deepEqual(await runs.telling(0, ask), { params: ["depth"], metrics: ["mae", "loss"] });
      assert.deepEqual(await runs.telling(0, { runs: 1, limit: 9 }), {
        params: ["depth", "same"],
        metrics: ["loss", "mae"],
      });
      assert.deepEqual(await runs.telling(0, { runs: 3, limit: 1 }), { params: ["same"], metrics: ["mae"] });
      assert.deepEqual(await runs.telling(7, ask), { params: [], metrics: [] });
    },
  },
  {
    name: "experiments.activity counts active runs and tells when something last happened",
    async run({ experiments, runs }) {
      const { experimentId } = await experiments.create({ name: "busy" });
      const ended = await runs.create({ experimentId, startTime: 10 });
      await runs.end(ended.runId, { status: "finished", endTime: 50 });
      await runs.create({ experimentId, startTime: 20 });
      const deleted = await runs.create({ experimentId: 0, startTime: 99 });
      await runs.delete(deleted.runId);
      assert.deepEqual([...await experiments.activity()], [[experimentId, { runs: 2, lastAt: 50 }]]);
    },
  },
];

const NOTHING = { params: [], metrics: [], tags: [] };
