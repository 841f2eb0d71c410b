import { TaxiError } from "../lib/errors.ts";
import { type Figures, type Metric, SHOWN } from "./comparison.ts";
import { putRequest } from "./http_connection.ts";
import { spreadOf } from "./spread.ts";
import { type TimedAnswer, TrackerClient } from "./tracker_client.ts";

const ARTIFACTS = 100;
const ARTIFACT = "x".repeat(10_000);
const POINTS_A_BATCH = 1000;
/** The first requests of a kind load code and fill caches on either side; they do not count. */
const WARMUP = 3;

/** How much is asked of a tracker in one round. */
export interface TrackerWork {
  /** Runs that are made, and then searched. */
  readonly runs: number;
  /** Batches of 1,000 metrics, of either kind. */
  readonly batches: number;
  /** How often each reading request is sent. */
  readonly reads: number;
}

/** Median latencies of {@linkcode workWithTracker}, as the rows of a comparison. */
export const WORK_METRICS: readonly Metric[] = [
  latency("createSeconds", "runs/create"),
  latency("smallBatchSeconds", "runs/log-batch, 10 metrics and 10 params"),
  latency("batchSeconds", "runs/log-batch, 1,000 metrics"),
  latency("stepsSeconds", "runs/log-batch, 1,000 steps of one metric"),
  latency("metricSeconds", "runs/log-metric"),
  latency("getSeconds", "runs/get"),
  latency("searchSeconds", "runs/search, all runs"),
  latency("pageSeconds", "runs/search, 100 by filter and order"),
  latency("historySeconds", "metrics/get-history, all steps"),
  latency("putSeconds", "artifact of 10 kB, upload"),
  latency("listSeconds", `artifacts/list, ${ARTIFACTS} files`),
];

function latency(key: string, label: string): Metric {
  return { key, label, ...SHOWN.milliseconds };
}

/** What one round has shown. */
export interface WorkDone {
  /** Median seconds of each kind of request. */
  readonly figures: Figures;
  /** How much the tracker found of what was written; the same on every side. */
  readonly found: Readonly<Record<string, number>>;
}

/** Writes to a tracker and reads from it, one request after the other over one connection, as a client in training does. */
export async function workWithTracker(
  port: number,
  work: TrackerWork,
  signal: AbortSignal,
): Promise<WorkDone> {
  using client = await TrackerClient.connect(port);
  const medianOf = async (count: number, ask: (i: number) => Promise<TimedAnswer>): Promise<number> => {
    const seconds: number[] = [];
    for (let i = 0; i < count; i++) {
      signal.throwIfAborted();
      seconds.push((await ask(i)).seconds);
    }
    return spreadOf(seconds.slice(Math.min(WARMUP, count - 1))).median;
  };
  const experiment = (await client.post("experiments/create", { name: "bench" })).json().experiment_id;

  const runs: string[] = [];
  const createSeconds = await medianOf(work.runs, async (i) => {
    const answer = await client.post("runs/create", newRun(experiment, i));
    runs.push(answer.json().run.info.run_id);
    return answer;
  });
  const smallBatchSeconds = await medianOf(
    work.runs,
    (i) => client.post("runs/log-batch", smallBatch(runs[i], i)),
  );
  const logged = (await client.post("runs/create", newRun(experiment, work.runs))).json().run.info.run_id;
  const batchSeconds = await medianOf(
    work.batches,
    (i) => client.post("runs/log-batch", { run_id: logged, metrics: manyMetrics(i) }),
  );
  const stepsSeconds = await medianOf(
    work.batches,
    (i) => client.post("runs/log-batch", { run_id: logged, metrics: manySteps(i) }),
  );
  const metricSeconds = await medianOf(
    work.reads,
    (i) => client.post("runs/log-metric", { run_id: logged, ...point("single", Math.sqrt(i), i) }),
  );
  const root = `/api/2.0/mlflow-artifacts/artifacts/${experiment}/${logged}/artifacts`;
  const putSeconds = await medianOf(ARTIFACTS, (i) => client.send(putRequest(`${root}/${i}.txt`, ARTIFACT)));

  const found: Record<string, number> = {};
  /** @param list the name of the answer's list, absent when it is empty */
  const reading = (count: number, list: string, name: string, ask: () => Promise<TimedAnswer>) =>
    medianOf(count, async (i) => {
      const answer = await ask();
      if (i === 0) found[name] = (answer.json()[list] ?? []).length;
      return answer;
    });
  const few = Math.ceil(work.reads / 10) + WARMUP; // of those that take MLflow seconds
  const query = { experiment_ids: [experiment], filter: "", max_results: work.runs };
  const best = { ...query, filter: "metrics.m3 > 0.5 and params.p1 = '1'", order_by: ["metrics.m3 DESC"] };
  const history = `metrics/get-history?run_id=${logged}&metric_key=loss&max_results=1000000`;
  const getSeconds = await medianOf(
    work.reads,
    (i) => client.get(`runs/get?run_id=${runs[i % runs.length]}`),
  );
  const searchSeconds = await reading(few, "runs", "runs", () => client.post("runs/search", query));
  const pageSeconds = await reading(
    work.reads,
    "runs",
    "page",
    () => client.post("runs/search", { ...best, max_results: 100 }),
  );
  const historySeconds = await reading(few, "metrics", "points", () => client.get(history));
  const listSeconds = await reading(
    work.reads,
    "files",
    "artifacts",
    () => client.get(`artifacts/list?run_id=${logged}`),
  );
  return {
    figures: {
      ...{ createSeconds, smallBatchSeconds, batchSeconds, stepsSeconds, metricSeconds, getSeconds },
      ...{ searchSeconds, pageSeconds, historySeconds, putSeconds, listSeconds },
    },
    found,
  };
}

/** Refuses trackers that found different amounts. @throws TaxiError */
export function assertSameFound(first: WorkDone["found"], second: WorkDone["found"]): void {
  const [a, b] = [first, second].map((found) => JSON.stringify(found));
  if (a === b) return;
  throw new TaxiError(`The trackers disagree: one found ${a}, another ${b}`, { code: "bench_disagreement" });
}

/** As MLflow's Python client makes a run. */
function newRun(experiment: string, i: number): unknown {
  return {
    experiment_id: experiment,
    user_id: "bench",
    run_name: `run ${i}`,
    start_time: START + i,
    tags: [
      { key: "mlflow.user", value: "bench" },
      { key: "mlflow.source.name", value: "train.py" },
      { key: "mlflow.source.type", value: "LOCAL" },
      { key: "mlflow.runName", value: `run ${i}` },
    ],
  };
}

const START = 1_760_000_000_000;

function point(key: string, value: number, step: number): object {
  return { key, value, timestamp: START + step, step };
}

function smallBatch(run: string, i: number): unknown {
  const ten = Array.from({ length: 10 }, (_, k) => k);
  return {
    run_id: run,
    metrics: ten.map((k) => point(`m${k}`, Math.sin(i + k), 0)),
    params: ten.map((k) => ({ key: `p${k}`, value: String((i + k) % 3) })),
  };
}

function manyMetrics(step: number): unknown[] {
  return Array.from({ length: POINTS_A_BATCH }, (_, k) => point(`metric_${k}`, Math.sin(step + k), step));
}

function manySteps(batch: number): unknown[] {
  return Array.from({ length: POINTS_A_BATCH }, (_, k) => {
    const step = batch * POINTS_A_BATCH + k;
    return point("loss", 1 / (1 + step), step);
  });
}
