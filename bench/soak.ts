/**
 * Minutes of mixed load on `taxi serve`, and its memory each second: single trips at a steady rate, batches, actuals,
 * bodies it must refuse, and what watches it. A text chart, and the slope after the warm-up.
 *
 *     deno task bench:soak
 *
 * @module
 */
import { TaxiError } from "../lib/errors.ts";
import { Command } from "@commander-js/extra-typings";
import { positiveInteger, positiveNumber, printResult, runBench, say } from "./bench_command.ts";
import { type Metric, SHOWN, summarize } from "./comparison.ts";
import { postRequest } from "./http_connection.ts";
import { TAXI_OPTION, taxiUnderTest } from "./measured_taxi.ts";
import { memoryChart, type MemorySample, memoryTrend } from "./memory_trend.ts";
import { openLoop, quantile } from "./open_loop.ts";
import { type RunningService, type Service, startService } from "./running_service.ts";
import { trainBoth } from "./serving_models.ts";
import { taxiService } from "./serving_sides.ts";
import { type BenchTrip, benchTrips } from "./trip_bodies.ts";
import { withScratch } from "./trip_job.ts";

const CONNECTIONS = 16;
const BODIES = 4000;
const NDJSON_ROWS = 2000;
/** The first part of the time does not count: the heap grows to its working size. */
const WARMUP_SHARE = 0.2;
/** Flat: the straight line rises by less than this share of the median over the time after the warm-up. */
const FLAT_GROWTH = 0.05;

const METRICS: readonly Metric[] = [
  { key: "answered", label: "single predictions", ...SHOWN.count },
  { key: "others", label: "other requests", ...SHOWN.count },
  { key: "failed", label: "unexpected answers", ...SHOWN.count },
  { key: "p99Seconds", label: "p99 of a single prediction", ...SHOWN.milliseconds },
  { key: "medianBytes", label: "resident memory after the warm-up, median", ...SHOWN.megabytes },
  { key: "peakBytes", label: "resident memory, peak", ...SHOWN.megabytes },
  { key: "bytesPerMinute", label: "slope after the warm-up, a minute", ...SHOWN.megabytes },
];

type SoakOptions = {
  minutes: number;
  rows: number;
  rate: number;
  seed: string;
  json?: true;
  taxi?: string;
};

/** Something that is sent again and again beside the single predictions. */
interface Errand {
  readonly everySeconds: number;
  /** Which status it must have. */
  readonly expected: number;
  request(): [path: string, init?: RequestInit];
}

function errands(trips: readonly BenchTrip[], answeredId: () => string | undefined): Errand[] {
  const json = { "content-type": "application/json" };
  const post = (
    path: string,
    body: string,
    headers: Record<string, string> = json,
  ): [string, RequestInit] => [
    path,
    { method: "POST", headers, body },
  ];
  const lines = trips.slice(0, NDJSON_ROWS).map((trip) => JSON.stringify(trip)).join("\n");
  const ndjson = { "content-type": "application/x-ndjson" };
  const get = (path: string, everySeconds: number): Errand => ({
    everySeconds,
    expected: 200,
    request: () => [path],
  });
  return [
    {
      everySeconds: 0.5,
      expected: 200,
      request: () => post("/predict/batch", JSON.stringify(trips.slice(0, 500))),
    },
    { everySeconds: 2, expected: 200, request: () => post("/predict/batch", lines, ndjson) },
    {
      everySeconds: 0.2,
      expected: 422,
      request: () => post("/predict", '{"PULocationID":0,"DOLocationID":"x"}'),
    },
    { everySeconds: 0.5, expected: 400, request: () => post("/predict", '{"PULocationID":') },
    { everySeconds: 0.5, expected: 404, request: () => ["/no-such-page"] },
    {
      everySeconds: 0.1,
      expected: 200,
      request: () => {
        const id = answeredId();
        const actuals = id === undefined ? [] : [{ request_id: id, duration: 12.5 }];
        return post("/actuals", JSON.stringify(actuals));
      },
    },
    get("/metrics", 5),
    get("/readyz", 1),
    get("/healthz", 1),
    get("/openapi.json", 10),
    get("/", 10),
  ];
}

/** Runs one errand until the end. @returns how often, and sentences on what was not as expected */
async function runErrand(service: Service, errand: Errand, end: AbortSignal) {
  const faults: string[] = [];
  let sent = 0;
  while (!end.aborted) {
    const [path, init] = errand.request();
    const headers = new Headers(init?.headers);
    if (service.token !== undefined) headers.set("authorization", `Bearer ${service.token}`);
    const response = await fetch(`http://127.0.0.1:${service.port}${path}`, { ...init, headers });
    const text = await response.text();
    sent++;
    if (response.status !== errand.expected) {
      faults.push(`${path} answered ${response.status}, expected ${errand.expected}: ${text.slice(0, 200)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, errand.everySeconds * 1000));
  }
  return { sent, faults };
}

async function watchMemory(running: RunningService, end: AbortSignal): Promise<MemorySample[]> {
  const samples: MemorySample[] = [];
  const begin = performance.now();
  while (!end.aborted) {
    const memory = await running.memory();
    if (memory === undefined) {
      throw new TaxiError("Cannot read memory here: expected Linux's /proc", { code: "bench" });
    }
    samples.push({ seconds: (performance.now() - begin) / 1000, bytes: memory.resident });
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return samples;
}

async function benchSoak(options: SoakOptions, signal: AbortSignal): Promise<void> {
  const taxi = await taxiUnderTest(options.taxi);
  say(`taxi is ${taxi.description}`);
  await withScratch(async (scratch) => {
    const { taxi: model } = await trainBoth({ taxi, rows: options.rows, scratch, signal });
    const trips = benchTrips(BODIES, options.seed);
    const home = await Deno.makeTempDir({ dir: scratch, prefix: "serving-" });
    const service = taxiService({ taxi, model, home });
    await using running = await startService(service, signal);
    const over = new AbortController();
    const end = AbortSignal.any([over.signal, signal]);
    let id: string | undefined, answers = 0;
    const seconds = options.minutes * 60;
    const load = openLoop({
      port: service.port,
      requests: trips.map((trip) => postRequest("/predict", JSON.stringify(trip), service.token)),
      rate: options.rate,
      seconds,
      connections: CONNECTIONS,
      until: signal,
      onAnswer: ({ status, text }) => { // a few of them, to send their actuals
        if (status === 200 && answers++ % 100 === 0) id = JSON.parse(text).request_id;
      },
    });
    const memory = watchMemory(running, end);
    const besides = errands(trips, () => id).map((errand) => runErrand(service, errand, end));
    const outcome = await load.finally(() => over.abort());
    const others = await Promise.all(besides);
    const samples = await memory;
    signal.throwIfAborted();
    const faults = [...outcome.faults, ...others.flatMap(({ faults }) => faults)];
    const trend = memoryTrend(samples, seconds * WARMUP_SHARE);
    const figures = {
      answered: outcome.answered,
      others: others.reduce((sum, { sent }) => sum + sent, 0),
      failed: outcome.refused + outcome.unanswered + outcome.broken +
        others.reduce((sum, { faults }) => sum + faults.length, 0),
      p99Seconds: quantile(outcome.latencies, 0.99),
      medianBytes: trend.medianBytes,
      peakBytes: trend.peakBytes,
      bytesPerMinute: trend.bytesPerMinute,
    };
    const flat = trend.growth <= FLAT_GROWTH;
    const notes = [
      ...memoryChart(samples),
      ...faults.slice(0, 10).map((fault) => `unexpected: ${fault}`),
      `taxi is ${taxi.description}`,
      `goal: memory is flat, a line that rises by at most ${
        FLAT_GROWTH * 100
      } % of the median after the first ` +
      `${WARMUP_SHARE * 100} % of the time; found ${(trend.growth * 100).toFixed(1)} %, ${
        flat ? "met" : "NOT met"
      }`,
    ];
    const facts = { taxi: taxi.description, ...options, trend, memory: samples };
    printResult(
      { bench: "soak", summaries: [summarize("taxi", METRICS, [figures])], facts, notes },
      options.json,
    );
  });
}

if (import.meta.main) {
  const command = new Command("bench:soak").description("minutes of mixed load, memory each second")
    .option("--minutes <count>", "how long; fractions too", positiveNumber, 10)
    .option("--rows <count>", "synthetic trips a month to train on", positiveInteger, 20_000)
    .option("--rate <count>", "single predictions a second", positiveInteger, 3000)
    .option("--seed <text>", "chooses the trips that are asked for", "bench")
    .option("--json", "print one JSON document on stdout")
    .option(...TAXI_OPTION)
    .parse();
  await runBench((signal) => benchSoak(command.opts(), signal));
}
