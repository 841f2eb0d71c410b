import assert from "node:assert/strict";
import type { StoreCase } from "./store_case.ts";

/** Logged models, inputs and outputs of runs: part of the contract of every store. */
export const LOGGED_MODEL_CASES: readonly StoreCase[] = [
  {
    name: "loggedModels: made pending, finished, tagged, deleted",
    async run({ loggedModels }) {
      const made = await loggedModels.create({
        experimentId: 0,
        name: "lm",
        params: { p: "1" },
        tags: { a: "1" },
      });
      assert.match(made.modelId, /^m-[0-9a-f]{32}$/);
      assert.equal(made.artifactUri, `mlflow-artifacts:/0/models/${made.modelId}/artifacts`);
      assert.deepEqual([made.status, made.params, made.tags, made.metrics], ["pending", { p: "1" }, {
        a: "1",
      }, []]);
      const { modelId } = made;
      assert.equal((await loggedModels.finish(modelId, "ready")).status, "ready");
      await loggedModels.setTags(modelId, { a: "2", b: "3" });
      await loggedModels.deleteTag(modelId, "b");
      await loggedModels.logParams(modelId, { p: "1", q: "2" });
      await assert.rejects(loggedModels.logParams(modelId, { q: "3" }), { code: "param_conflict" });
      await assert.rejects(loggedModels.deleteTag(modelId, "b"), { code: "not_found" });
      const got = await loggedModels.get(modelId);
      assert.deepEqual([got.tags, got.params], [{ a: "2" }, { p: "1", q: "2" }]);
      assert.ok(got.updatedAt > got.createdAt);
      await loggedModels.delete(modelId);
      await loggedModels.delete(modelId);
      await assert.rejects(loggedModels.get(modelId), { code: "not_found", about: { loggedModel: modelId } });
      assert.notEqual((await loggedModels.get(modelId, { deleted: true })).deletedAt, null);
      assert.deepEqual(await loggedModels.find({ experimentIds: [0], limit: 9 }), []);
    },
  },
  {
    name:
      "loggedModels.create refuses names that no address could carry, and experiments that are not active",
    async run({ loggedModels, experiments }) {
      for (const name of ["", " ", "a/b", "a:b", "a.b", "a%b", 'a"b', "a'b"]) {
        await assert.rejects(loggedModels.create({ experimentId: 0, name }), { code: "invalid_name" }, name);
      }
      const { experimentId } = await experiments.create({ name: "gone" });
      await experiments.delete(experimentId);
      await assert.rejects(loggedModels.create({ experimentId }), { code: "experiment_deleted" });
      await assert.rejects(loggedModels.create({ experimentId: 41 }), { code: "not_found" });
    },
  },
  {
    name: "runs.log keeps points of a model with the run and with the model, once",
    async run({ runs, loggedModels }) {
      const { runId } = await runs.create({ experimentId: 0 });
      const { modelId } = await loggedModels.create({ experimentId: 0 });
      const point = {
        key: "acc",
        value: NaN,
        step: 1,
        timestamp: 5,
        modelId,
        datasetName: "d",
        datasetDigest: "1",
      };
      await runs.log(runId, { metrics: [point, point, { ...point, modelId: "m-unknown", value: 2 }] });
      assert.deepEqual((await loggedModels.get(modelId)).metrics, [{ ...point, runId }]);
      assert.equal((await runs.metricHistory(runId, "acc")).length, 2);
    },
  },
  {
    name: "loggedModels.find compares any point, orders by the latest, knows data",
    async run({ runs, loggedModels }) {
      const { runId } = await runs.create({ experimentId: 0 });
      for (
        const [name, train, test] of [["a", 0.9, 0.5], ["b", 0.7, 0.8], ["c", NaN, NaN], ["d", 0, 0]] as const
      ) {
        const { modelId } = await loggedModels.create({
          experimentId: 0,
          name,
          sourceRunId: runId,
          tags: { name },
        });
        if (name === "d") continue;
        const point = { key: "acc", modelId, step: 0 };
        await runs.log(runId, {
          metrics: [
            { ...point, value: train, timestamp: 1, datasetName: "train", datasetDigest: "1" },
            { ...point, value: test, timestamp: 2, datasetName: "test", datasetDigest: "2" },
          ],
        });
      }
      const find = async (search: Partial<Parameters<typeof loggedModels.find>[0]>) =>
        (await loggedModels.find({ experimentIds: [0], limit: 9, ...search })).map(({ name }) => name).join(
          "",
        );
      assert.equal(await find({}), "dcba");
      assert.equal(await find({ filter: "metrics.acc > 0.6" }), "ba");
      assert.equal(await find({ filter: "metrics.acc > 0.6", datasets: [{ datasetName: "test" }] }), "b");
      assert.equal(
        await find({ filter: "metrics.acc > 0", datasets: [{ datasetName: "test", datasetDigest: "1" }] }),
        "",
      );
      assert.equal(await find({ datasets: [{ datasetName: "test", datasetDigest: "2" }] }), "cba");
      assert.equal(await find({ filter: "name != 'b'", datasets: [{ datasetName: "none" }] }), "");
      const by = (ascending: boolean, more = {}) =>
        find({ orderBy: [{ field: "metrics.acc", ascending, ...more }] });
      assert.deepEqual([await by(true), await by(false)], ["abcd", "bacd"]);
      assert.equal(await by(false, { datasetName: "train" }), "abcd");
      await assert.rejects(find({ orderBy: [{ field: "nope", ascending: true }] }), {
        message: "Invalid order by field name: nope",
      });
      assert.equal(await find({ orderBy: [{ field: "metrics.b-c d", ascending: true }] }), "dcba");
      assert.equal(await find({ filter: "tags.name IN ('a', 'd') AND status = 'PENDING'" }), "da");
      assert.equal(
        await find({ filter: `source_run_id = '${runId}' AND name LIKE '_'`, limit: 2, offset: 1 }),
        "cb",
      );
    },
  },
  {
    name: "runs.log keeps the models that a run read and made, and data once whatever its context",
    async run({ runs }) {
      const { runId } = await runs.create({ experimentId: 0 });
      const models = [
        { modelId: "m-1", direction: "input", step: 0 },
        { modelId: "m-1", direction: "output", step: 3 },
      ] as const;
      await runs.log(runId, { models });
      await runs.log(runId, { models });
      const dataset = {
        ...{ name: "d", digest: "1", context: "training", sourceType: "s3", source: "s3://b/x" },
        ...{ schema: "{}", profile: '{"rows":3}', tags: { k: "v" } },
      };
      await runs.log(runId, { inputs: [dataset, { ...dataset, context: "test" }] });
      await runs.log(runId, { inputs: [{ ...dataset, context: "other" }] });
      const run = await runs.get(runId);
      assert.deepEqual([run.models, run.datasets], [models, [dataset]]);
    },
  },
  {
    name: "runs.update changes what is told and nothing else; any state may follow any other",
    async run({ runs }) {
      const { runId } = await runs.create({ experimentId: 0, name: "old", owner: "client" });
      const ended = await runs.update(runId, { status: "failed", endTime: 7 });
      assert.deepEqual([ended.name, ended.status, ended.endTime], ["old", "failed", 7]);
      const again = await runs.update(runId, { status: "running", name: "new" });
      assert.deepEqual([again.name, again.status, again.endTime], ["new", "running", 7]);
      await runs.log(runId, { tags: { "mlflow.runName": "by tag" } });
      const { name, tags } = await runs.update(runId, { status: "scheduled" });
      assert.deepEqual([name, tags], ["by tag", {}]);
      await runs.delete(runId);
      await assert.rejects(runs.update(runId, { name: "x" }), { code: "run_deleted", about: { run: runId } });
      await assert.rejects(runs.update("abc", {}), { code: "not_found" });
    },
  },
  {
    name: "experiments.create, rename and deleteTag keep names apart and deleted ones as they are",
    async run({ experiments }) {
      const { experimentId, artifactLocation } = await experiments.create({ name: "a", tags: { t: "1" } });
      assert.equal(artifactLocation, `mlflow-artifacts:/${experimentId}`);
      await experiments.create({ name: "b" });
      await assert.rejects(experiments.create({ name: "a" }), { code: "already_exists" });
      await assert.rejects(experiments.rename(experimentId, "b"), { code: "already_exists" });
      await experiments.rename(experimentId, "c");
      await experiments.deleteTag(experimentId, "t");
      await assert.rejects(experiments.deleteTag(experimentId, "t"), { code: "not_found" });
      const { name, tags } = await experiments.get(experimentId);
      assert.deepEqual([name, tags], ["c", {}]);
      await experiments.delete(experimentId);
      const deleted = { code: "experiment_deleted" };
      await assert.rejects(experiments.rename(experimentId, "d"), deleted);
      await assert.rejects(experiments.setTags(experimentId, { a: "b" }), deleted);
      await assert.rejects(experiments.create({ name: "c" }), { code: "already_exists" });
    },
  },
  {
    name: "models: renamed with all that is theirs, staged, described, deleted whole",
    async run({ models }) {
      await models.create({ name: "m", description: "d", tags: { a: "1" } });
      await assert.rejects(models.create({ name: "m" }), { code: "already_exists" });
      for (let i = 0; i < 3; i++) {
        await models.createVersion({ name: "m", source: "s3://b/m", tags: { i: String(i) } });
      }
      await models.setAlias("m", "champion", 2);
      await models.setStage("m", 1, "Production", false);
      await models.setStage("m", 2, "Production", true);
      const stages = (await models.listVersions("m")).map(({ stage }) => stage);
      assert.deepEqual(stages, ["None", "Production", "Archived"]);
      const newest = await models.latestByStage(["m", "x"]);
      assert.deepEqual(newest.map(({ stage, version }) => [stage, version]), [
        ["Archived", 1],
        ["None", 3],
        ["Production", 2],
      ]);
      await models.create({ name: "taken" });
      await assert.rejects(models.rename("m", "taken"), { code: "already_exists" });
      const { aliases, tags, description } = await models.rename("m", "n");
      assert.deepEqual([aliases, tags, description], [{ champion: 2 }, { a: "1" }, "d"]);
      assert.deepEqual((await models.getVersion("n", 3)).tags, { i: "2" });
      assert.equal((await models.describeVersion("n", 3, "third")).description, "third");
      await models.deleteVersionTag("n", 3, "i");
      await models.deleteTag("n", "a");
      await models.deleteTag("n", "a");
      assert.deepEqual([(await models.get("n")).tags, (await models.getVersion("n", 3)).tags], [{}, {}]);
      await models.delete("n");
      await assert.rejects(models.get("n"), { code: "not_found" });
      await models.create({ name: "n" });
      assert.deepEqual(await models.listVersions("n"), []);
    },
  },
];
