import { seededRandom } from "../lib/random.ts";
import type { MetricDraft } from "../tracking/run_metrics.ts";
import type { RunBatch } from "../tracking/run_log.ts";
import type { RunEnding } from "../tracking/runs.ts";
import type { Tracking } from "../tracking/tracking_store.ts";
import { logSampleArtifacts } from "./sample_artifacts.ts";

/** Start of the first sample run. */
export const SAMPLE_START: number = Date.parse("2026-03-02T08:00:00Z");
/** Closes whatever it is written into and begins a script; in the names, tags, params and metrics of a hostile run. */
export const HOSTILE = `"><script>alert("taken")</script><img src=x onerror=alert(1)>`;

const MINUTE = 60_000;
const STEPS = 20;

/** What {@linkcode sampleTracking} has made. */
export interface SampleTracking {
  /** Of "taxi-duration": 37 runs and a deleted one, the newest are a sweep and its children. */
  readonly experimentId: number;
  /** Of an experiment without runs. */
  readonly emptyId: number;
  /** Of an experiment whose name is hostile, with one run in which everything is, and a text of 8,000 letters. */
  readonly hostileId: number;
  /** Ids of runs, each what it is called. */
  readonly runs: Readonly<
    Record<"best" | "parent" | "child" | "failed" | "killed" | "running" | "deleted" | "hostile", string>
  >;
  /** 24 finished runs of boosted trees and linear models, with curves of 20 steps; the first is `runs.best`. */
  readonly trained: readonly string[];
  /** A registered model with versions 1 to 3, `champion` at 2 and `challenger` at 3. */
  readonly model: string;
  /** The logged model behind version 2. */
  readonly loggedModelId: string;
}

/** Fills a store with what people track: the same content each time, but for the ids. */
export async function sampleTracking(tracking: Tracking): Promise<SampleTracking> {
  const { experiments, runs } = tracking;
  const random = seededRandom("tracking");
  const { experimentId } = await experiments.create({
    name: "taxi-duration",
    tags: {
      team: "dispatch",
      "mlflow.note.content":
        "How long a ride takes, told **before** it begins.\n\nFeatures: zones, hour, distance.",
    },
  });
  const { experimentId: emptyId } = await experiments.create({ name: "fare-forecast" });
  const add = (name: string, at: number, log: RunBatch, ending?: RunEnding) =>
    addRun(tracking, { experimentId, name, startTime: SAMPLE_START + at * MINUTE }, log, ending);

  const trained: string[] = [];
  for (let i = 0; i < 24; i++) {
    const tries = { i, random, best: i === 0 };
    trained.push(await add(`${i % 4 === 3 ? "linear" : "gbdt"}-${i + 1}`, i * 10, training(tries), finished));
  }
  const failed = await add("gbdt-too-deep", 250, training({ i: 30, random, steps: 4 }), {
    status: "failed",
    error: `Cannot fit "gbdt": the loss became NaN at step 4, expected a number\nLower the learning rate`,
  });
  await runs.log(failed, { metrics: [{ key: "loss", step: 4, value: NaN }] });
  const killed = await add("gbdt-stopped", 260, training({ i: 31, random, steps: 9 }), { status: "killed" });
  const deleted = await add("mistake", 265, {}, finished);
  await runs.delete(deleted);
  const parent = await add("sweep over depth", 270, { params: { trials: "9" } }, finished);
  let child = "";
  for (let i = 0; i < 9; i++) {
    const log = training({ i: 40 + i, random });
    const tags = { ...log.tags, "mlflow.parentRunId": parent };
    child = await add(`depth-${i + 3}`, 271 + i, { ...log, tags }, finished);
  }
  const running = await add("gbdt-now", 290, training({ i: 50, random, steps: 12 }));

  const hostileId = (await experiments.create({ name: HOSTILE, tags: { note: HOSTILE } })).experimentId;
  const hostile = await addHostile(tracking, hostileId);
  const best = trained[0];
  await logSampleArtifacts(tracking, best);
  const loggedModelId = await register(tracking, experimentId, trained);
  return {
    ...{ experimentId, emptyId, hostileId, trained, model: "taxi-duration", loggedModelId },
    runs: { best, parent, child, failed, killed, running, deleted, hostile },
  };
}

const finished: RunEnding = { status: "finished" };

/** A run that took between 1 and 9 minutes, or goes on. */
async function addRun(
  { runs }: Tracking,
  draft: { readonly experimentId: number; readonly name: string; readonly startTime: number },
  log: RunBatch,
  ending?: RunEnding,
): Promise<string> {
  const tags = { ...log.tags, "mlflow.user": "ada", "mlflow.source.name": "train.py" };
  const { runId } = await runs.create({ ...draft, owner: "client", user: "ada", log: { ...log, tags } });
  const took = (1 + draft.name.length % 9) * MINUTE;
  if (ending) await runs.end(runId, { ...ending, endTime: draft.startTime + took });
  return runId;
}

interface Tries {
  readonly i: number;
  readonly random: () => number;
  readonly steps?: number;
  readonly best?: boolean;
}

/** What a training logs: params, curves that come down, metrics of the end, the data, the code. */
function training({ i, random, steps = STEPS, best = false }: Tries): RunBatch {
  const linear = i % 4 === 3, floor = best ? 2.9 : 3.1 + random(), rate = best ? 0.25 : 0.08 + 0.2 * random();
  const at = (step: number) => SAMPLE_START + i * 10 * MINUTE + step * 3000;
  const curve = (key: string, level: number, noise: number) =>
    Array.from({ length: steps }, (_, step): MetricDraft => ({
      ...{ key, step, timestamp: at(step) },
      value: level + 6 * Math.exp(-rate * step) + noise * (random() - 0.5),
    }));
  const last = (key: string, value: number): MetricDraft => ({ key, value, step: 0, timestamp: at(steps) });
  const valid = curve("valid.mae", floor + 0.3, best ? 0 : 0.2), mae = valid.at(-1)!.value;
  return {
    params: {
      model: linear ? "linear" : "gbdt",
      target: "duration",
      months: `2024-0${1 + i % 6}`,
      ...(linear
        ? { l2: String(0.01 * (1 + i % 5)) }
        : { trees: String(100 + 50 * (i % 5)), depth: String(3 + i % 7), rate: rate.toFixed(3) }),
    },
    tags: {
      "mlflow.source.type": "LOCAL",
      "mlflow.source.git.commit": "3f2a9c1d5b7e8f60123456789abcdef012345678",
      "taxi.command": `taxi train green 2024-0${1 + i % 6}`,
      ...(i % 6 === 0 ? { stage: "nightly" } : {}),
    },
    metrics: [
      ...curve("loss", floor, 0.1),
      ...valid,
      last("mae", mae),
      last("rmse", mae * 1.6),
      last("rows", 61_920 + 1000 * i),
      last("r2", 0.9 - floor / 20),
    ],
    datasets: [
      {
        ...{ name: `green 2024-0${1 + i % 6}`, digest: `d${i % 6}b54f27`, context: "training" },
        ...{ sourceType: "http", source: "https://example.org/green_tripdata.parquet" },
        schema: JSON.stringify({ mlflow_colspec: [{ name: "trip_distance", type: "double" }] }),
        profile: JSON.stringify({ num_rows: 61_920 }),
      },
      {
        ...{ name: "green 2024-07", digest: "e07", context: "test", sourceType: "local" },
        source: "/data/green/2024-07.parquet",
      },
    ],
  };
}

async function addHostile({ runs }: Tracking, experimentId: number): Promise<string> {
  const { runId } = await runs.create({
    ...{ experimentId, name: HOSTILE, user: HOSTILE, owner: "client", startTime: SAMPLE_START },
    log: {
      params: { evil: HOSTILE, long: "x".repeat(6000), ["k".repeat(240)]: "1" },
      tags: { evil: HOSTILE, long: "wide words ".repeat(500), "mlflow.note.content": HOSTILE },
      metrics: [NaN, Infinity, -Infinity, 1e-300, -0].map((value, i) => ({ key: `edge ${i}`, value })),
      datasets: [
        {
          name: HOSTILE,
          digest: "<b>",
          context: HOSTILE,
          sourceType: "local",
          source: `javascript:alert(1)`,
        },
      ],
    },
  });
  return runId;
}

/** @returns id of the logged model behind version 2 */
async function register(
  { models, loggedModels, runs, artifacts }: Tracking,
  experimentId: number,
  trained: readonly string[],
): Promise<string> {
  const name = "taxi-duration";
  await models.create({
    name,
    description: "Minutes of a taxi ride, told before it begins.",
    tags: { owner: "dispatch" },
  });
  const [best, second, third] = trained;
  for (const runId of [second, third]) {
    await artifacts.log(runId, "model.taxi", new TextEncoder().encode(`model of ${runId}`));
  }
  const logged = await loggedModels.create({
    ...{ experimentId, name: "gbdt", modelType: "taxi", sourceRunId: best },
    params: { trees: "100" },
  });
  await loggedModels.finish(logged.modelId, "ready");
  await runs.log(best, {
    models: [{ modelId: logged.modelId, direction: "output", step: 0 }],
    metrics: [{
      ...{ key: "test.mae", value: 3.21, step: 0, timestamp: SAMPLE_START },
      ...{ modelId: logged.modelId, datasetName: "green 2024-07", datasetDigest: "e07" },
    }],
  });
  const from = (runId: string) => ({ name, runId, artifact: "model.taxi" });
  await models.createVersion({ ...from(second), description: "The first one", aliases: [] });
  await models.createVersion({
    ...{ name, runId: best, source: `models:/${logged.modelId}`, tags: { checked: "yes" } },
    aliases: ["champion"],
  });
  await models.createVersion({ ...from(third), aliases: ["challenger"] });
  return logged.modelId;
}
