/**
 * How long a command takes that has nothing to do: `taxi --version` against the Python service's `serve.py --help`.
 *
 *     deno task bench:startup
 *
 * @module
 */
import { join } from "node:path";
import { pythonEnvironment } from "../tools/python_environment.ts";
import { benchCommand, type BenchOptions, printResult, runBench, say, sayRun } from "./bench_command.ts";
import { compare, type Figures, SHOWN } from "./comparison.ts";
import { measureCommand, PROCESS_METRICS } from "./measured_command.ts";
import { TAXI_OPTION, taxiUnderTest } from "./measured_taxi.ts";
import { type Contestant, runAlternating } from "./paired_runs.ts";

const PYTHON = join(import.meta.dirname!, "python");

/** Milliseconds in place of seconds: there is less than one. */
const METRICS = PROCESS_METRICS.map((metric) =>
  metric.key.endsWith("Seconds") ? { ...metric, ...SHOWN.milliseconds } : metric
);

interface StartupOptions extends BenchOptions {
  taxi?: string;
}

async function benchStartup(options: StartupOptions, signal: AbortSignal): Promise<void> {
  const taxi = await taxiUnderTest(options.taxi);
  say(`taxi is ${taxi.description}`);
  const requirements = join(PYTHON, "requirements.txt");
  const python = await pythonEnvironment({ requirements, progress: say, signal });
  const side = (name: string, argv: readonly string[]): Contestant<Figures> => ({
    name,
    run: async () => (await measureCommand({ name, argv }, signal)).figures,
  });
  const ours = side("taxi", [...taxi.argv, "--version"]);
  const theirs = side("python", [python, join(PYTHON, "serve.py"), "--help"]);
  const samples = await runAlternating(ours, theirs, { ...options, onRun: sayRun });
  const comparison = compare([ours.name, theirs.name], METRICS, samples);
  printResult({ bench: "startup", comparison, facts: { taxi: taxi.description } }, options.json);
}

if (import.meta.main) {
  const command = benchCommand("bench:startup", "how long a command takes that has nothing to do", {
    rounds: 15,
    warmup: 1,
  }).option(...TAXI_OPTION).parse();
  await runBench((signal) => benchStartup(command.opts(), signal));
}
