import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openTable } from "../pipeline/engines/table_file.ts";
import { transformFeatures } from "../pipeline/features/transform_features.ts";
import { predict } from "../pipeline/models/model.ts";
import { readBundle } from "../pipeline/models/model_bundle.ts";
import { RegressionMetricsAccumulator } from "../pipeline/models/regression_metrics.ts";
import { parseMonth } from "../pipeline/trips/month.ts";
import { readTrips } from "../pipeline/trips/read_trips.ts";
import { TripStore } from "../pipeline/trips/trip_store.ts";
import type { TripTable } from "../pipeline/trips/trip_table.ts";
import { compileTaxi } from "./compiled_taxi.ts";
import { filesBelow, postJson, runTaxi, type StartOptions, startServer, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const NOBODY = 65534;
const MODEL = "taxi-duration";
const TRAIN = parseMonth("2024-03"), TEST = parseMonth("2024-04");
/** Fewer predictions than these make zones look drifted by chance alone. */
const ASKED = 10_000;
const ROWS = 20_000;

const compiled = await compileTaxi();
const missing = typeof compiled === "string" ? compiled : undefined;
if (typeof compiled !== "string") Deno.test.afterAll(() => compiled.remove());

/** Folders of one user's machine: everything may be written to but the working folder. */
interface Machine {
  readonly home: string;
  /** The working folder. */
  readonly tree: string;
  readonly cache: string;
  readonly temporary: string;
  readonly options: StartOptions;
}

Deno.test({
  name: `the compiled taxi goes from ingest to monitor in a read-only working tree` +
    (missing === undefined ? "" : ` (skipped: ${missing})`),
  ignore: missing !== undefined,
  fn: (test) =>
    withTemporaryFolder(async (folder) => {
      const machine = await makeMachine(folder, typeof compiled === "string" ? "" : compiled.path);
      const steps = { ingest, train, serve, predictFiles, report, monitor, list };
      let model = "";
      for (const [name, step] of Object.entries(steps)) {
        await test.step(name, async () => {
          model = await step(machine, model) ?? model;
        });
      }
      await test.step("the add-on went to the user's cache, nothing into the working tree", () => {
        assert.match(filesBelow(machine.cache).join(" "), /^taxi\/polars-[0-9a-f]{64}\.node$/);
        assert.deepEqual(filesBelow(machine.tree), []);
        assert.ok(!existsSync(join(folder, "nowhere")));
      });
    }),
});

/** As root, file modes bind nobody, so the program runs as the user nobody there. */
async function makeMachine(folder: string, program: string): Promise<Machine> {
  const [tree, home, cache, temporary] = ["tree", "home", "cache", "tmp"].map((name) => join(folder, name));
  await Deno.chmod(folder, 0o755);
  const root = Deno.uid() === 0;
  for (const path of [tree, home, cache, temporary]) {
    await Deno.mkdir(path);
    if (root) await Deno.chown(path, NOBODY, NOBODY);
  }
  if (root) await Deno.chown(tree, 0, 0);
  await Deno.chmod(tree, 0o555);
  const env = { HOME: join(folder, "nowhere"), TMPDIR: temporary, XDG_CACHE_HOME: cache, TAXI_CACHE: "" };
  const options = { program: [program], cwd: tree, env, ...(root ? { uid: NOBODY } : {}) };
  return { home, tree, cache, temporary, options };
}

async function ingest({ home, options }: Machine): Promise<void> {
  const months = `${TRAIN}..${TEST}`;
  const args = ["ingest", "--source", "synthetic", "--months", months, "--rows", `${ROWS}`, "--home", home];
  const document = await taxiJson(args, options);
  const { read, kept, rejected } = document.rows;
  assert.deepEqual(Object.keys(rejected), ["duration", "month", "distance"]);
  assert.equal(read, 2 * ROWS);
  assert.equal(kept + rejected.duration + rejected.month + rejected.distance, read);
  assert.deepEqual(document.months.map(({ month }: { month: string }) => month), [TRAIN, TEST]);
}

/** @returns path of the model file */
async function train({ home, options }: Machine): Promise<string> {
  const args = ["train", "--train", TRAIN, "--test", TEST, "--register", MODEL, "--home", home];
  const document = await taxiJson(args, options);
  assert.match(document.run_id, /^[0-9a-f]{32}$/);
  assert.equal(document.model, "linear");
  assert.deepEqual(document.registered, { name: MODEL, version: 1, aliases: ["champion"] });
  assert.deepEqual(document.metrics, await evaluate(home, document.file, document.rows.test));
  return document.file;
}

/** What training's own path gives on the test month, from the model file. */
async function evaluate(home: string, file: string, expectedRows: number): Promise<unknown> {
  const { bundle: { model, features } } = await readBundle(file);
  const store = new TripStore(join(home, "trips"));
  const metrics = new RegressionMetricsAccumulator();
  for await (const trips of readTrips(store, await store.findAll("green", [TRAIN, TEST]), [TEST])) {
    metrics.add(trips.duration, predict(model, transformFeatures(features, trips)));
  }
  const { rows, ...figures } = metrics.metrics();
  assert.equal(rows, expectedRows);
  return figures;
}

async function firstTrips(home: string): Promise<{ trips: TripTable; path: string }> {
  const store = new TripStore(join(home, "trips"));
  const stored = await store.find("green", TEST);
  for await (const trips of store.read(stored)) return { trips, path: store.path(stored) };
  throw new Error("the test month is empty");
}

async function inProcess(home: string, file: string): Promise<Float64Array> {
  const { bundle: { model, features } } = await readBundle(file);
  return predict(model, transformFeatures(features, (await firstTrips(home)).trips));
}

/** Serves with folders of its own, which tell whether it unpacked anything. */
async function serve({ home, options, temporary, cache }: Machine, file: string): Promise<void> {
  const own = { TMPDIR: join(temporary, "serve"), XDG_CACHE_HOME: join(cache, "serve") };
  for (const path of Object.values(own)) {
    await Deno.mkdir(path);
    if (Deno.uid() === 0) await Deno.chown(path, NOBODY, NOBODY);
  }
  const env = { ...options.env, ...own };
  await using server = await startServer(["--home", home], { ...options, env });
  assert.equal(server.document.model, MODEL);
  assert.equal(server.document.model_version, 1);
  const { trips } = await firstTrips(home);
  const bodies = Array.from({ length: ASKED }, (_, row) => tripBody(trips, row));
  const expected = await inProcess(home, file);
  const answers = await postJson(`${server.url}/predict/batch`, bodies);
  assertSameBits(answers.map(predictedDuration), expected.subarray(0, ASKED), "POST /predict/batch");
  for (let row = 0; row < ASKED; row += 500) {
    const answer = await postJson(`${server.url}/predict`, bodies[row]);
    assertSameBits([predictedDuration(answer)], expected.subarray(row, row + 1), "POST /predict");
  }
  const refused = await postJson(`${server.url}/predict`, { PULocationID: "161", DOLocationID: 0 }, 422);
  assert.deepEqual(refused.errors.map(({ pointer }: { pointer: string }) => pointer), [
    "/PULocationID",
    "/DOLocationID",
  ]);
  const actuals = answers.map(({ request_id }: { request_id: string }, row: number) => ({
    request_id,
    duration: trips.duration[row],
  }));
  assert.deepEqual(await postJson(`${server.url}/actuals`, actuals), { recorded: ASKED, unknown: [] });
  const { code } = await server.stop();
  assert.equal(code, 0);
  for (const path of Object.values(own)) assert.deepEqual(filesBelow(path), [], "serve unpacked something");
}

async function predictFiles({ home, options }: Machine, file: string): Promise<void> {
  const { path } = await firstTrips(home);
  const expected = await inProcess(home, file);
  for (const model of [file, `${MODEL}@champion`]) {
    const output = join(home, "predictions", "out.parquet");
    const args = ["predict", "--input", path, "--output", output, "--model", model, "--home", home];
    const document = await taxiJson(args, options);
    assert.equal(document.model_version, model === file ? null : 1);
    const table = await openTable(output);
    assert.equal(document.rows, table.rows);
    const selection = [{ column: "predicted_duration", as: "minutes", type: "float64" }] as const;
    for await (const { columns } of table.read(selection, expected.length)) {
      assertSameBits(columns.minutes.values, expected, `taxi predict --model ${model}`);
      break;
    }
  }
}

async function report({ home, options }: Machine): Promise<void> {
  const args = [
    "report",
    "--reference",
    TRAIN,
    "--current",
    TEST,
    "--model",
    MODEL + "@champion",
    "--home",
    home,
  ];
  const { code, stdout, stderr } = await runTaxi([...args, "--json"], options);
  assert.ok(code === 0 || code === 3, stderr);
  const document = JSON.parse(stdout);
  assert.equal(document.verdict === "alert", code === 3);
  assert.ok(document.columns.length > 0 && document.tests.length > 0);
  assert.match(await Deno.readTextFile(document.report), /^<!doctype html>/i);
}

/** The month that the model was tested on is no alert; trips of three times the distance are. */
async function monitor({ home, options }: Machine): Promise<void> {
  const args = ["monitor", "--once", "--last", `${ASKED}`, "--home", home];
  const steady = await taxiJson(args, options);
  assert.notEqual(steady.verdict, "alert");
  const { trips } = await firstTrips(home);
  const stretched = Array.from({ length: ASKED }, (_, row) => {
    const body = tripBody(trips, row);
    return { ...body, trip_distance: 3 * body.trip_distance };
  });
  await using server = await startServer(["--home", home], options);
  await postJson(`${server.url}/predict/batch`, stretched);
  await server.stop();
  const moved = await taxiJson(args, options, 3);
  assert.equal(moved.verdict, "alert");
  assert.match(await Deno.readTextFile(moved.report), /^<!doctype html>/i);
}

async function list({ home, options }: Machine): Promise<void> {
  const { runs } = await taxiJson(["runs", "list", "--home", home], options);
  assert.deepEqual(runs.map(({ status }: { status: string }) => status), ["finished"]);
  const { versions } = await taxiJson(["models", "show", MODEL, "--home", home], options);
  assert.equal(versions[0].run_id, runs[0].run_id);
  assert.deepEqual(versions.map(({ version }: { version: number }) => version), [1]);
}

function tripBody(trips: TripTable, row: number) {
  return {
    PULocationID: trips.pickupZone[row],
    DOLocationID: trips.dropoffZone[row],
    trip_distance: trips.distance[row],
    pickup_datetime: new Date(trips.pickup[row] / 1000).toISOString().slice(0, -1),
  };
}

function predictedDuration(answer: { predicted_duration: number }): number {
  return answer.predicted_duration;
}

function assertSameBits(found: ArrayLike<number>, expected: ArrayLike<number>, about: string): void {
  assert.equal(found.length, expected.length, about);
  for (let row = 0; row < expected.length; row++) {
    if (Object.is(found[row], expected[row])) continue;
    assert.fail(`${about}, row ${row}: found ${found[row]}, expected ${expected[row]}`);
  }
}
