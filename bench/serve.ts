/**
 * Cold start and memory of `taxi serve` against a tuned FastAPI service, both with a linear model of the same trips.
 *
 *     deno task bench:serve
 *
 * @module
 */
import { join } from "node:path";
import {
  benchCommand,
  type BenchOptions,
  positiveInteger,
  printResult,
  runBench,
  say,
  sayRun,
} from "./bench_command.ts";
import { freePort } from "../tools/free_port.ts";
import { measureService, SERVICE_METRICS } from "./cold_start.ts";
import { compare, type Figures } from "./comparison.ts";
import { type Contestant, runAlternating } from "./paired_runs.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";
import { TAXI_OPTION, taxiCommand, taxiUnderTest } from "./measured_taxi.ts";
import { trainBoth } from "./serving_models.ts";
import { withScratch } from "./trip_job.ts";

const PYTHON = join(import.meta.dirname!, "python");
const TRIP = { PULocationID: 161, DOLocationID: 236, trip_distance: 2.5 };

interface ServeOptions extends BenchOptions {
  rows: number;
  requests: number;
  taxi?: string;
}

async function benchServe(options: ServeOptions, signal: AbortSignal): Promise<void> {
  const taxi = await taxiUnderTest(options.taxi);
  say(`taxi is ${taxi.description}`);
  const python = await pythonEnvironment({
    requirements: join(PYTHON, "requirements.txt"),
    progress: say,
    signal,
  });
  await withScratch(async (scratch) => {
    const models = await trainBoth({ taxi, python, rows: options.rows, scratch, signal });
    const measure = (name: string, command: (port: number) => readonly string[]): Contestant<Figures> => ({
      name,
      run: () => {
        const port = freePort();
        const service = {
          command: { name, argv: command(port) },
          port,
          body: TRIP,
          requests: options.requests,
        };
        return measureService(service, signal);
      },
    });
    const ours = measure("taxi", (port) => {
      const home = ["--home", join(scratch, "serving")];
      return taxiCommand(taxi, "serve", ["--model", models.taxi, "--port", String(port), ...home]).argv;
    });
    const theirs = measure(
      "fastapi",
      (port) => [python, join(PYTHON, "serve.py"), models.python, "--port", String(port)],
    );
    const samples = await runAlternating(ours, theirs, { ...options, onRun: sayRun });
    const comparison = compare([ours.name, theirs.name], SERVICE_METRICS, samples);
    const notes = [`taxi is ${taxi.description}`];
    printResult({ bench: "serve", comparison, facts: { taxi: taxi.description }, notes }, options.json);
  });
}

if (import.meta.main) {
  const command = benchCommand(
    "bench:serve",
    "cold start and memory of taxi serve against a tuned FastAPI service",
    {
      rounds: 7,
      warmup: 1,
    },
  )
    .option("--rows <count>", "synthetic trips a month to train on", positiveInteger, 100_000)
    .option("--requests <count>", "requests after the first, one at a time", positiveInteger, 200)
    .option(...TAXI_OPTION)
    .parse();
  await runBench((signal) => benchServe(command.opts(), signal));
}
