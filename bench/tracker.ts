/**
 * `taxi serve` as a tracker beside the real `mlflow server`, each with a SQLite file: start, memory, latencies of a client in
 * training, and eight writers at once.
 *
 *     deno task bench:tracker
 *
 * @module
 */
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
import { compare, type Comparison, type Figures, type Metric, SHOWN } from "./comparison.ts";
import { goalNotes, type Goals, renderMarkdown } from "./goals.ts";
import { TAXI_OPTION, taxiUnderTest } from "./measured_taxi.ts";
import { type Contestant, runInTurn } from "./paired_runs.ts";
import { treeMemory } from "./process_tree.ts";
import {
  copyStore,
  freshStore,
  leanMlflowTracker,
  mlflowTracker,
  pythonOfMlflow,
  startTracker,
  taxiTracker,
  type Tracker,
} from "./tracker_sides.ts";
import {
  assertSameFound,
  type TrackerWork,
  WORK_METRICS,
  type WorkDone,
  workWithTracker,
} from "./tracker_work.ts";
import { writeAtOnce } from "./tracker_writers.ts";
import { withScratch } from "./trip_job.ts";

const WRITERS = 8;

const METRICS: readonly Metric[] = [
  { key: "coldStartSeconds", label: "start to first answer", ...SHOWN.milliseconds },
  { key: "processes", label: "processes", ...SHOWN.count, apart: true },
  { key: "residentBytes", label: "resident memory at first answer", ...SHOWN.megabytes },
  { key: "warmResidentBytes", label: "resident memory after the work", ...SHOWN.megabytes },
  ...WORK_METRICS,
  { key: "writeSeconds", label: `a write of ${WRITERS} clients at once`, ...SHOWN.milliseconds },
  { key: "refused", label: "writes refused", ...SHOWN.count, apart: true },
];

const GOALS: Goals = {
  coldStartSeconds: 20,
  residentBytes: 5,
  warmResidentBytes: 5,
  createSeconds: 10,
  batchSeconds: 10,
  searchSeconds: 10,
};

interface TrackerBenchOptions extends BenchOptions, TrackerWork {
  seconds: number;
  taxi?: string;
}

/** One server, from its start to its end. */
async function measureTracker(
  tracker: Tracker,
  folder: string,
  options: TrackerBenchOptions,
  signal: AbortSignal,
): Promise<WorkDone> {
  await using running = await startTracker(tracker, folder, signal);
  const cold = await treeMemory(running.pid);
  const { figures, found } = await workWithTracker(running.port, options, signal);
  const until = AbortSignal.any([AbortSignal.timeout(options.seconds * 1000), signal]);
  const { acknowledged, refused } = await writeAtOnce(running.port, WRITERS, until);
  for (const text of new Set(refused)) say(`refused by ${tracker.name}: ${text}`);
  const warm = await treeMemory(running.pid);
  return {
    figures: {
      coldStartSeconds: running.coldStartSeconds,
      ...(cold && { residentBytes: cold.resident }),
      ...(warm && { warmResidentBytes: warm.resident, processes: warm.processes }),
      ...figures,
      writeSeconds: options.seconds / acknowledged.length,
      refused: refused.length,
    },
    found,
  };
}

async function benchTracker(options: TrackerBenchOptions, signal: AbortSignal): Promise<void> {
  const taxi = await taxiUnderTest(options.taxi);
  say(`taxi is ${taxi.description}`);
  const python = await pythonOfMlflow(signal);
  await withScratch(async (scratch) => {
    let found: WorkDone["found"] | undefined;
    const side = async (tracker: Tracker): Promise<Contestant<Figures>> => {
      const store = await freshStore(tracker, scratch, signal);
      const run = async () => {
        const folder = await copyStore(store, scratch);
        const done = await measureTracker(tracker, folder, options, signal);
        assertSameFound(found ??= done.found, done.found);
        await Deno.remove(folder, { recursive: true });
        return done.figures;
      };
      return { name: tracker.name, run };
    };
    const trackers = [taxiTracker(taxi), mlflowTracker(python), leanMlflowTracker(python)];
    const sides: Contestant<Figures>[] = [];
    for (const tracker of trackers) sides.push(await side(tracker));
    const [ours, ...theirs] = await runInTurn(sides, { ...options, onRun: sayRun });
    const comparisons = theirs.map((samples, i) =>
      compare(["taxi", sides[i + 1].name], METRICS, [ours, samples])
    );
    printComparisons(comparisons, taxi.description, found!, options);
  });
}

function printComparisons(
  comparisons: readonly Comparison[],
  taxi: string,
  found: WorkDone["found"],
  { json, runs, batches }: TrackerBenchOptions,
): void {
  const [comparison, ...further] = comparisons;
  const notes = [
    `taxi is ${taxi}`,
    ...comparisons.flatMap((one) => goalNotes(one, GOALS)),
    renderMarkdown(comparisons, GOALS),
  ];
  const facts = { taxi, runs, batches, found };
  printResult({ bench: "tracker", comparison, further, facts, notes }, json);
}

if (import.meta.main) {
  const command = benchCommand("bench:tracker", "taxi serve as a tracker beside the real mlflow server", {
    rounds: 3,
    warmup: 0,
  })
    .option("--runs <count>", "runs that are made and searched", positiveInteger, 1000)
    .option("--batches <count>", "batches of 1,000 metrics, of either kind", positiveInteger, 30)
    .option("--reads <count>", "requests of each reading kind", positiveInteger, 50)
    .option("--seconds <count>", "seconds of eight clients at once", positiveNumber, 5)
    .option(...TAXI_OPTION)
    .parse();
  await runBench((signal) => benchTracker(command.opts(), signal));
}
