/**
 * SIGTERM while `taxi serve` is under a steady load: is every prediction that was answered in the log, and every one in the
 * log answered? Each round ends a server of its own.
 *
 *     deno task bench:drain
 *
 * @module
 */
import { TaxiError } from "../lib/errors.ts";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import {
  benchCommand,
  type BenchOptions,
  positiveInteger,
  printResult,
  runBench,
  say,
  sayRun,
} from "./bench_command.ts";
import { type Figures, type Metric, SHOWN, summarize } from "./comparison.ts";
import { postRequest } from "./http_connection.ts";
import { TAXI_OPTION, taxiUnderTest } from "./measured_taxi.ts";
import { openLoop } from "./open_loop.ts";
import { type Service, startService } from "./running_service.ts";
import { trainBoth } from "./serving_models.ts";
import { taxiService } from "./serving_sides.ts";
import { benchTrips } from "./trip_bodies.ts";
import { withScratch } from "./trip_job.ts";

const CONNECTIONS = 32;
const BODIES = 1000;
/** The load goes on so long after the signal, unless the server is gone before. */
const AFTERWARDS_SECONDS = 20;

const METRICS: readonly Metric[] = [
  { key: "answered", label: "predictions answered", ...SHOWN.count },
  { key: "logged", label: "predictions in the log", ...SHOWN.count },
  { key: "notLogged", label: "answered, not in the log", ...SHOWN.count },
  { key: "notAnswered", label: "in the log, not answered", ...SHOWN.count },
  { key: "broken", label: "answers broken off", ...SHOWN.count },
  { key: "refused", label: "answers other than 2xx", ...SHOWN.count },
  { key: "unread", label: "requests that crossed with the end of their connection", ...SHOWN.count },
  { key: "stopSeconds", label: "SIGTERM to the end of the process", ...SHOWN.milliseconds },
];

interface DrainOptions extends BenchOptions {
  rows: number;
  rate: number;
  seconds: number;
  seed: string;
  taxi?: string;
}

/** One server, from its start to its end under load. */
async function drain(
  service: Service,
  home: string,
  lines: readonly string[],
  { rate, seconds }: DrainOptions,
  signal: AbortSignal,
): Promise<Figures> {
  await using running = await startService(service, signal);
  const answered = new Set<string>();
  const load = openLoop({
    port: service.port,
    requests: lines.map((line) => postRequest("/predict", line, service.token)),
    rate,
    seconds: seconds + AFTERWARDS_SECONDS,
    connections: CONNECTIONS,
    until: signal,
    onAnswer: ({ status, text }) => void (status === 200 && answered.add(JSON.parse(text).request_id)),
  });
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  signal.throwIfAborted();
  const begin = performance.now();
  const { code, said } = await running.stop();
  const stopSeconds = (performance.now() - begin) / 1000;
  const outcome = await load;
  if (code !== 0) {
    throw new TaxiError(
      `Cannot measure the drain: the server ended with ${code}, expected 0; it said: ${said}`,
      {
        code: "bench_service",
      },
    );
  }
  for (const fault of outcome.faults) say(`fault: ${fault}`);
  const logged = loggedIds(home);
  const first = 1; // the answer that `startService` waited for
  return {
    answered: answered.size,
    logged: logged.size,
    notLogged: answered.difference(logged).size,
    notAnswered: logged.difference(answered).size - first,
    broken: outcome.broken,
    refused: outcome.refused,
    unread: outcome.unanswered,
    stopSeconds,
  };
}

/** Ids of all that is logged in a home. */
function loggedIds(home: string): Set<string> {
  using log = openPredictionLog(home);
  const ids = new Set<string>();
  for (const batch of log.readWindow({})) for (const { requestId } of batch) ids.add(requestId);
  return ids;
}

async function benchDrain(options: DrainOptions, signal: AbortSignal): Promise<void> {
  const taxi = await taxiUnderTest(options.taxi);
  say(`taxi is ${taxi.description}`);
  await withScratch(async (scratch) => {
    const { taxi: model } = await trainBoth({ taxi, rows: options.rows, scratch, signal });
    const lines = benchTrips(BODIES, options.seed).map((trip) => JSON.stringify(trip));
    const samples: Figures[] = [];
    for (let round = -options.warmup; round < options.rounds; round++) {
      const home = await Deno.makeTempDir({ dir: scratch, prefix: "serving-" });
      const sample = await drain(taxiService({ taxi, model, home }), home, lines, options, signal);
      sayRun("taxi", round, sample);
      if (round >= 0) samples.push(sample);
    }
    const lost = samples.reduce(
      (sum, { notLogged, notAnswered, broken, refused }) => sum + notLogged + notAnswered + broken + refused,
      0,
    );
    const notes = [
      `taxi is ${taxi.description}`,
      `goal: no accepted request and no logged prediction is lost; found ${lost}, ${
        lost === 0 ? "met" : "NOT met"
      }`,
    ];
    const facts = { taxi: taxi.description, seed: options.seed, rate: options.rate };
    printResult(
      { bench: "drain", summaries: [summarize("taxi", METRICS, samples)], facts, notes },
      options.json,
    );
  });
}

if (import.meta.main) {
  const command = benchCommand(
    "bench:drain",
    "SIGTERM under load: what is answered is logged, and the other way round",
    {
      rounds: 5,
      warmup: 0,
    },
  )
    .option("--rows <count>", "synthetic trips a month to train on", positiveInteger, 20_000)
    .option("--rate <count>", "requests a second", positiveInteger, 10_000)
    .option("--seconds <count>", "seconds of load before the signal", positiveInteger, 3)
    .option("--seed <text>", "chooses the trips that are asked for", "bench")
    .option(...TAXI_OPTION)
    .parse();
  await runBench((signal) => benchDrain(command.opts(), signal));
}
