/**
 * Ten thousand runs with fifty metrics each: searches by `taxi serve` beside the real `mlflow server`, both on SQLite, and the
 * page of runs, whose metrics of another experiment have a thousand names.
 *
 *     deno task bench:tracker:scale
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
import { compare, type Figures, type Metric, SHOWN, summarize } from "./comparison.ts";
import { fillMlflow, fillTaxi } from "./filled_store.ts";
import { renderMarkdown } from "./goals.ts";
import { getRequest } from "./http_connection.ts";
import { TAXI_OPTION, taxiUnderTest } from "./measured_taxi.ts";
import { type Contestant, runAlternating } from "./paired_runs.ts";
import { treeMemory } from "./process_tree.ts";
import { type Spread, spreadOf } from "./spread.ts";
import { TrackerClient } from "./tracker_client.ts";
import {
  leanMlflowTracker,
  pythonOfMlflow,
  type RunningTracker,
  startTracker,
  taxiTracker,
} from "./tracker_sides.ts";
import { withScratch } from "./trip_job.ts";

const EXPERIMENT = "scale", WIDE_EXPERIMENT = "wide";
/** A search by a metric, and a page of runs, shall take less. */
const SEARCH_GOAL_MS = 50, PAGE_GOAL_MS = 100;

/** So many of the searches are by a metric and answer a page. */
const WITH_GOAL = 3;

/** What is asked, by the key of its metric. */
const SEARCHES: readonly { readonly key: string; readonly label: string; readonly search: object }[] = [
  {
    key: "bestSeconds",
    label: "filter and order by a metric, 100",
    search: { filter: "metrics.m7 > 0.5", order_by: ["metrics.m7 DESC"], max_results: 100 },
  },
  {
    key: "filterSeconds",
    label: "filter by a metric, newest 100",
    search: { filter: "metrics.m7 > 0.99", max_results: 100 },
  },
  {
    key: "bothSeconds",
    label: "filter by two metrics, newest 100",
    search: { filter: "metrics.m7 > 0.5 and metrics.m8 < 0.1", max_results: 100 },
  },
  { key: "newestSeconds", label: "newest 100", search: { filter: "", max_results: 100 } },
  {
    key: "thousandSeconds",
    label: "order by a metric, 1,000",
    search: { filter: "", order_by: ["metrics.m7 ASC"], max_results: 1000 },
  },
];

const METRICS: readonly Metric[] = [
  ...SEARCHES.map(({ key, label }) => ({ key, label: `runs/search: ${label}`, ...SHOWN.milliseconds })),
  { key: "residentBytes", label: "resident memory afterwards", ...SHOWN.megabytes },
];

const SORTED = "order=metrics.m7+DESC&filter=metrics.m7+%3E+0.5&columns=metrics.m7,metrics.m8";

/** Pages of runs, by the key of their metric; MLflow's page is drawn in the browser, after searches as those above. */
const PAGES: readonly { readonly key: string; readonly label: string; readonly query: string }[] = [
  { key: "pageSeconds", label: "newest 100", query: "" },
  { key: "sortedPageSeconds", label: "filter and order by a metric", query: `?${SORTED}` },
];

const PAGE_METRICS: readonly Metric[] = [
  ...PAGES.map(({ key, label }) => ({ key, label: `page of runs: ${label}`, ...SHOWN.milliseconds })),
  ...PAGES.map(({ key, label }) => ({
    key: `${key}.wide`,
    label: `page of runs with 1,000 metrics: ${label}`,
    ...SHOWN.milliseconds,
  })),
];

interface ScaleOptions extends BenchOptions {
  runs: number;
  metrics: number;
  names: number;
  reads: number;
  taxi?: string;
}

/** Names of the runs that each search has found, as a text to compare. */
type Found = Map<string, string>;

/** Each search several times, one after the other. */
async function searchAll(
  tracker: RunningTracker,
  experimentId: string,
  reads: number,
  found: Found,
): Promise<Figures> {
  using client = await TrackerClient.connect(tracker.port);
  const figures: Record<string, number> = {};
  for (const { key, search } of SEARCHES) {
    const seconds: number[] = [];
    for (let i = 0; i < reads; i++) {
      const answer = await client.post("runs/search", { experiment_ids: [experimentId], ...search });
      seconds.push(answer.seconds);
      if (i === 0) assertSame(found, key, answer.json().runs ?? []);
    }
    figures[key] = spreadOf(seconds).median;
  }
  const memory = await treeMemory(tracker.pid);
  return { ...figures, ...(memory && { residentBytes: memory.resident }) };
}

/** Each page several times, of both experiments. */
async function readPages(tracker: RunningTracker, reads: number): Promise<Figures> {
  using client = await TrackerClient.connect(tracker.port);
  const figures: Record<string, number> = {};
  for (const [experiment, suffix] of [[EXPERIMENT, ""], [WIDE_EXPERIMENT, ".wide"]]) {
    const id = await experimentOf(tracker.port, experiment);
    for (const { key, query } of PAGES) {
      const request = getRequest(`/experiments/${id}${query}`), seconds: number[] = [];
      for (let i = 0; i < reads; i++) seconds.push((await client.send(request)).seconds);
      figures[key + suffix] = spreadOf(seconds).median;
    }
  }
  return figures;
}

// deno-lint-ignore no-explicit-any -- runs of MLflow
function assertSame(found: Found, key: string, runs: any[]): void {
  const names = runs.map(({ info, data }) => `${info.run_name} (${data.metrics.length})`).join(", ");
  const before = found.get(key) ?? names;
  found.set(key, before);
  if (before === names) return;
  throw new TaxiError(`The trackers disagree in ${key}: one found ${before}, another ${names}`, {
    code: "bench_disagreement",
  });
}

async function experimentOf(port: number, name: string): Promise<string> {
  using client = await TrackerClient.connect(port);
  const answer = await client.get(`experiments/get-by-name?experiment_name=${name}`);
  return answer.json().experiment.experiment_id;
}

async function benchScale(options: ScaleOptions, signal: AbortSignal): Promise<void> {
  const taxi = await taxiUnderTest(options.taxi);
  say(`taxi is ${taxi.description}`);
  const python = await pythonOfMlflow(signal);
  await withScratch(async (folder) => {
    const { runs, metrics, names } = options;
    const filling = { experiment: EXPERIMENT, runs, metrics };
    say(`writing ${runs} runs with ${metrics} metrics each to both stores`);
    await fillTaxi(join(folder, "home"), filling, signal);
    await fillTaxi(join(folder, "home"), { ...filling, experiment: WIDE_EXPERIMENT, names }, signal);
    await fillMlflow(python, folder, filling, signal);
    await using ours = await startTracker(taxiTracker(taxi), folder, signal);
    await using theirs = await startTracker(leanMlflowTracker(python), folder, signal);
    const found: Found = new Map();
    const side = async (name: string, tracker: RunningTracker): Promise<Contestant<Figures>> => {
      const experimentId = await experimentOf(tracker.port, EXPERIMENT);
      return { name, run: () => searchAll(tracker, experimentId, options.reads, found) };
    };
    const sides = [await side("taxi", ours), await side("mlflow lean", theirs)] as const;
    const samples = await runAlternating(...sides, { ...options, onRun: sayRun });
    const comparison = compare([sides[0].name, sides[1].name], METRICS, samples);
    const pages: Figures[] = [];
    for (let round = 0; round < options.rounds; round++) pages.push(await readPages(ours, options.reads));
    const summary = summarize("taxi", PAGE_METRICS, pages);
    const notes = [
      `taxi is ${taxi.description}`,
      ...comparison.metrics.slice(0, WITH_GOAL).flatMap(({ metric, first }) =>
        goalNote(metric, first, SEARCH_GOAL_MS)
      ),
      ...summary.metrics.flatMap(({ metric, spread }) => goalNote(metric, spread, PAGE_GOAL_MS)),
      renderMarkdown([comparison], {}),
    ];
    const facts = { taxi: taxi.description, ...filling, names };
    printResult({ bench: "tracker:scale", comparison, summaries: [summary], facts, notes }, options.json);
  });
}

function goalNote({ label, scale }: Metric, spread: Spread | undefined, goal: number): string[] {
  if (spread === undefined) return [];
  const shown = (spread.median * scale).toLocaleString("en", { maximumSignificantDigits: 3 });
  const verdict = spread.median * scale < goal ? "reached" : "NOT reached";
  return [`${label}: ${shown} ms, the goal of ${goal} ms is ${verdict}`];
}

if (import.meta.main) {
  const command = benchCommand(
    "bench:tracker:scale",
    "searches over ten thousand runs, beside the real mlflow server",
    {
      rounds: 3,
      warmup: 1,
    },
  )
    .option("--runs <count>", "runs of the experiment", positiveInteger, 10_000)
    .option("--metrics <count>", "metrics of each run, at least 9", positiveInteger, 50)
    .option("--names <count>", "names of metrics in the experiment of pages", positiveInteger, 1000)
    .option("--reads <count>", "times that each search is sent in a round", positiveInteger, 5)
    .option(...TAXI_OPTION)
    .parse();
  await runBench((signal) => benchScale(command.opts(), signal));
}
