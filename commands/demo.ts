import { join } from "node:path";
import { formatCount } from "../lib/format.ts";
import { createOutput, type Output } from "../lib/output.ts";
import { startProgress } from "../lib/progress.ts";
import { DEFAULT_ALERT_RULES } from "../pipeline/monitoring/alert_rules.ts";
import { monitoringJson } from "../pipeline/monitoring/monitoring_json.ts";
import { parseMonth, parseMonths } from "../pipeline/trips/month.ts";
import { DEFAULT_MAX_DISTANCE } from "../pipeline/trips/cleaning_rules.ts";
import { openSource } from "../pipeline/trips/open_source.ts";
import { WORKS_BEGIN } from "../pipeline/trips/synthetic_city/works.ts";
import { TripStore } from "../pipeline/trips/trip_store.ts";
import type { TripTable } from "../pipeline/trips/trip_table.ts";
import { LOGGED_COLUMNS } from "../server/logged_columns.ts";
import { listen } from "../server/listen.ts";
import { openPredictionQueue } from "../tracking/open_prediction_queue.ts";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { createCommand, HOME_OPTION, homeWords, JSON_OPTION } from "./command.ts";
import { findHome, type Home } from "./home.ts";
import { ingestMonths, showStored } from "./ingest.ts";
import { askedWindows } from "./asked_windows.ts";
import { judgeLog } from "./judge_log.ts";
import { writeReport } from "./report.ts";
import { DEFAULT_MODEL, modelTitle, resolveModel } from "./resolve_model.ts";
import { createServingApp, servedModel } from "./serving_app.ts";
import { showComparison } from "./show_comparison.ts";
import { showTrained, trainTracked } from "./train.ts";

const TAXI = "green";
/** Before the works, two to learn from and one to test on; then the month in which the works begin. */
const TRAIN = parseMonths("2024-03..2024-04"), TEST = [parseMonth("2024-05")], SERVED = WORKS_BEGIN;

/** Trips of the served month that are asked for one batch after another, as a client would. */
const REQUESTS = 12_000, BATCH = 1_000;

/** `taxi demo`. */
export function demoCommand() {
  return createCommand("demo", "Walk the whole main job offline on the synthetic city: about ten seconds.", {
    example: "taxi demo",
  })
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async (options) => {
      const out = createOutput(options.json === true);
      const home = findHome(options.home);
      const step = stepTeller(out);

      step("Ingest four months of the synthetic city's green taxis");
      const source = openSource("synthetic", { rawFolder: home.raw });
      const months = [...TRAIN, ...TEST, SERVED];
      showStored(
        out,
        await ingestMonths(home, { taxi: TAXI, months, source, maxDistance: DEFAULT_MAX_DISTANCE }),
      );

      step("Train the classic baseline, then the default linear model, and register that");
      const job = { taxi: TAXI, kind: "linear", train: TRAIN, test: TEST } as const;
      const target = { experiment: DEFAULT_MODEL };
      showTrained(out, await trainTracked(home, { ...job, referenceBaseline: true }, target));
      const training = await trainTracked(home, { ...job, referenceBaseline: false }, {
        ...target,
        register: DEFAULT_MODEL,
      });
      showTrained(out, training);

      const model = await resolveModel(home, `${DEFAULT_MODEL}/${training.registered!.version}`);
      step(
        `Serve ${modelTitle(model)} and ask it for ${
          formatCount(REQUESTS)
        } trips of ${SERVED}, when works close the way to the airports`,
      );
      const served = await serveMonth(home, model);
      out.say(
        `Answered and logged ${formatCount(served)} predictions, then reported how long the trips took`,
      );

      step("Monitor what was served against the model's reference");
      using log = openPredictionLog(home.path);
      const [asked] = askedWindows({ last: served }, Date.now());
      const { result } = judgeLog(log, model, asked, DEFAULT_ALERT_RULES)!; // what was served is there
      const report = join(home.reports, "demo.html");
      await writeReport(report, result, home);
      showComparison(out, result);

      const { mae, rmse, r2 } = training.trained.reference.regression.metrics;
      out.say(`\nMade in ${home.path}:`);
      out.say(
        `  metrics  MAE ${mae.toFixed(3)} min, RMSE ${rmse.toFixed(3)} min, R2 ${r2.toFixed(3)} on ${
          TEST[0]
        }`,
      );
      out.say(`  model    ${modelTitle(model)}, ${training.file}`);
      out.say(`  report   ${report}`);
      out.next(`taxi serve --model ${DEFAULT_MODEL}/${model.version}${homeWords(options.home)}`);
      out.document({
        run_id: training.runId,
        metrics: { mae, rmse, r2 },
        model: model.name,
        model_version: model.version,
        predictions: served,
        monitoring: monitoringJson(result),
        report,
      });
    });
}

function stepTeller(out: Output): (title: string) => void {
  let step = 0;
  return (title) => out.say(`${step === 0 ? "" : "\n"}${++step}. ${title}`);
}

/** Starts the real server on a free port, asks it over HTTP and tells it the actual durations. @returns answered trips */
async function serveMonth(home: Home, model: Awaited<ReturnType<typeof resolveModel>>): Promise<number> {
  await using predictionQueue = openPredictionQueue(home.path, LOGGED_COLUMNS);
  const onFault = (_: string, fault: unknown) => {
    throw fault;
  };
  const app = createServingApp({ models: servedModel(model), predictionQueue, onFault });
  const stop = new AbortController();
  const address = Promise.withResolvers<Deno.NetAddr>();
  const listening = listen(app, {
    hostname: "127.0.0.1",
    port: 0,
    signal: stop.signal,
    onListen: address.resolve,
  });
  const progress = startProgress("predict");
  try {
    const { port } = await Promise.race([
      address.promise,
      listening.then(() => Promise.reject(new Error("stopped"))),
    ]);
    return await askForTrips(home, `http://127.0.0.1:${port}`, progress.update);
  } finally {
    progress.stop();
    stop.abort();
    await listening;
  }
}

async function askForTrips(home: Home, url: string, onProgress: (part: number) => void): Promise<number> {
  const store = new TripStore(home.trips);
  let asked = 0;
  for await (const trips of store.read(await store.find(TAXI, SERVED))) {
    for (let row = 0; row < trips.rows && asked < REQUESTS; row += BATCH) {
      const rows = Array.from(
        { length: Math.min(BATCH, trips.rows - row, REQUESTS - asked) },
        (_, i) => row + i,
      );
      const answers = await post(`${url}/predict/batch`, rows.map((i) => tripBody(trips, i)));
      const ids = (answers as { request_id: string }[]).map(({ request_id }) => request_id);
      await post(
        `${url}/actuals`,
        rows.map((i, at) => ({ request_id: ids[at], duration: trips.duration[i] })),
      );
      asked += rows.length;
      onProgress(asked / REQUESTS);
    }
  }
  return asked;
}

function tripBody(trips: TripTable, row: number): Record<string, unknown> {
  return {
    PULocationID: trips.pickupZone[row],
    DOLocationID: trips.dropoffZone[row],
    trip_distance: trips.distance[row],
    pickup_datetime: new Date(trips.pickup[row] / 1000).toISOString().slice(0, 19),
  };
}

async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return await response.json();
}
