/**
 * A million trips in one request, by Arrow IPC and by NDJSON, in and out: `taxi serve` with everything on, beside the
 * FastAPI service.
 *
 *     deno task bench:batch
 *
 * @module
 */
import { join } from "node:path";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";
import { arrowPredictions, type BatchBodies, batchBodies } from "./batch_bodies.ts";
import {
  benchCommand,
  type BenchOptions,
  positiveInteger,
  printResult,
  runBench,
  say,
  sayRun,
} from "./bench_command.ts";
import { compare, type Figures, type Metric, SHOWN } from "./comparison.ts";
import { TAXI_OPTION, taxiUnderTest } from "./measured_taxi.ts";
import { type Contestant, runInTurn } from "./paired_runs.ts";
import { serverFailed } from "./running_process.ts";
import { type RunningService, type Service, startService } from "./running_service.ts";
import { trainBoth } from "./serving_models.ts";
import { fastApiService, taxiService } from "./serving_sides.ts";
import { withScratch } from "./trip_job.ts";

const TYPES = { arrow: "application/vnd.apache.arrow.stream", ndjson: "application/x-ndjson" } as const;
const FORMATS = ["arrow", "ndjson"] as const;
const REPEATS = 3;
const GOAL_SECONDS = 2;
const WARMUP_ROWS = 20_000;

const METRICS: readonly Metric[] = [
  ...FORMATS.flatMap((format): Metric[] => [
    { key: `${format}.seconds`, label: `${format}: first byte in to last byte out`, ...SHOWN.seconds },
    { key: `${format}.cpuSeconds`, label: `${format}: CPU time of the server`, ...SHOWN.seconds },
    {
      key: `${format}.residentBytes`,
      label: `${format}: resident memory after the first`,
      ...SHOWN.megabytes,
    },
    { key: `${format}.laterResidentBytes`, label: `${format}: after the third`, ...SHOWN.megabytes },
    { key: `${format}.peakBytes`, label: `${format}: peak so far`, ...SHOWN.megabytes },
  ]),
];

interface BatchOptions extends BenchOptions {
  rows: number;
  trainRows: number;
  seed: string;
  taxi?: string;
}

/** Sends one batch and reads its answer to the end. @returns the seconds of that */
async function exchange(
  service: Service,
  format: keyof BatchBodies,
  body: Uint8Array<ArrayBuffer>,
  rows: number,
  signal: AbortSignal,
): Promise<number> {
  const begin = performance.now();
  const response = await fetch(`http://127.0.0.1:${service.port}/predict/batch`, {
    method: "POST",
    headers: {
      "content-type": TYPES[format],
      ...(service.token && { authorization: `Bearer ${service.token}` }),
    },
    body: streamed(body),
    signal,
  });
  const answer = new Uint8Array(await response.arrayBuffer());
  const seconds = (performance.now() - begin) / 1000;
  if (!response.ok) {
    throw serverFailed(
      service,
      `it answered ${response.status} ${new TextDecoder().decode(answer.slice(0, 500))}`,
    );
  }
  const predictions = format === "arrow" ? arrowPredictions(answer) : linesWithMinutes(answer);
  if (predictions !== rows) {
    throw serverFailed(service, `it answered ${rows} trips in ${format} with ${predictions} predictions`);
  }
  return seconds;
}

/** In parts, as a client sends what it does not have as a whole. */
function streamed(body: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const part = 256 * 1024;
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= body.length) return controller.close();
      controller.enqueue(body.subarray(at, at + part));
      at += part;
    },
  });
}

function linesWithMinutes(answer: Uint8Array): number {
  const lines = new TextDecoder().decode(answer).trimEnd().split("\n");
  return lines.filter((line) => Number.isFinite(JSON.parse(line).predicted_duration)).length;
}

async function measureBatches(
  service: Service,
  bodies: BatchBodies,
  warmup: BatchBodies,
  rows: number,
  signal: AbortSignal,
): Promise<Figures> {
  await using running = await startService(service, signal);
  const figures: Record<string, number> = {};
  for (const format of FORMATS) {
    await exchange(service, format, warmup[format], WARMUP_ROWS, signal);
    const seconds: number[] = [], resident: number[] = [];
    const cpu = await running.cpuSeconds();
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      seconds.push(await exchange(service, format, bodies[format], rows, signal));
      resident.push((await running.memory())?.resident ?? NaN);
    }
    figures[`${format}.seconds`] = seconds.toSorted((a, b) => a - b)[REPEATS >> 1];
    if (cpu === undefined) continue; // no /proc
    figures[`${format}.cpuSeconds`] = (await running.cpuSeconds() ?? NaN) / REPEATS - cpu / REPEATS;
    figures[`${format}.residentBytes`] = resident[0];
    figures[`${format}.laterResidentBytes`] = resident[REPEATS - 1];
    figures[`${format}.peakBytes`] = await peak(running);
  }
  return figures;
}

async function peak(running: RunningService): Promise<number> {
  return (await running.memory())?.peak ?? NaN;
}

async function benchBatch(options: BatchOptions, signal: AbortSignal): Promise<void> {
  const taxi = await taxiUnderTest(options.taxi);
  say(`taxi is ${taxi.description}`);
  const requirements = join(import.meta.dirname!, "python", "requirements.txt");
  const python = await pythonEnvironment({ requirements, progress: say, signal });
  await withScratch(async (scratch) => {
    const models = await trainBoth({ taxi, python, rows: options.trainRows, scratch, signal });
    say("making the trips");
    const { rows, seed } = options;
    const [bodies, warmup] = [batchBodies(rows, seed), batchBodies(WARMUP_ROWS, seed)];
    const logged: number[] = [];
    const measure = (service: Service) => measureBatches(service, bodies, warmup, rows, signal);
    const taxiSide: Contestant<Figures> = {
      name: "taxi",
      async run() {
        const home = await Deno.makeTempDir({ dir: scratch, prefix: "serving-" });
        const figures = await measure(taxiService({ taxi, model: models.taxi, home }));
        using log = openPredictionLog(home);
        logged.push(log.count());
        return figures;
      },
    };
    const fastApi = (name: string, predict: "pipeline" | "lookup"): Contestant<Figures> => ({
      name,
      run: () => measure(fastApiService(python, models.python, predict)),
    });
    const sides = [taxiSide, fastApi("fastapi", "pipeline"), fastApi("fastapi lookup", "lookup")];
    const [ours, pipeline, lookup] = await runInTurn(sides, {
      ...options,
      onRun: (name, round, sample) => sayRun(name, round, { seconds: sample["arrow.seconds"] }),
    });
    const comparison = compare(["fastapi", "taxi"], METRICS, [pipeline, ours]);
    const further = [compare(["fastapi lookup", "taxi"], METRICS, [lookup, ours])];
    const median = comparison.metrics[0].second!.median;
    const sent = FORMATS.length * (WARMUP_ROWS + REPEATS * rows) + 1;
    const notes = [
      `taxi is ${taxi.description}`,
      `goal: ${rows.toLocaleString("en")} rows by Arrow in less than ${GOAL_SECONDS} s; found ${
        median.toFixed(2)
      } s, ` +
      (median < GOAL_SECONDS ? "met" : "NOT met"),
      `of ${sent.toLocaleString("en")} predictions a round the log has ${
        logged.map((count) => count.toLocaleString("en")).join("; ")
      }`,
    ];
    const facts = { taxi: taxi.description, rows, seed, sent, logged };
    printResult({ bench: "batch", comparison, further, facts, notes }, options.json);
  });
}

if (import.meta.main) {
  const command = benchCommand("bench:batch", "a million trips in one request: taxi serve beside FastAPI", {
    rounds: 3,
    warmup: 0,
  })
    .option("--rows <count>", "trips of one request", positiveInteger, 1_000_000)
    .option("--train-rows <count>", "synthetic trips a month to train on", positiveInteger, 100_000)
    .option("--seed <text>", "chooses the trips", "bench")
    .option(...TAXI_OPTION)
    .parse();
  await runBench((signal) => benchBatch(command.opts(), signal));
}
