/**
 * A flow of a thousand trivial tasks by `taxi`, each record on the disk before the next step, beside Prefect with its server: time of a
 * task, start, memory, and which records are there when the flow's process ends.
 *
 *     deno task bench:flows
 *
 * @module
 */
import { TaxiError } from "../lib/errors.ts";
import {
  benchCommand,
  type BenchOptions,
  positiveInteger,
  printResult,
  runBench,
  sayRun,
} from "./bench_command.ts";
import { compare, type Comparison, type Figures, type Metric, SHOWN } from "./comparison.ts";
import { measureFlush } from "./disk_flush.ts";
import { type FlowSide, prefectFlows, pythonOfPrefect, TAXI_FLOWS } from "./flow_sides.ts";
import { type FlowWork, measureFlow } from "./flow_work.ts";
import { goalNotes, type Goals, renderMarkdown } from "./goals.ts";
import { type Contestant, runAlternating } from "./paired_runs.ts";
import { treeMemory } from "./process_tree.ts";
import { copyStore } from "./tracker_sides.ts";
import { withScratch } from "./trip_job.ts";

/** A task of `taxi` shall take at most this. */
const TASK_GOAL_MS = 1;

const GOALS: Goals = { "many.taskSeconds": 5 };

interface FlowsOptions extends BenchOptions {
  tasks: number;
  atOnce: number;
  sequential: number;
}

/** The flows that are run, by the first word of the keys of their figures. */
function worksOf({ tasks, atOnce, sequential }: FlowsOptions): Readonly<Record<string, FlowWork>> {
  return {
    one: { tasks: 1, atOnce: 1 },
    many: { tasks, atOnce },
    sequence: { tasks: sequential, atOnce: 1 },
  };
}

function metricsOf({ tasks, atOnce, sequential }: FlowsOptions): readonly Metric[] {
  const ofTasks = (work: string, what: string): Metric[] => [
    { key: `${work}.taskSeconds`, label: `${what}: a task`, ...SHOWN.milliseconds },
    { key: `${work}.serverCpuSeconds`, label: `${what}: server CPU a task`, ...SHOWN.milliseconds },
    { key: `${work}.processSeconds`, label: `${what}: the process`, ...SHOWN.seconds },
    { key: `${work}.cpuSeconds`, label: `${what}: its CPU`, ...SHOWN.seconds },
    { key: `${work}.peakBytes`, label: `${what}: its peak memory`, ...SHOWN.megabytes },
    { key: `${work}.recordsAtExit`, label: `${what}: records at its end`, ...SHOWN.count, apart: true },
    {
      key: `${work}.recordsSeconds`,
      label: `${what}: until all are there`,
      ...SHOWN.seconds,
      apart: true,
    },
  ];
  return [
    { key: "flushSeconds", label: "the disk: 8 kB written and flushed", ...SHOWN.milliseconds, apart: true },
    { key: "serverStartSeconds", label: "start of the server", ...SHOWN.milliseconds },
    { key: "serverBytes", label: "memory of the server after the work", ...SHOWN.megabytes },
    { key: "totalBytes", label: "memory of server and process", ...SHOWN.megabytes },
    { key: "one.processSeconds", label: "a process with a flow of one task", ...SHOWN.milliseconds },
    ...ofTasks("many", `${tasks.toLocaleString("en")} tasks, ${atOnce} at once`),
    ...ofTasks("sequence", `${sequential.toLocaleString("en")} tasks in sequence`),
  ];
}

/** All flows of one side, on a store of their own. */
async function measureSide(
  side: FlowSide,
  folder: string,
  options: FlowsOptions,
  signal: AbortSignal,
): Promise<Figures> {
  const flushSeconds = measureFlush(folder);
  await using engine = await side.start(folder, signal);
  const figures: Record<string, number> = {};
  for (const [name, work] of Object.entries(worksOf(options))) {
    for (const [key, value] of Object.entries(await measureFlow(engine, work, signal))) {
      figures[`${name}.${key}`] = value;
    }
  }
  const memory = engine.server && await treeMemory(engine.server.pid);
  return {
    taskSeconds: figures["many.taskSeconds"], // seen after each run, as figures without a dot are
    flushSeconds,
    ...(engine.server && { serverStartSeconds: engine.server.coldStartSeconds }),
    ...(memory && { serverBytes: memory.resident }),
    ...((memory || !engine.server) && { totalBytes: (memory?.resident ?? 0) + figures["many.peakBytes"] }),
    ...figures,
  };
}

async function benchFlows(options: FlowsOptions, signal: AbortSignal): Promise<void> {
  const sides = [TAXI_FLOWS, prefectFlows(await pythonOfPrefect(signal))] as const;
  await withScratch(async (scratch) => {
    const contestant = async (side: FlowSide): Promise<Contestant<Figures>> => {
      const store = await Deno.makeTempDir({ dir: scratch });
      await side.prepare(store, signal);
      const run = async () => {
        const folder = await copyStore(store, scratch);
        const figures = await measureSide(side, folder, options, signal);
        await Deno.remove(folder, { recursive: true });
        return figures;
      };
      return { name: side.name, run };
    };
    const [ours, theirs] = [await contestant(sides[0]), await contestant(sides[1])];
    const samples = await runAlternating(ours, theirs, { ...options, onRun: sayRun });
    const comparison = compare([ours.name, theirs.name], metricsOf(options), samples);
    printComparison(comparison, options);
    assertAllThere(samples[0], options);
  });
}

function printComparison(comparison: Comparison, { json, tasks, atOnce, sequential }: FlowsOptions): void {
  const notes = [
    ...timeNotes(comparison),
    ...goalNotes(comparison, GOALS),
    renderMarkdown([comparison], GOALS),
  ];
  printResult({ bench: "flows", comparison, facts: { tasks, atOnce, sequential }, notes }, json);
}

/** Whether a task of the first side takes no longer than it may. */
function timeNotes({ first, metrics }: Comparison): string[] {
  return metrics.filter(({ metric }) => metric.key.endsWith(".taskSeconds")).map(
    ({ metric, first: spread }) => {
      const milliseconds = spread!.median * 1000;
      const verdict = milliseconds <= TASK_GOAL_MS ? "reached" : "NOT reached";
      const shown = milliseconds.toLocaleString("en", { maximumSignificantDigits: 3 });
      return `${metric.label}: ${first} takes ${shown} ms, the goal of at most ${TASK_GOAL_MS} ms is ${verdict}`;
    },
  );
}

/** @throws TaxiError when the records of `taxi` were not all there as its process ended */
function assertAllThere(samples: readonly Figures[], options: FlowsOptions): void {
  for (const [name, { tasks }] of Object.entries(worksOf(options))) {
    const fewest = Math.min(...samples.map((sample) => sample[`${name}.recordsAtExit`]));
    if (fewest === tasks) continue;
    throw new TaxiError(`Found ${fewest} records of tasks after a flow of taxi, expected ${tasks}`, {
      code: "bench_records",
    });
  }
}

if (import.meta.main) {
  const command = benchCommand("bench:flows", "a flow of trivial tasks beside Prefect with its server", {
    rounds: 5,
    warmup: 0,
  })
    .option("--tasks <count>", "tasks of the flow that runs several at once", positiveInteger, 1000)
    .option("--at-once <count>", "tasks that run at the same time", positiveInteger, 8)
    .option("--sequential <count>", "tasks of the flow that runs one after the other", positiveInteger, 200)
    .parse();
  await runBench((signal) => benchFlows(command.opts(), signal));
}
