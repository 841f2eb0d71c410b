import assert from "node:assert/strict";
import { CURVE_CASES } from "./curves_contract.ts";
import { FILES_CASES } from "./files_contract.ts";
import { FLOW_CASES } from "./flows/flows_contract.ts";
import { GARBAGE_CASES } from "./garbage/garbage_contract.ts";
import { LOGGED_MODEL_CASES } from "./logged_model_contract.ts";
import { PAGE_CASES } from "./page_contract.ts";
import { REGISTRY_CASES } from "./registry_contract.ts";
import { RUN_LOG_CASES } from "./run_log_contract.ts";
import { RUN_TABLE_CASES } from "./run_table_contract.ts";
import { SEARCH_CASES } from "./search_contract.ts";
import type { StoreCase } from "./store_case.ts";

/** Experiments: part of the contract of every store. */
export const EXPERIMENT_CASES: readonly StoreCase[] = [
  {
    name: "experiments: Default is number 0",
    async run({ experiments }) {
      assert.equal((await experiments.get(0)).name, "Default");
    },
  },
  {
    name: "experiments.getOrCreate gives the same experiment again",
    async run({ experiments }) {
      const made = await experiments.getOrCreate("taxi");
      assert.deepEqual(await experiments.getOrCreate("taxi"), made);
      assert.deepEqual((await experiments.list()).map(({ name }) => name).sort(), ["Default", "taxi"]);
    },
  },
  {
    name: "experiments.setTags replaces values by key",
    async run({ experiments }) {
      const { experimentId } = await experiments.getOrCreate("taxi");
      await experiments.setTags(experimentId, { owner: "ada", "mlflow.note.content": "first" });
      await experiments.setTags(experimentId, { owner: "bob" });
      const { tags } = await experiments.getByName("taxi");
      assert.deepEqual(tags, { owner: "bob", "mlflow.note.content": "first" });
    },
  },
  {
    name: "experiments.delete hides experiment and runs, restore brings both back",
    async run({ experiments, runs }) {
      const { experimentId } = await experiments.getOrCreate("taxi");
      const { runId } = await runs.create({ experimentId });
      await experiments.delete(experimentId);
      assert.notEqual((await runs.get(runId)).deletedAt, null);
      assert.deepEqual(await runs.search({ experimentId }), []);
      assert.deepEqual((await experiments.list({ deleted: true })).map(({ name }) => name), ["taxi"]);
      const refused = {
        code: "experiment_deleted",
        message: /"taxi": it is deleted, expected an active one/,
      };
      await assert.rejects(experiments.getOrCreate("taxi"), refused);
      await assert.rejects(runs.create({ experimentId }), refused);
      await experiments.restore(experimentId);
      assert.equal((await runs.get(runId)).deletedAt, null);
    },
  },
  {
    name: "experiments: what does not exist is named",
    async run({ experiments, runs }) {
      await assert.rejects(experiments.get(41), { code: "not_found", message: "Cannot find experiment 41" });
      await assert.rejects(experiments.getByName("x"), { message: 'Cannot find experiment "x"' });
      await assert.rejects(runs.create({ experimentId: 41 }), { message: "Cannot find experiment 41" });
      await assert.rejects(experiments.getOrCreate(" "), { code: "usage" });
    },
  },
];

/** Runs: part of the contract of every store. */
export const RUN_CASES: readonly StoreCase[] = [
  {
    name: "runs.create gives a running run with a name, runs.end its outcome",
    async run({ runs }) {
      const made = await runs.create({ experimentId: 0, user: "ada", log: { params: { kind: "linear" } } });
      assert.match(made.runId, /^[0-9a-f]{32}$/);
      assert.match(made.name, /^[a-z]+-[a-z]+-\d{1,3}$/);
      assert.equal(made.status, "running");
      assert.ok(!("endTime" in made));
      await runs.end(made.runId, { status: "finished", endTime: made.startTime + 5 });
      const ended = { ...made, status: "finished", endTime: made.startTime + 5 };
      assert.deepEqual(await runs.get(made.runId), ended);
    },
  },
  {
    name: "runs.end keeps the error of a failed run only while it is failed",
    async run({ runs }) {
      const { runId } = await runs.create({ experimentId: 0 });
      await runs.end(runId, { status: "failed", error: "Cannot read trips", endTime: 9 });
      const failed = await runs.get(runId);
      assert.ok(failed.status === "failed");
      assert.deepEqual([failed.error, failed.endTime], ["Cannot read trips", 9]);
      await runs.end(runId, { status: "killed", endTime: 10 });
      assert.ok(!("error" in await runs.get(runId)));
    },
  },
  {
    name: "runs.create stores run and log together or neither",
    async run({ runs }) {
      const log = { tags: { fine: "yes" }, params: { "../outside": "1" } };
      await assert.rejects(runs.create({ experimentId: 0, log }), { code: "invalid_key" });
      assert.deepEqual(await runs.search({}), []);
    },
  },
  {
    name: "runs.search gives the newest first, by experiment, status and page",
    async run({ experiments, runs }) {
      const { experimentId } = await experiments.getOrCreate("taxi");
      for (const startTime of [10, 30, 20]) {
        await runs.create({ experimentId, startTime, name: `at ${startTime}` });
      }
      const other = await runs.create({ experimentId: 0, startTime: 25, name: "other" });
      await runs.end(other.runId, { status: "finished" });
      const names = async (query: Parameters<typeof runs.search>[0]) =>
        (await runs.search(query)).map(({ name }) => name);
      assert.deepEqual(await names({}), ["at 30", "other", "at 20", "at 10"]);
      assert.deepEqual(await names({ experimentId }), ["at 30", "at 20", "at 10"]);
      assert.deepEqual(await names({ status: "finished" }), ["other"]);
      assert.deepEqual(await names({ limit: 2, offset: 1 }), ["other", "at 20"]);
      const filter = "attributes.run_name LIKE 'at%'", orderBy = ["attributes.start_time ASC"];
      assert.deepEqual(await names({ filter, orderBy, limit: 2 }), ["at 10", "at 20"]);
      assert.deepEqual(await names({ filter, experimentId: 0 }), []);
      assert.deepEqual(await names({ orderBy, status: "finished" }), ["other"]);
      await assert.rejects(runs.search({ filter: "nope" }), { message: /nope/ });
      const { runId } = other, idStart = runId.slice(0, 12);
      assert.deepEqual(await names({ idStart }), ["other"]);
      assert.deepEqual(await names({ idStart: runId, status: "finished" }), ["other"]);
      for (const idStart of ["x", "'", `${runId}0`, "%"]) assert.deepEqual(await names({ idStart }), []);
    },
  },
  {
    name: "runs.delete hides a run and stops logging, restore takes that back",
    async run({ runs, artifacts }) {
      const { runId } = await runs.create({ experimentId: 0 });
      await runs.delete(runId);
      assert.deepEqual(await runs.search({}), []);
      assert.deepEqual((await runs.search({ deleted: true })).map((run) => run.runId), [runId]);
      await assert.rejects(runs.log(runId, { tags: { a: "b" } }), { code: "run_deleted" });
      await assert.rejects(artifacts.log(runId, "a", new Uint8Array(1)), { code: "run_deleted" });
      await runs.restore(runId);
      await runs.log(runId, { tags: { a: "b" } });
      assert.deepEqual((await runs.search({})).map(({ tags }) => tags), [{ a: "b" }]);
    },
  },
  {
    name: "runs: what does not exist is named",
    async run({ runs, artifacts }) {
      const absent = { code: "not_found", message: 'Cannot find run "abc"' };
      await assert.rejects(runs.get("abc"), absent);
      await assert.rejects(runs.end("abc", { status: "finished" }), absent);
      await assert.rejects(runs.delete("abc"), absent);
      await assert.rejects(runs.rename("abc", "x"), absent);
      await assert.rejects(runs.log("abc", {}), absent);
      await assert.rejects(artifacts.log("abc", "a", new Uint8Array(1)), absent);
    },
  },
];

/** What every tracking store must do, whatever it keeps its rows in. Each case wants a fresh store. */
export const STORE_CASES: readonly StoreCase[] = [
  ...EXPERIMENT_CASES,
  ...RUN_CASES,
  ...RUN_LOG_CASES,
  ...CURVE_CASES,
  ...REGISTRY_CASES,
  ...SEARCH_CASES,
  ...RUN_TABLE_CASES,
  ...FILES_CASES,
  ...LOGGED_MODEL_CASES,
  ...FLOW_CASES,
  ...GARBAGE_CASES,
  ...PAGE_CASES,
];
