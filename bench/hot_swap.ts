/**
 * Changes of the served model under load: an alias moved in the registry, and the model's file replaced. Every answer is
 * held to what one of the two models says of that trip.
 *
 *     deno task bench:swap
 *
 * @module
 */
import { join } from "node:path";
import { TaxiError } from "../lib/errors.ts";
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
import { postRequest } from "./http_connection.ts";
import { measureCommand } from "./measured_command.ts";
import { TAXI_OPTION, taxiCommand, type TaxiUnderTest, taxiUnderTest } from "./measured_taxi.ts";
import { openLoop, quantile } from "./open_loop.ts";
import { type Contestant, runAlternating } from "./paired_runs.ts";
import { startService } from "./running_service.ts";
import { taxiService } from "./serving_sides.ts";
import { type BenchTrip, benchTrips } from "./trip_bodies.ts";
import { makeSyntheticMonths, withScratch } from "./trip_job.ts";
import { spreadOf } from "./spread.ts";

const CONNECTIONS = 32;
const BODIES = 1000;
const NAME = "duration";
const MONTHS = ["2023-01", "2023-02", "2023-03"] as const;
/** A swap that is not seen by then has failed. */
const SWAP_SECONDS = 30;
const LOAD_SECONDS = 600;

const METRICS: readonly Metric[] = [
  { key: "swaps", label: "changes seen in answers", ...SHOWN.count, apart: true },
  { key: "answered", label: "requests answered", ...SHOWN.count, apart: true },
  { key: "failed", label: "failed requests", ...SHOWN.count, apart: true },
  { key: "wrong", label: "answers that neither model gives", ...SHOWN.count, apart: true },
  { key: "swapSeconds", label: "median change to the first answer by it", ...SHOWN.milliseconds },
  { key: "longestSwapSeconds", label: "longest", ...SHOWN.milliseconds },
  { key: "p99Seconds", label: "p99 of all requests", ...SHOWN.milliseconds },
  { key: "longestSeconds", label: "longest request", ...SHOWN.milliseconds },
];

interface SwapOptions extends BenchOptions {
  rows: number;
  rate: number;
  swaps: number;
  seed: string;
  taxi?: string;
}

/** Two versions of one registered model, and what each says of the trips. */
interface TwoVersions {
  readonly home: string;
  /** Model files of version 1 and 2. */
  readonly files: readonly [string, string];
  readonly trips: readonly BenchTrip[];
  /** Minutes of each trip, by version 1 and by version 2. */
  readonly minutes: readonly [readonly number[], readonly number[]];
}

async function makeVersions(
  taxi: TaxiUnderTest,
  scratch: string,
  options: SwapOptions,
  signal: AbortSignal,
): Promise<TwoVersions> {
  say("training two versions");
  const home = join(scratch, "home");
  const months = { kind: "green", train: MONTHS[0], test: `${MONTHS[1]},${MONTHS[2]}` } as const;
  await makeSyntheticMonths(taxi, months, options.rows, home, signal);
  const files = [join(scratch, "1.taxi"), join(scratch, "2.taxi")] as const;
  for (const [version, file] of files.entries()) {
    const job = ["--train", MONTHS[version], "--test", MONTHS[version + 1], "--output", file];
    const args = ["--model", "linear", "--register", NAME, "--home", home, "--json", ...job];
    await measureCommand(taxiCommand(taxi, "train", args), signal);
  }
  const trips = benchTrips(BODIES, options.seed);
  const minutes = [
    await minutesBy(taxi, files[0], scratch, trips, signal),
    await minutesBy(taxi, files[1], scratch, trips, signal),
  ] as const;
  return { home, files, trips, minutes };
}

/** What a model file says of each trip. */
async function minutesBy(
  taxi: TaxiUnderTest,
  model: string,
  scratch: string,
  trips: readonly BenchTrip[],
  signal: AbortSignal,
): Promise<number[]> {
  const home = await Deno.makeTempDir({ dir: scratch, prefix: "asked-" });
  const service = taxiService({ taxi, model, home });
  await using _running = await startService(service, signal);
  const response = await fetch(`http://127.0.0.1:${service.port}/predict/batch`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(service.token && { authorization: `Bearer ${service.token}` }),
    },
    body: JSON.stringify(trips),
    signal,
  });
  const answers: { predicted_duration: number }[] = await response.json();
  return answers.map(({ predicted_duration }) => predicted_duration);
}

/** Serves `model` under load and changes it `swaps` times by `move`, each time once the last change is seen. */
async function swapUnderLoad(
  { taxi, model, versions, move }: {
    taxi: TaxiUnderTest;
    model: string;
    versions: TwoVersions;
    move: (to: 0 | 1) => Promise<void>;
  },
  { rate, swaps }: SwapOptions,
  signal: AbortSignal,
): Promise<Figures> {
  const { trips, minutes: [first, second] } = versions;
  await move(0);
  const service = taxiService({ taxi, model, home: versions.home });
  await using _running = await startService(service, signal);
  const seen = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let wrong = 0;
  const enough = new AbortController();
  const load = openLoop({
    port: service.port,
    requests: trips.map((trip) => postRequest("/predict", JSON.stringify(trip), service.token)),
    rate,
    seconds: LOAD_SECONDS,
    connections: CONNECTIONS,
    until: AbortSignal.any([enough.signal, signal]),
    onAnswer({ status, text }, trip) {
      if (status !== 200) return;
      const { predicted_duration: found, model_version } = JSON.parse(text);
      const fits = [first[trip], second[trip]].map((minutes, version) =>
        minutes === found && (model_version === null || model_version === version + 1)
      );
      if (!fits[0] && !fits[1]) wrong++;
      if (fits[0] !== fits[1]) seen[fits[0] ? 0 : 1].resolve();
    },
  });
  const seconds: number[] = [];
  try {
    for (let swap = 1; swap <= swaps; swap++) {
      const to = swap % 2 as 0 | 1;
      seen[to] = Promise.withResolvers();
      const begin = performance.now();
      await move(to);
      await within(
        SWAP_SECONDS,
        seen[to].promise,
        `version ${to + 1} was not served, ${swap - 1} changes were`,
      );
      seconds.push((performance.now() - begin) / 1000);
      signal.throwIfAborted();
    }
  } finally {
    enough.abort();
    await load;
  }
  const { answered, refused, unanswered, broken, faults, latencies } = await load;
  for (const fault of faults) say(`failed: ${fault}`);
  return {
    swaps: seconds.length,
    answered,
    failed: refused + unanswered + broken,
    wrong,
    swapSeconds: spreadOf(seconds).median,
    longestSwapSeconds: Math.max(...seconds),
    p99Seconds: quantile(latencies, 0.99),
    longestSeconds: quantile(latencies, 1),
  };
}

async function within(seconds: number, work: Promise<void>, otherwise: string): Promise<void> {
  let timer: number | undefined;
  const late = new Promise<never>((_, reject) => {
    const fault = new TaxiError(`Cannot measure the swap: within ${seconds} s ${otherwise}`, {
      code: "bench_service",
    });
    timer = setTimeout(() => reject(fault), seconds * 1000);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function benchSwap(options: SwapOptions, signal: AbortSignal): Promise<void> {
  const taxi = await taxiUnderTest(options.taxi);
  say(`taxi is ${taxi.description}`);
  await withScratch(async (scratch) => {
    const versions = await makeVersions(taxi, scratch, options, signal);
    const moveAlias = async (to: 0 | 1) => {
      const args = ["alias", NAME, "champion", String(to + 1), "--home", versions.home];
      await measureCommand(taxiCommand(taxi, "models", args), signal);
    };
    const served = join(scratch, "served.taxi");
    const replaceFile = async (to: 0 | 1) => {
      await Deno.copyFile(versions.files[to], `${served}.new`);
      await Deno.rename(`${served}.new`, served);
    };
    const side = (name: string, model: string, move: (to: 0 | 1) => Promise<void>): Contestant<Figures> => ({
      name,
      run: () => swapUnderLoad({ taxi, model, versions, move }, options, signal),
    });
    const alias = side("alias moved", `${NAME}@champion`, moveAlias);
    const file = side("file replaced", served, replaceFile);
    const samples = await runAlternating(alias, file, { ...options, onRun: sayRun });
    const comparison = compare([alias.name, file.name], METRICS, samples);
    const failed = samples.flat().reduce((sum, sample) => sum + sample.failed + sample.wrong, 0);
    const notes = [
      `taxi is ${taxi.description}`,
      `goal: no request fails; found ${failed}, ${failed === 0 ? "met" : "NOT met"}`,
    ];
    const facts = { taxi: taxi.description, seed: options.seed, rate: options.rate };
    printResult({ bench: "swap", comparison, facts, notes }, options.json);
  });
}

if (import.meta.main) {
  const command = benchCommand("bench:swap", "changes of the served model under load", {
    rounds: 1,
    warmup: 0,
  })
    .option("--rows <count>", "synthetic trips a month to train on", positiveInteger, 20_000)
    .option("--rate <count>", "requests a second", positiveInteger, 5000)
    .option("--swaps <count>", "changes of each kind in a round", positiveInteger, 20)
    .option("--seed <text>", "chooses the trips that are asked for", "bench")
    .option(...TAXI_OPTION)
    .parse();
  await runBench((signal) => benchSwap(command.opts(), signal));
}
