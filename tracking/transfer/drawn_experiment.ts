import fc from "fast-check";
import type { DatasetInput, LoggedPoint } from "../run.ts";
import type { Tracking } from "../tracking_store.ts";

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
/** What an experiment may have. */
export interface DrawnExperiment {
  /** Of the experiment. */
  readonly tags: Record<string, string>;
  /** Whether the experiment is deleted, and its runs with it. */
  readonly deleted: boolean;
  /** Of its logged model. */
  readonly modelParams: Record<string, string>;
  /** What its runs have. */
  readonly runs: readonly {
    readonly name: string;
    readonly params: Record<string, string>;
    readonly tags: Record<string, string>;
    readonly points: readonly LoggedPoint[];
    /** Of the experiment's logged model. */
    readonly measured: readonly LoggedPoint[];
    readonly datasets: readonly DatasetInput[];
    readonly files: readonly (readonly [path: string, bytes: Uint8Array<ArrayBuffer>])[];
    readonly ending: "finished" | "failed" | "killed" | undefined;
    readonly deleted: boolean;
  }[];
}

/** Any experiment. */
export const drawnExperiment: fc.Arbitrary<DrawnExperiment> = fc.record({
  tags: texts,
  deleted: fc.boolean(),
  runs: fc.array(run, { maxLength: 4 }),
  modelParams: texts,
});

/** Puts what was drawn into a store, as experiment "drawn". */
export async function fill(tracking: Tracking, drawn: DrawnExperiment): Promise<void> {
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
export async function tell(tracking: Tracking, name = "drawn"): Promise<unknown> {
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
