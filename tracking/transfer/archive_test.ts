import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import type { DatasetInput, LoggedPoint } from "../run.ts";
import { withTemporaryHome } from "../temporary_home.ts";
import { openTracking, type Tracking } from "../tracking_store.ts";
import { openSource } from "./open_source.ts";
import { writeArchive } from "./write_archive.ts";

/** Keys that a store takes, some of which every object has. */
const key = fc.oneof(
  fc.constantFrom("loss", "train/loss", "__proto__", "constructor", "a b", "ünï"),
  fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/),
);
const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((found) => !found.includes("\0"));
const texts = fc.array(fc.tuple(key, text), { maxLength: 5 }).map((pairs) => Object.fromEntries(pairs));
const double = fc.oneof(
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 5e-324, 1.7976931348623157e308),
);
const steps = fc.oneof(
  fc.integer().map((step) => ({ step })),
  fc.bigInt(2n ** 60n, 2n ** 63n - 1n).map((exactStep) => ({ step: Number(exactStep), exactStep })),
);
const points: fc.Arbitrary<LoggedPoint[]> = fc.array(
  fc.tuple(key, double, steps, fc.integer({ min: 0 })).map(([key, value, step, timestamp]) => ({
    ...{ key, value, timestamp },
    ...step,
  })),
  { maxLength: 30 },
);
const dataset: fc.Arbitrary<DatasetInput> = fc.record({
  name: key,
  digest: fc.constantFrom("a1", "b2"),
  context: fc.constantFrom("", "training"),
  sourceType: fc.constantFrom("local", "s3"),
  source: text,
}).chain((plain) => fc.constantFrom(plain, { ...plain, schema: "{}", profile: "[]", tags: { x: "y" } }));
const files = fc.uniqueArray(
  fc.tuple(
    fc.constantFrom("a.txt", "b/c.bin", "b/d/ünï cödé", "e".repeat(300)),
    fc.uint8Array({ maxLength: 5000 }),
  ),
  { maxLength: 4, selector: ([path]) => path },
);
const ending = fc.constantFrom("finished", "failed", "killed", undefined);
const run = fc.record({
  name: text,
  params: texts,
  tags: texts,
  points,
  measured: points,
  datasets: fc.array(dataset, { maxLength: 3 }),
  files,
  ending,
  deleted: fc.boolean(),
});
const experiment = fc.record({
  tags: texts,
  deleted: fc.boolean(),
  runs: fc.array(run, { maxLength: 4 }),
  modelParams: texts,
});
type Drawn = typeof experiment extends fc.Arbitrary<infer Found> ? Found : never;

/** Puts what was drawn into a store. */
async function fill(tracking: Tracking, drawn: Drawn): Promise<void> {
  const { experimentId } = await tracking.experiments.create({ name: "drawn", tags: drawn.tags });
  const { modelId } = await tracking.loggedModels.create({
    ...{ experimentId, name: "model", params: drawn.modelParams },
  });
  await tracking.files.put(
    `${experimentId}/models/${modelId}/artifacts/MLmodel`,
    new TextEncoder().encode("m"),
  );
  await tracking.loggedModels.finish(modelId, "ready");
  for (const { name, params, tags, points, measured, datasets, files, ending, deleted } of drawn.runs) {
    const metrics = [...points, ...measured.map((point) => ({ ...point, modelId, datasetName: "data" }))];
    const models = [{ modelId, direction: "output", step: 3 }] as const;
    const { runId } = await tracking.runs.create({
      ...{
        experimentId,
        name,
        user: "ann",
        owner: "client",
        log: { params, tags, metrics, datasets, models },
      },
    });
    for (const [path, bytes] of files) await tracking.artifacts.log(runId, path, bytes);
    if (ending !== undefined) {
      await tracking.runs.end(
        runId,
        ending === "failed" ? { status: ending, error: "it broke" } : { status: ending },
      );
    }
    if (deleted) await tracking.runs.delete(runId);
  }
  if (drawn.deleted) await tracking.experiments.delete(experimentId);
}

/** All that a store tells of its experiment, but for the numbers and addresses that another store gives. */
async function tell(tracking: Tracking, name = "drawn"): Promise<unknown> {
  const { experimentId, artifactLocation: _, ...experiment } = await tracking.experiments.getByName(name);
  const runs = [
    ...await tracking.runs.search({ experimentId }),
    ...await tracking.runs.search({ experimentId, deleted: true }),
  ];
  const models = await tracking.loggedModels.find({ experimentIds: [experimentId], limit: 10, offset: 0 });
  return {
    experiment: { ...experiment, name: "drawn" },
    runs: await Promise.all(
      runs.map(async ({ experimentId: _, artifactUri: __, ...run }) => ({
        ...run,
        artifacts: await tracking.artifacts.list(run.runId),
        histories: await Promise.all(
          Object.keys(run.metrics).map((key) => tracking.runs.metricHistory(run.runId, key)),
        ),
      })),
    ),
    models: models.map(({ experimentId: _, artifactUri: __, ...model }) => model),
  };
}

Deno.test("an experiment that is exported and imported elsewhere is the same", () =>
  fc.assert(
    fc.asyncProperty(experiment, (drawn) =>
      withTemporaryHome(async (home) => {
        await using from = await openTracking(join(home, "from"));
        await using to = await openTracking(join(home, "to"));
        await fill(from, drawn);
        const archive = join(home, "drawn.tar.gz");
        await using exported = await from.transfer.export("drawn");
        const { runs } = await writeArchive(exported, archive);
        assert.equal(runs, drawn.runs.length);
        for (const outcome of ["added", "here"] as const) {
          await using source = await openSource(archive);
          const summary = await to.transfer.import(source, { as: "other name" });
          assert.deepEqual(summary.leftOut, []);
          assert.equal(summary.runs[outcome], drawn.runs.length);
          assert.deepEqual(await tell(to, "other name"), await tell(from));
        }
        for (const { runId } of await to.runs.search({ limit: 100 })) {
          for (const { path } of await to.artifacts.list(runId)) {
            assert.deepEqual(await to.artifacts.read(runId, path), await from.artifacts.read(runId, path));
          }
        }
      })),
    { numRuns: 20 },
  ));
