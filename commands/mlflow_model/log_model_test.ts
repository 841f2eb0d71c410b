import assert from "node:assert/strict";
import { parse } from "yaml";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { openTracking } from "../../tracking/tracking_store.ts";
import { logModel, noteVersion } from "./log_model.ts";

const MODEL = { bytes: new Uint8Array([1, 2, 3]), kind: "linear", params: { taxi: "green" } };
const METRICS = [{ key: "mae", value: 3.5 }];

Deno.test("logModel makes a ready logged model of the run, with its metrics and every file that MLmodel names", () =>
  withTemporaryFolder(async (folder) => {
    await using tracking = await openTracking(folder);
    const run = await tracking.runs.create({ experimentId: 0 });
    const { modelId, storage } = await logModel(tracking, run, { ...MODEL, metrics: METRICS });
    const logged = await tracking.loggedModels.get(modelId!);
    assert.deepEqual([logged.status, logged.sourceRunId, logged.artifactUri], ["ready", run.runId, storage]);
    assert.deepEqual([logged.modelType, logged.params], ["linear", { taxi: "green" }]);
    assert.deepEqual(logged.metrics.map(({ key, value }) => [key, value]), [["mae", 3.5]]);
    const { metrics, models } = await tracking.runs.get(run.runId);
    assert.equal(metrics.mae.value, 3.5);
    assert.deepEqual(models, [{ modelId, direction: "output", step: 0 }]);

    const root = storage.replace("mlflow-artifacts:/", "");
    const read = async (path: string) => {
      const file = await tracking.files.find(`${root}/${path}`);
      assert.ok(file, `${path} is not among the files`);
      return await new Response(await tracking.files.open(file)).bytes();
    };
    assert.deepEqual(await read("model.taxi"), MODEL.bytes);
    const mlmodel = parse(new TextDecoder().decode(await read("MLmodel")));
    const { code, loader_module, env } = mlmodel.flavors.python_function;
    const { artifact_path, serving_input_path } = mlmodel.saved_input_example_info;
    const named = [`${code}/${loader_module}.py`, env.virtualenv, artifact_path, serving_input_path];
    for (const path of named) assert.ok((await read(path)).length > 0);
    assert.deepEqual([mlmodel.model_id, mlmodel.run_id, mlmodel.artifact_path], [
      modelId,
      run.runId,
      storage,
    ]);
    const example = JSON.parse(new TextDecoder().decode(await read(artifact_path)));
    const inputs: { name: string }[] = JSON.parse(mlmodel.signature.inputs);
    assert.deepEqual(inputs.map(({ name }) => name), example.columns);
  }));

Deno.test("logModel keeps its files here where a client wants the experiment's artifacts elsewhere", () =>
  withTemporaryFolder(async (folder) => {
    await using tracking = await openTracking(folder);
    const { experimentId } = await tracking.experiments.create({
      name: "far",
      artifactLocation: "s3://b/far",
    });
    const run = await tracking.runs.create({ experimentId });
    const { modelId, storage } = await logModel(tracking, run, { ...MODEL, metrics: METRICS });
    assert.equal(storage, `mlflow-artifacts:/${experimentId}/models/${modelId}/artifacts`);
    assert.ok(await tracking.files.find(`${experimentId}/models/${modelId}/artifacts/MLmodel`));
  }));

Deno.test("noteVersion tells the logged model as what it was registered", () =>
  withTemporaryFolder(async (folder) => {
    await using tracking = await openTracking(folder);
    const { modelId } = await tracking.loggedModels.create({ experimentId: 0 });
    await noteVersion(tracking, modelId, { name: "duration", version: 2 });
    const { tags } = await tracking.loggedModels.get(modelId);
    assert.deepEqual(JSON.parse(tags["mlflow.modelVersions"]), [{ name: "duration", version: 2 }]);
  }));
