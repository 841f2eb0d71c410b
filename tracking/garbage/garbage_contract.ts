import assert from "node:assert/strict";
import fc from "fast-check";
import { sha256 } from "../../lib/hash.ts";
import type { StoreCase } from "../store_case.ts";
import type { Tracking } from "../tracking_store.ts";

const NOTHING = {
  runs: 0,
  loggedModels: 0,
  experiments: 0,
  blobs: 0,
  bytes: 0,
  youngBlobs: 0,
  keptBlobs: null,
};
/** Later than whatever the clock of a test shows, and than the time of every file. */
const EVER = Date.parse("2200-01-01");
const ALL = { deletedBy: EVER, putBefore: EVER };

const bytes = (text: string) => new TextEncoder().encode(text);

async function exists(work: Promise<unknown>): Promise<boolean> {
  return await work.then(() => true, (error) => {
    assert.equal(error.code, "not_found");
    return false;
  });
}

/** One thing that happens to a store: a kind, and which experiment, run, model and content it is about. */
const EVENT = fc.record({
  kind: fc.constantFrom(
    ...[
      "experiment",
      "run",
      "run",
      "artifact",
      "artifact",
      "artifact",
      "model",
      "modelFile",
      "register",
      "version",
    ],
    ...["deleteRun", "deleteRun", "restoreRun", "deleteModel", "deleteExperiment", "replace", "now"],
  ),
  which: fc.nat(5),
  content: fc.nat(6),
});
type Event = typeof EVENT extends fc.Arbitrary<infer T> ? T : never;

/** Lets the events happen to the store. @returns the time by which what was deleted shall go */
async function happen(store: Tracking, events: readonly Event[], label: string): Promise<number> {
  const experiments = [0],
    runs: string[] = [],
    models: string[] = [],
    at = <T>(all: T[], i: number) => all[i % all.length];
  let last = 0;
  for (const [i, { kind, which, content }] of events.entries()) {
    const run = at(runs, which), model = at(models, which), source = bytes(`content ${content}`);
    const refused = (error: { code: string }) =>
      assert.match(error.code, /^(run_deleted|experiment_deleted|not_found)$/);
    if (kind === "experiment") {
      const place = which > 3 ? { artifactLocation: "mlflow-artifacts:/team/place" } : {};
      experiments.push((await store.experiments.create({ name: `${label} ${i}`, ...place })).experimentId);
    } else if (kind === "run") {
      const experimentId = at(experiments, which);
      await store.runs.create({ experimentId, owner: which % 2 ? "client" : "process" }).then(
        async ({ runId }) => {
          runs.push(runId);
          if (content % 2) await store.runs.end(runId, { status: "finished" });
        },
        refused,
      );
    } else if (kind === "model") {
      await store.loggedModels.create({ experimentId: at(experiments, which) })
        .then(({ modelId }) => models.push(modelId), refused);
    } else if (kind === "deleteExperiment") await store.experiments.delete(at(experiments, which));
    else if (kind === "now") {
      last = (await store.experiments.create({ name: `${label} ${i}` })).createdAt;
    } else if (run !== undefined && ["artifact", "replace"].includes(kind)) {
      await store.artifacts.log(run, kind === "replace" ? "0.txt" : `${content}.txt`, source).catch(refused);
    } else if (run !== undefined && kind === "deleteRun") await store.runs.delete(run);
    else if (run !== undefined && kind === "restoreRun") await store.runs.restore(run);
    else if (run !== undefined && kind === "register") {
      const draft = { name: "by run", runId: run, artifact: "0.txt" };
      await store.models.createVersion(draft).catch(refused);
    } else if (model !== undefined && kind === "modelFile") {
      const { artifactUri } = await store.loggedModels.get(model).catch(() => ({ artifactUri: "" }));
      if (artifactUri !== "") await store.files.put(`${folderOf(artifactUri)}/model.taxi`, source);
    } else if (model !== undefined && kind === "version") {
      const { artifactUri } = await store.loggedModels.get(model).catch(() => ({ artifactUri: "" }));
      const draft = { name: "by model", source: `models:/${model}`, storage: artifactUri };
      if (artifactUri !== "") await store.models.createVersion(draft);
    } else if (model !== undefined && kind === "deleteModel") await store.loggedModels.delete(model);
  }
  return last;
}

function folderOf(uri: string): string {
  return uri.replace("mlflow-artifacts:/", "");
}

/** Every run, deleted or not, and whether it goes. */
async function readRuns(store: Tracking, deletedBy: number): Promise<{ runId: string; goes: boolean }[]> {
  const experiments = [...await store.experiments.list(), ...await store.experiments.list({ deleted: true })];
  const old = (deletedAt: number | null) => deletedAt !== null && deletedAt <= deletedBy;
  const limit = 1000;
  const runs = [...await store.runs.search({ limit }), ...await store.runs.search({ deleted: true, limit })];
  return runs.map(({ runId, deletedAt, experimentId, owner, status }) => {
    const experiment = experiments.find((found) => found.experimentId === experimentId)!;
    const works = owner === "process" && status === "running";
    return { runId, goes: deletedAt !== null && !works && (old(deletedAt) || old(experiment.deletedAt)) };
  });
}

/** The files and contents that versions point to. */
async function readNeeded(store: Tracking): Promise<{ paths: string[]; contents: string[] }> {
  const paths: string[] = [], contents: string[] = [];
  for (const { name } of await store.models.list()) {
    for (const { sha256, storage, source, runId } of await store.models.listVersions(name)) {
      if (sha256 !== null) contents.push(sha256);
      const [, path] = /^runs:\/[^/]+\/(.*)$/.exec(source) ?? [];
      const places = path === undefined
        ? [`${folderOf(storage)}/model.taxi`]
        : (await store.files.listBelow("")).map((file) => file.path).filter((file) =>
          file.endsWith(`${runId}/artifacts/${path}`)
        );
      paths.push(...places);
    }
  }
  return { paths, contents };
}

/** Removal for good: part of the contract of every store. */
export const GARBAGE_CASES: readonly StoreCase[] = [
  {
    name: "garbage.collect leaves all that is referred to and nothing else, whatever happened before",
    async run(store) {
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(EVENT, { maxLength: 60, size: "max" }), async (events) => {
          const deletedBy = await happen(store, events, `round ${round++}`);
          const age = { deletedBy, putBefore: EVER };
          const runs = await readRuns(store, deletedBy), needed = await readNeeded(store);
          const before = await store.files.listBelow("");
          const foretold = await store.garbage.survey(age);
          assert.deepEqual(await store.files.listBelow(""), before);
          const collected = await store.garbage.collect(age);
          assert.deepEqual(collected, foretold);
          assert.equal(collected.runs, runs.filter(({ goes }) => goes).length);
          for (const { runId, goes } of runs) assert.equal(await exists(store.runs.get(runId)), !goes);
          const after = await store.files.listBelow(""), kept = new Set(after.map(({ path }) => path));
          for (const { sha256 } of after) await store.artifacts.readContent(sha256);
          for (const content of needed.contents) await store.artifacts.readContent(content);
          for (const { path } of before) {
            const owner = runs.find(({ runId }) => path.includes(runId));
            if (needed.paths.includes(path) || owner?.goes === false) assert.ok(kept.has(path), path);
            else if (owner?.goes) assert.ok(!kept.has(path), path);
          }
          const referred = new Set([...after.map(({ sha256 }) => sha256), ...needed.contents]);
          for (let i = 0; i <= 6; i++) {
            const content = sha256(bytes(`content ${i}`));
            assert.equal(await exists(store.artifacts.readContent(content)), referred.has(content));
          }
          assert.deepEqual(await store.garbage.collect(age), NOTHING);
          await store.experiments.restore(0);
        }),
        { numRuns: 25 },
      );
    },
  },
  {
    name: "garbage.collect leaves bytes that were put lately, and runs of other experiments",
    async run(store) {
      const { runs, artifacts, garbage } = store;
      const { experimentId } = await store.experiments.create({ name: "other" });
      const ids: string[] = [];
      for (const experiment of [0, experimentId]) {
        const { runId } = await runs.create({ experimentId: experiment, owner: "client" });
        await artifacts.log(runId, "a.txt", bytes(experiment === 0 ? "zero" : "other"));
        await runs.delete(runId);
        ids.push(runId);
      }
      const young = await garbage.collect({ deletedBy: EVER, putBefore: 0, experimentId: 0 });
      assert.deepEqual(young, { ...NOTHING, runs: 1, youngBlobs: 1 });
      assert.deepEqual([await exists(runs.get(ids[0])), await exists(runs.get(ids[1]))], [false, true]);
      assert.deepEqual(await garbage.collect(ALL), {
        ...NOTHING,
        runs: 1,
        blobs: 2,
        bytes: 9,
      });
    },
  },
  {
    name:
      "garbage.collect removes an experiment with all that no version needs, but for number 0 and for one with a run at work",
    async run(store) {
      const { experimentId } = await store.experiments.create({ name: "gone", tags: { a: "b" } });
      const { runId } = await store.runs.create({
        experimentId,
        log: { params: { a: "1" }, metrics: [{ key: "m", value: 1 }], tags: { t: "1" } },
      });
      const { modelId } = await store.loggedModels.create({ experimentId, sourceRunId: runId });
      await store.files.put(`${experimentId}/beside.txt`, bytes("beside"));
      const { sha256 } = await store.artifacts.log(runId, "kept.txt", bytes("a version points here"));
      await store.models.createVersion({ name: "kept", runId, artifact: "kept.txt" });
      await store.experiments.delete(experimentId);
      await store.experiments.delete(0);
      assert.deepEqual(await store.garbage.collect(ALL), { ...NOTHING, loggedModels: 1 });
      assert.equal((await store.experiments.get(experimentId)).name, "gone");
      await store.runs.end(runId, { status: "finished" });
      assert.deepEqual(await store.garbage.collect(ALL), {
        ...NOTHING,
        runs: 1,
        experiments: 1,
        blobs: 1,
        bytes: 6,
      });
      assert.deepEqual((await store.files.listBelow("")).map(({ path }) => path), [
        `${experimentId}/${runId}/artifacts/kept.txt`,
      ]);
      await store.artifacts.readContent(sha256);
      assert.equal(await exists(store.experiments.get(experimentId)), false);
      assert.equal(await exists(store.runs.get(runId)), false);
      assert.equal(await exists(store.loggedModels.get(modelId)), false);
      assert.equal((await store.experiments.get(0)).name, "Default");
      const again = await store.experiments.create({ name: "gone" });
      assert.ok(again.experimentId > experimentId);
      assert.deepEqual(again.tags, {});
    },
  },
];
