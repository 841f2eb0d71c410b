/**
 * Single predictions under load: `taxi serve` with everything on, beside a bare JSON server on Deno and a tuned FastAPI
 * service, one after another in each round. First as fast as each answers (wrk), then at a steady 70 % of that.
 *
 *     deno task bench:load
 *
 * The task starts it with a small young generation and no helpers of its collector: what sends the steady load must not
 * pause, or keep the second core from the server, while it collects its own garbage.
 *
 * @module
 */
import { join } from "node:path";
import { pythonEnvironment } from "../tools/python_environment.ts";
import {
  benchCommand,
  type BenchOptions,
  positiveInteger,
  printResult,
  runBench,
  say,
  sayRun,
} from "./bench_command.ts";
import { compare, type Comparison, type Figures, type Metric, SHOWN } from "./comparison.ts";
import { postRequest } from "./http_connection.ts";
import { TAXI_OPTION, taxiUnderTest } from "./measured_taxi.ts";
import { openLoop, quantile } from "./open_loop.ts";
import { type Contestant, runInTurn } from "./paired_runs.ts";
import { type RunningService, type Service, startService } from "./running_service.ts";
import { trainBoth } from "./serving_models.ts";
import { bareService, fastApiService, taxiService } from "./serving_sides.ts";
import { benchTrips } from "./trip_bodies.ts";
import { withScratch } from "./trip_job.ts";
import { findWrk, runWrk } from "./wrk.ts";

const CONNECTIONS = 32;
const STEADY_SHARE = 0.7;
const BODIES = 4000;

const METRICS: readonly Metric[] = [
  { key: "perSecond", label: "requests answered a second", unit: "1/s", scale: 1 },
  { key: "p50Seconds", label: "p50 at 70 % of that", ...SHOWN.milliseconds },
  { key: "p99Seconds", label: "p99 at 70 % of that", ...SHOWN.milliseconds },
  { key: "failed", label: "failed requests", ...SHOWN.count, apart: true },
  { key: "residentBytes", label: "resident memory after it", ...SHOWN.megabytes },
  { key: "coldStartSeconds", label: "start to first answer", ...SHOWN.milliseconds },
];

/** What the issue asks of `taxi`, and where it is read. */
const GOALS = {
  overFastApi: { text: "requests a second, taxi / fastapi: at least 25", least: 25 },
  overBare: { text: "requests a second, taxi / bare: at least 0.7", least: 0.7 },
} as const;

interface LoadOptions extends BenchOptions {
  rows: number;
  seconds: number;
  seed: string;
  memoryRequests: number;
  taxi?: string;
}

/** What every contestant is asked. */
interface Load {
  readonly wrk: string;
  /** A JSON body a line. */
  readonly bodies: string;
  readonly lines: readonly string[];
  readonly seconds: number;
}

async function measureLoad(service: Service, load: Load, signal: AbortSignal): Promise<Figures> {
  await using running = await startService(service, signal);
  await wrkFor(1, service, load); // warm
  const fast = await wrkFor(load.seconds, service, load);
  const memory = await running.memory();
  const steady = await openLoop({
    port: service.port,
    requests: load.lines.map((line) => postRequest("/predict", line, service.token)),
    rate: STEADY_SHARE * fast.perSecond,
    seconds: load.seconds,
    warmupSeconds: 1,
    connections: CONNECTIONS,
    until: signal,
  });
  signal.throwIfAborted();
  for (const fault of steady.faults) say(`failed: ${fault}`);
  return {
    perSecond: fast.perSecond,
    p50Seconds: quantile(steady.latencies, 0.5),
    p99Seconds: quantile(steady.latencies, 0.99),
    failed: fast.errors + steady.refused + steady.unanswered + steady.broken,
    coldStartSeconds: running.coldStartSeconds,
    ...(memory && { residentBytes: memory.resident }),
  };
}

function wrkFor(seconds: number, { port, token }: Service, { wrk, bodies }: Load) {
  return runWrk(wrk, { port, bodies, seconds, connections: CONNECTIONS, token });
}

/** Resident memory while many requests are answered, read about ten times on the way. */
async function memoryOver(requests: number, service: Service, load: Load, signal: AbortSignal) {
  await using running = await startService(service, signal);
  const readings = [await reading(running, 0)];
  let done = 0, failed = 0, seconds = 1;
  while (done < requests) {
    signal.throwIfAborted();
    const { requests: answered, perSecond, errors } = await wrkFor(seconds, service, load);
    done += answered;
    failed += errors;
    readings.push(await reading(running, done));
    say(readings.at(-1)!.told);
    seconds = Math.max(1, Math.round(requests / 10 / perSecond));
  }
  return { readings, failed };
}

async function reading(running: RunningService, requests: number) {
  const resident = (await running.memory())?.resident;
  const megabytes = resident === undefined ? "unknown" : `${(resident / 1e6).toFixed(1)} MB`;
  return {
    requests,
    residentBytes: resident,
    told: `${requests.toLocaleString("en").padStart(10)} requests   resident ${megabytes}`,
  };
}

async function benchLoad(options: LoadOptions, signal: AbortSignal): Promise<void> {
  const wrk = await findWrk();
  const taxi = await taxiUnderTest(options.taxi);
  say(`taxi is ${taxi.description}`);
  const requirements = join(import.meta.dirname!, "python", "requirements.txt");
  const python = await pythonEnvironment({ requirements, progress: say, signal });
  await withScratch(async (scratch) => {
    const lines = benchTrips(BODIES, options.seed).map((trip) => JSON.stringify(trip));
    const load: Load = { wrk, bodies: join(scratch, "bodies.ndjson"), lines, seconds: options.seconds };
    await Deno.writeTextFile(load.bodies, lines.join("\n"));
    const models = await trainBoth({ taxi, python, rows: options.rows, scratch, signal });
    const bare = await bareService(taxi, scratch);
    const ours = async () =>
      taxiService({
        taxi,
        model: models.taxi,
        home: await Deno.makeTempDir({ dir: scratch, prefix: "serving-" }),
      });
    const side = (name: string, service: () => Service | Promise<Service>): Contestant<Figures> => ({
      name,
      run: async () => measureLoad(await service(), load, signal),
    });
    const sides = [
      side("taxi", ours),
      side("bare", bare),
      side("fastapi", () => fastApiService(python, models.python, "pipeline")),
      side("fastapi lookup", () => fastApiService(python, models.python, "lookup")),
    ];
    const [first, ...others] = await runInTurn(sides, { ...options, onRun: sayRun });
    const [fastapi, besides] = [others[1], [others[0], others[2]]];
    const against = (name: string, samples: readonly Figures[]) =>
      compare([name, "taxi"], METRICS, [samples, first]);
    const comparison = against("fastapi", fastapi);
    const further = [against("bare", besides[0]), against("fastapi lookup", besides[1])];
    say(`resident memory of taxi over ${options.memoryRequests.toLocaleString("en")} requests:`);
    const memory = await memoryOver(options.memoryRequests, await ours(), load, signal);
    const notes = [
      `taxi is ${taxi.description}`,
      verdict(GOALS.overFastApi, comparison),
      verdict(GOALS.overBare, further[0]),
      ...memory.readings.map(({ told }) => told),
      `${memory.failed} of those failed`,
    ];
    const facts = { taxi: taxi.description, seed: options.seed, memory };
    printResult({ bench: "load", comparison, further, facts, notes }, options.json);
  });
}

function verdict({ text, least }: { text: string; least: number }, { metrics }: Comparison): string {
  const ratio = metrics[0].ratio!.median;
  return `goal: ${text}; found ${ratio.toFixed(2)}, ${ratio >= least ? "met" : "NOT met"}`;
}

if (import.meta.main) {
  const command = benchCommand(
    "bench:load",
    "single predictions under load: taxi serve beside a bare server and a tuned FastAPI service",
    { rounds: 5, warmup: 0 },
  )
    .option("--rows <count>", "synthetic trips a month to train on", positiveInteger, 100_000)
    .option("--seconds <count>", "seconds of each load", positiveInteger, 5)
    .option("--seed <text>", "chooses the trips that are asked for", "bench")
    .option("--memory-requests <count>", "requests over which memory is watched", positiveInteger, 1_000_000)
    .option(...TAXI_OPTION)
    .parse();
  await runBench((signal) => benchLoad(command.opts(), signal));
}
