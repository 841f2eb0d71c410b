/**
 * `taxi report` on windows of a million to ten million rows: time in line with the rows, memory bounded. Evidently's
 * figures stand beside it at the sizes that it can do.
 *
 *     deno task bench:report:scale --rows 1000000,3000000,10000000
 *
 * @module
 */
import { InvalidArgumentError } from "@commander-js/extra-typings";
import { join } from "node:path";
import { TaxiError } from "../lib/errors.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";
import {
  benchCommand,
  type BenchOptions,
  positiveInteger,
  positiveNumber,
  printResult,
  runBench,
  say,
  sayRun,
} from "./bench_command.ts";
import { compare, type Comparison, type Figures } from "./comparison.ts";
import { measureCommand } from "./measured_command.ts";
import { TAXI_OPTION, type TaxiUnderTest, taxiUnderTest } from "./measured_taxi.ts";
import {
  evidentlySide,
  measureReport,
  REPORT_METRICS,
  type ReportJob,
  type ReportSide,
  taxiSide,
} from "./report_sides.ts";
import { withScratch } from "./trip_job.ts";

const PYTHON = join(import.meta.dirname!, "python");

/** What `taxi report` may take of memory at any size, in bytes. */
const MEMORY_GOAL = 2 * 1024 ** 3;

interface ScaleOptions extends BenchOptions {
  rows: number[];
  levels: number;
  limit: number;
  memory: number;
  evidently: boolean;
  taxi?: string;
}

/** What came of one size. */
interface SizeResult {
  readonly rows: number;
  readonly taxi: readonly Figures[];
  /** Evidently's figures, or how it failed. */
  readonly evidently: readonly Figures[] | string;
}

async function makeWindows(
  python: string,
  rows: number,
  levels: number,
  scratch: string,
  signal: AbortSignal,
): Promise<ReportJob> {
  const argv = [python, join(PYTHON, "scale_windows.py"), scratch, String(rows), String(levels)];
  await measureCommand({ name: "windows", argv }, signal);
  return {
    reference: join(scratch, "reference.parquet"),
    current: join(scratch, "current.parquet"),
    categorical: ["zone", "route"],
    numerical: ["miles", "fare", "minutes", "prediction"],
    target: "minutes",
    prediction: "prediction",
  };
}

/** Both sides by turns; once Evidently has failed at a size it is not asked again. */
async function measureSize(
  taxi: TaxiUnderTest,
  python: string,
  rows: number,
  options: ScaleOptions,
  signal: AbortSignal,
): Promise<SizeResult> {
  return await withScratch(async (scratch) => {
    say(`making two windows of ${rows.toLocaleString("en")} rows`);
    const job = await makeWindows(python, rows, options.levels, scratch, signal);
    const ours: Figures[] = [], theirs: Figures[] = [];
    let failure = options.evidently ? undefined : "not asked";
    for (let round = 0; round < options.rounds; round++) {
      ours.push(await measureReport(taxiSide(taxi, job), signal));
      sayRun("taxi", round, ours[round]);
      if (failure !== undefined) continue;
      const outcome = await tryEvidently(evidentlySide(python, job), options, signal);
      if (typeof outcome === "string") failure = outcome;
      else theirs.push(outcome), sayRun("evidently", round, outcome);
    }
    return { rows, taxi: ours, evidently: failure ?? theirs };
  });
}

/** Within limits of time and memory: a machine that begins to swap would stop the whole bench. */
async function tryEvidently(
  side: ReportSide,
  { limit, memory }: ScaleOptions,
  signal: AbortSignal,
): Promise<Figures | string> {
  const limited: ReportSide = {
    ...side,
    command: (html, scratch) => {
      const { name, argv } = side.command(html, scratch);
      const kilobytes = Math.round(memory * 1024 ** 2);
      return { name, argv: ["sh", "-c", `ulimit -v ${kilobytes}; exec "$@"`, "sh", ...argv] };
    },
  };
  const clock = AbortSignal.timeout(limit * 1000);
  try {
    return await measureReport(limited, AbortSignal.any([signal, clock]));
  } catch (error) {
    if (signal.aborted) throw error;
    if (clock.aborted) return `had not ended after ${limit} s`;
    if (error instanceof TaxiError) {
      return `failed with ${memory} GiB: ${error.message.split("it said: ").at(-1)}`;
    }
    throw error;
  }
}

async function benchReportScale(options: ScaleOptions, signal: AbortSignal): Promise<void> {
  const taxi = await taxiUnderTest(options.taxi);
  say(`taxi is ${taxi.description}`);
  const requirements = join(PYTHON, "evidently.txt");
  const python = await pythonEnvironment({ requirements, progress: say, signal });
  const results: SizeResult[] = [];
  for (const rows of options.rows) results.push(await measureSize(taxi, python, rows, options, signal));
  const [first, last] = [results[0], results.at(-1)!];
  const comparison = compare(
    [first, last].map(sizeName) as [string, string],
    REPORT_METRICS,
    [first.taxi, last.taxi],
  );
  const peak = Math.max(...results.flatMap(({ taxi }) => taxi.map(({ peakBytes }) => peakBytes)));
  const notes = [
    `taxi is ${taxi.description}`,
    ...results.map((result) => `taxi, ${sizeName(result)}: ${perMillion(result)}`),
    ...results.filter(({ evidently }) => typeof evidently === "string").map((result) =>
      `Evidently, ${sizeName(result)}: ${result.evidently}`
    ),
    `peak memory of taxi at any size ${(peak / 1e6).toFixed(0)} MB: ${
      peak < MEMORY_GOAL ? "under" : "over"
    } 2 GiB`,
  ];
  const facts = { taxi: taxi.description, rows: options.rows, levels: options.levels };
  const further = results.flatMap(besideEvidently);
  printResult({ bench: "report:scale", comparison, further, facts, notes }, options.json);
}

function besideEvidently(result: SizeResult): Comparison[] {
  if (typeof result.evidently === "string") return [];
  const names = [`taxi, ${sizeName(result)}`, "evidently"] as const;
  return [compare(names, REPORT_METRICS, [result.taxi, result.evidently])];
}

function sizeName({ rows }: SizeResult): string {
  return `${rows.toLocaleString("en")} rows`;
}

/** Linear time shows as the same number at each size. */
function perMillion({ rows, taxi }: SizeResult): string {
  const fastest = Math.min(...taxi.map(({ cpuSeconds }) => cpuSeconds));
  return `${(fastest / (2 * rows / 1e6)).toFixed(2)} s of CPU for a million rows of either window`;
}

function sizes(text: string): number[] {
  const rows = text.split(",").map(positiveInteger);
  if (rows.some((size, i) => i > 0 && size <= rows[i - 1])) {
    throw new InvalidArgumentError("expected growing sizes such as 1000000,3000000");
  }
  return rows;
}

if (import.meta.main) {
  const command = benchCommand("bench:report:scale", "taxi report on millions of rows, beside Evidently", {
    rounds: 1,
    warmup: 0,
  })
    .option("--rows <sizes>", "rows of either window, size after size", sizes, [1e6, 3e6, 1e7])
    .option("--levels <count>", "levels of the category that has many", positiveInteger, 2000)
    .option("--limit <seconds>", "how long Evidently may take for one report", positiveInteger, 900)
    .option("--memory <GiB>", "address space that Evidently may use", positiveNumber, 12)
    .option("--no-evidently", "measure taxi alone")
    .option(...TAXI_OPTION)
    .parse();
  await runBench((signal) => benchReportScale(command.opts(), signal));
}
