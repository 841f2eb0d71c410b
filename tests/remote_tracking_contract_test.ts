import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../lib/hash.ts";
import { LOGGED_MODEL_CASES } from "../tracking/logged_model_contract.ts";
import { REGISTRY_CASES } from "../tracking/registry_contract.ts";
import { parseTrackingServer } from "../tracking/remote/tracking_server.ts";
import { modelCache } from "../tracking/remote/model_cache.ts";
import { readRemoteRegistry } from "../tracking/remote/remote_registry_reader.ts";
import { openRemoteTracking } from "../tracking/remote/remote_tracking.ts";
import { RUN_LOG_CASES } from "../tracking/run_log_contract.ts";
import { EXPERIMENT_CASES, RUN_CASES } from "../tracking/store_contract.ts";
import { openTracking, type Tracking } from "../tracking/tracking_store.ts";
import type { Tracker } from "../tracking/tracker.ts";
import { startMlflowApi } from "./mlflow_api.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const CASES = [
  ...EXPERIMENT_CASES,
  ...RUN_CASES,
  ...RUN_LOG_CASES,
  ...REGISTRY_CASES,
  ...LOGGED_MODEL_CASES,
];

/** Cases of the stores' contract that a server cannot fulfil, and why. */
const NOT_REMOTE: Readonly<Record<string, string>> = {
  "experiments.delete hides experiment and runs, restore brings both back":
    "it names the experiment by its number",
  "runs.delete hides a run and stops logging, restore takes that back": "MLflow takes files of deleted runs",
  "runs.log gives back every param and tag as it was": "MLflow refuses keys that begin with two dots",
  "runs.log gives back every double, NaN, infinities and -0 included": "MLflow has no infinities",
  "runs.log keeps steps of 64 bits exactly, and the latest of neighbours that a double cannot tell apart":
    "no command reads them",
  "runs.log accepts a param again and refuses another value, with all that came with it":
    "the server has words of its own",
  "runs.log keeps a dataset once for each context, runs.deleteTag takes a tag away":
    "MLflow keeps the first context only",
  "artifacts.log refuses paths that lead elsewhere or through a file": "the server has words of its own",
  "models.createVersion numbers from 1 and keeps run, hash, tags and aliases": "MLflow keeps no hash",
  "models.createVersion points only to what exists": "MLflow looks for no artifact",
  "models.createVersion finds the model file in a folder of the store, by source or storage":
    "MLflow keeps no hash",
  "loggedModels.create refuses names that no address could carry, and experiments that are not active":
    "an empty name is none to MLflow",
};

Deno.test("tracking server: what it does not do of the contract is in the contract", () => {
  const names = new Set(CASES.map(({ name }) => name));
  for (const name of Object.keys(NOT_REMOTE)) assert.ok(names.has(name), name);
});

for (const { name, run } of CASES) {
  if (name in NOT_REMOTE) continue;
  Deno.test(`tracking server: ${name}`, () =>
    withTemporaryFolder(async (folder) => {
      let time = 1_700_000_000_000;
      const now = () => time++;
      await using store = await openTracking(folder, { now });
      await using api = startMlflowApi(store);
      const server = parseTrackingServer(api.url, "the test's server", () => undefined);
      await using remote = openRemoteTracking(server, { now });
      // What a client does not do itself is done to the store behind the server: it sees what the client did.
      await run({
        ...store,
        experiments: { ...store.experiments, ...remote.experiments },
        runs: { ...store.runs, ...remote.runs },
        artifacts: { ...store.artifacts, ...remote.artifacts, list: store.artifacts.list },
        loggedModels: { ...store.loggedModels, ...remote.loggedModels },
        models: { ...store.models, ...remote.models },
      });
    }));
}

/** A server as a client sees it, the store behind it, and how many of what each request to log had. */
async function withRemote(
  work: (remote: Tracker, store: Tracking, counts: { path: string; items: number[] }[]) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    await using store = await openTracking(folder);
    const counts: { path: string; items: number[] }[] = [];
    await using api = startMlflowApi(store, async (path, answer, request) => {
      if (/log-batch|\/params$|logged-models$/.test(path)) {
        const { metrics = [], params = [], tags = [] } = await request.clone().json();
        counts.push({ path, items: [metrics.length, params.length, tags.length] });
      }
      return await answer();
    });
    const server = parseTrackingServer(api.url, "the test's server", () => undefined);
    await using remote = openRemoteTracking(server);
    await work(remote, store, counts);
  });
}

/** So many params, metrics or tags. */
function many(name: string, count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}${i}`, `${i}`]));
}

Deno.test("tracking server: runs.log sends no more at once than a server takes, and all of it", () =>
  withRemote(async (remote, store, counts) => {
    const { runId } = await remote.runs.create({ experimentId: 0 });
    const metrics = Array.from({ length: 2345 }, (_, step) => ({ key: "loss", value: step / 7, step }));
    await remote.runs.log(runId, { metrics, params: many("p", 250), tags: many("t", 101) });
    for (const { items: [metrics, params, tags] } of counts) {
      assert.ok(
        params <= 100 && tags <= 100 && metrics + params + tags <= 1000,
        `${[metrics, params, tags]}`,
      );
    }
    const run = await store.runs.get(runId);
    assert.deepEqual([run.params, run.tags], [many("p", 250), many("t", 101)]);
    const history = await store.runs.metricHistory(runId, "loss");
    assert.deepEqual(history.map(({ step, value }) => ({ key: "loss", value, step })), metrics);
  }));

Deno.test("tracking server: loggedModels.create sends no more params at once than a server takes", () =>
  withRemote(async (remote, store, counts) => {
    const { modelId } = await remote.loggedModels.create({ experimentId: 0, params: many("p", 250) });
    assert.deepEqual((await store.loggedModels.get(modelId)).params, many("p", 250));
    assert.deepEqual(counts.map(({ items: [_, params] }) => params), [100, 100, 50]);
  }));

Deno.test("tracking server: artifacts.log takes bytes, a file and bytes on their way", () =>
  withRemote(async (remote, store) => {
    const { runId } = await remote.runs.create({ experimentId: 0 });
    const bytes = new Uint8Array(300_000).map((_, i) => i % 251), hash = sha256(bytes);
    const file = await Deno.makeTempFile();
    await Deno.writeFile(file, bytes);
    const parts = async function* () {
      for (let at = 0; at < bytes.length; at += 70_000) yield bytes.slice(at, at + 70_000);
    };
    for (const [path, source] of [["a", bytes], ["ä b/%c", { file }], ["d", parts()]] as const) {
      const made = await remote.artifacts.log(runId, path, source);
      assert.deepEqual(made, { path, sha256: hash, size: bytes.length });
      assert.deepEqual(await store.artifacts.read(runId, path), bytes);
    }
    await Deno.remove(file);
    assert.equal((await remote.artifacts.log(runId, "empty", new Uint8Array())).size, 0);
    const listed = (await remote.artifacts.list(runId)).map(({ path, size }) => [path, size]);
    assert.deepEqual(listed, [["a", 300_000], ["d", 300_000], ["empty", 0], ["ä b/%c", 300_000]]);
  }));

Deno.test("tracking server: runs.search pages through thousands of runs", () =>
  withRemote(async (remote, store) => {
    for (let i = 0; i < 1100; i++) await store.runs.create({ experimentId: 0, startTime: i });
    const all = await remote.runs.search({ limit: Number.MAX_SAFE_INTEGER });
    assert.deepEqual(all.map(({ startTime }) => startTime), Array.from({ length: 1100 }, (_, i) => 1099 - i));
    const page = await remote.runs.search({ limit: 2, offset: 999 });
    assert.deepEqual(page.map(({ startTime }) => startTime), [100, 99]);
  }));

Deno.test("tracking server: the registry's reader fetches a model file once, by its hash, and says when there is none", () =>
  withTemporaryFolder(async (folder) => {
    await using store = await openTracking(folder);
    let fetched = 0;
    await using api = startMlflowApi(store, (path, _, { method }) => {
      if (method === "GET" && path.includes("/mlflow-artifacts/")) fetched++;
      return undefined;
    });
    const server = parseTrackingServer(api.url, "the test's server", () => undefined);
    const bytes = new TextEncoder().encode("a model"), hash = sha256(bytes);
    const { runId } = await store.runs.create({ experimentId: 0 });
    await store.artifacts.log(runId, "model/model.taxi", bytes);
    await store.artifacts.log(runId, "other/model.pkl", bytes);
    const draft = { name: "fares", runId };
    await store.models.createVersion({
      ...draft,
      artifact: "model/model.taxi",
      tags: { "taxi.sha256": hash },
    });
    await store.models.createVersion({ ...draft, source: `runs:/${runId}/model` });
    await store.models.createVersion({ ...draft, source: `runs:/${runId}/other` });
    await store.models.createVersion({ ...draft, source: "s3://bucket/model" });
    for (let visit = 0; visit < 2; visit++) {
      using reader = readRemoteRegistry(server, modelCache([join(folder, "cache")]));
      assert.deepEqual(await reader.readModel(await reader.find("fares", { version: 1 })), bytes);
    }
    assert.equal(fetched, 1);
    using reader = readRemoteRegistry(server, modelCache([]));
    const read = async (version: number) => await reader.readModel(await reader.find("fares", { version }));
    assert.deepEqual(await read(2), bytes);
    await assert.rejects(read(3), {
      name: "NotFoundError",
      message:
        /^Cannot use version 3 of "fares": it was registered as ".*other", expected a model file of taxi$/,
    });
    await assert.rejects(read(4), {
      message: /keeps files at "s3:.*", which it does not hand on: expected "mlflow-/,
    });
    assert.equal((await reader.find("fares", { alias: "latest" })).version, 4);
  }));
