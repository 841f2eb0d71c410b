import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ingestSmall } from "./commands_home.ts";
import { mlflowMissing, pytest } from "./mlflow_python.ts";
import { startMlflowServer } from "./mlflow_server.ts";
import { postJson, runTaxi, startServer, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const CASES = fileURLToPath(new URL("./remote_tracking_cases.py", import.meta.url));
const TRAIN = ["train", "--train", "2024-03..2024-04", "--test", "2024-05"];

/** From and to many zones, those without a place among them. */
const TRIPS = Array.from({ length: 300 }, (_, i) => ({
  PULocationID: 1 + (i * 37) % 265,
  DOLocationID: 265 - (i * 91) % 265,
  trip_distance: [0, 2.5, i / 7, 1e6][i % 4],
}));

interface Place {
  readonly url: string;
  readonly folder: string;
  readonly home: string;
  readonly env: Record<string, string>;
}

/** The same work against each kind of server: the client is told of it by the variable alone. */
const SERVERS: readonly {
  readonly name: string;
  readonly missing: string;
  start(folder: string): Promise<AsyncDisposable & { readonly url: string }>;
}[] = [
  { name: "taxi serve", missing: "", start: (folder) => startServer(["--home", join(folder, "server")]) },
  { name: "mlflow server", missing: mlflowMissing, start: (folder) => startMlflowServer(folder) },
];

for (const { name, missing, start } of SERVERS) {
  Deno.test({
    name: `commands keep runs and models at ${name} that MLFLOW_TRACKING_URI names${missing}`,
    ignore: missing !== "",
    fn: (test) =>
      withTemporaryFolder(async (folder) => {
        await using server = await start(folder);
        const home = join(folder, "home"), cache = join(folder, "cache");
        await ingestSmall(home, "2024-03..2024-05");
        const env = { MLFLOW_TRACKING_URI: server.url, USER: "ada", TAXI_HOME: home, TAXI_CACHE: cache };
        await walk(test, { url: server.url, folder, home, env });
        assert.ok(!existsSync(join(home, "tracking.db")), "nothing was tracked in the home");
      }),
  });
}

// deno-lint-ignore no-explicit-any -- documents and answers of every shape
type Json = any;

async function experimentId(url: string, name: string): Promise<string> {
  const response = await fetch(`${url}/api/2.0/mlflow/experiments/get-by-name?experiment_name=${name}`);
  return (await response.json()).experiment.experiment_id;
}

/** Hands requests on, and breaks the connection off in place of every first answer, when all is done that was asked. */
function startFlawedProxy(url: string): AsyncDisposable & { readonly url: string } {
  const seen = new Set<string>();
  const abort = new AbortController(), { signal } = abort;
  const proxy = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, signal },
    async (request) => {
      const { pathname, search } = new URL(request.url), { method } = request;
      const headers = new Headers(request.headers);
      headers.delete("host");
      const body = method === "GET" ? null : await request.arrayBuffer();
      const response = await fetch(url + pathname + search, { method, headers, body });
      const bytes = await response.arrayBuffer();
      if (seen.size < seen.add(`${method} ${pathname}`).size) {
        const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("cut off")) });
        return new Response(broken, { headers: { "content-length": "10" } });
      }
      return new Response(bytes, {
        status: response.status,
        headers: { "content-type": "application/json" },
      });
    },
  );
  return {
    url: `http://127.0.0.1:${proxy.addr.port}`,
    async [Symbol.asyncDispose]() {
      abort.abort();
      await proxy.finished;
    },
  };
}

async function walk(test: Deno.TestContext, { url, folder, home, env }: Place): Promise<void> {
  const taxi = (args: readonly string[], code = 0) => taxiJson(args, { env }, code);
  const input = join(folder, "trips.csv"), output = join(folder, "predictions.csv");
  const rows = TRIPS.map((trip) => Object.values(trip).join(","));
  await Deno.writeTextFile(input, `${Object.keys(TRIPS[0])}\n${rows.join("\n")}\n`);

  const first = await taxi([...TRAIN, "--register", "taxi-duration"]);
  const second = await taxi([...TRAIN, "--model", "mean", "--register", "taxi-duration"]);
  await test.step("train registers a champion and then a challenger", () => {
    assert.deepEqual(first.registered, { name: "taxi-duration", version: 1, aliases: ["champion"] });
    assert.deepEqual(second.registered, { name: "taxi-duration", version: 2, aliases: ["challenger"] });
    assert.equal(first.file, join(home, "models", `${first.run_id}.taxi`));
  });

  const run = await taxi(["runs", "show", first.run_id.slice(0, 9)]);
  await test.step("runs are listed, shown, deleted and restored", async () => {
    assert.deepEqual([run.run_id, run.status], [first.run_id, "finished"]);
    assert.deepEqual([run.metrics.mae, run.metrics.r2], [first.metrics.mae, first.metrics.r2]);
    assert.deepEqual(run.artifacts.map(({ path }: { path: string }) => path), [
      "model/model.taxi",
      "model/model_card.md",
    ]);
    const listed = async (...more: string[]) =>
      (await taxi(["runs", "list", ...more])).runs.map(({ run_id }: { run_id: string }) => run_id);
    assert.deepEqual(await listed(), [second.run_id, first.run_id]);
    assert.deepEqual(await listed("--experiment", "taxi-duration", "--limit", "1"), [second.run_id]);
    await taxi(["runs", "delete", second.run_id]);
    assert.deepEqual(await listed(), [first.run_id]);
    assert.deepEqual(await listed("--deleted"), [second.run_id]);
    await taxi(["runs", "restore", second.run_id.slice(0, 9)]);
    assert.deepEqual(await listed(), [second.run_id, first.run_id]);
  });

  await test.step("models are listed and shown", async () => {
    const { models } = await taxi(["models", "list"]);
    assert.deepEqual(models, [{
      name: "taxi-duration",
      latest_version: 2,
      aliases: { champion: 1, challenger: 2 },
    }]);
    const { versions } = await taxi(["models", "show", "taxi-duration"]);
    assert.deepEqual(versions.map(({ run_id }: { run_id: string }) => run_id), [second.run_id, first.run_id]);
    for (const { sha256 } of versions) assert.match(sha256, /^[0-9a-f]{64}$/);
    const card = await taxi(["models", "card", "taxi-duration"]);
    assert.equal(card.version, 1);
  });

  const { model_version } = await taxi(["predict", "--input", input, "--output", output]);
  assert.equal(model_version, 1);
  const expected = (await Deno.readTextFile(output)).trim().split("\n").slice(1).map((line) =>
    Number(line.split(",").at(-1))
  );

  await test.step("serve follows an alias that the real client moves", async () => {
    const serving = ["--model", "taxi-duration@champion", "--reload-every", "0.1"];
    await using predictions = await startServer(serving, { env });
    const minutes = async () => (await postJson(`${predictions.url}/predict`, TRIPS[0])).predicted_duration;
    assert.equal(await minutes(), expected[0]);
    if (mlflowMissing === "") {
      const { params } = run, { run_id, file, metrics } = first;
      const cases = join(folder, "cases.json");
      const told = { run_id, file, metrics, params, experiment: "taxi-duration", trips: TRIPS, expected };
      await Deno.writeTextFile(cases, JSON.stringify(told));
      const { code, said } = await pytest(CASES, url, { env: { TAXI_CASES: cases } });
      assert.equal(code, 0, said);
    } else await taxi(["models", "alias", "taxi-duration", "champion", "2"]);
    while (await minutes() === expected[0]); // as soon as it is looked for
  });

  await test.step("aliases are moved and taken away, versions without one deleted, what is not there named", async () => {
    await taxi(["models", "alias", "taxi-duration", "challenger", "none"]);
    await taxi(["models", "alias", "taxi-duration", "old", "1"]);
    const said = async (...args: string[]) => (await runTaxi(args, { env })).stderr;
    assert.match(
      await said("models", "delete", "taxi-duration", "1"),
      /^taxi: Cannot delete version 1 .* its old,/,
    );
    await taxi(["models", "alias", "taxi-duration", "old", "none"]);
    await taxi(["models", "delete", "taxi-duration", "1"]);
    assert.match(
      await said("models", "alias", "taxi-duration", "champion", "7"),
      /^taxi: Cannot find version 7 of "taxi-duration": latest is 2\n/,
    );
    assert.match(await said("models", "show", "none"), /^taxi: Cannot find registered model "none"\n/);
    assert.match(await said("runs", "show", "0".repeat(32)), /^taxi: Cannot find run "0+"\n/);
    assert.match(
      await said("runs", "show", "xyz"),
      /^taxi: Cannot find run "xyz": 0 ids begin so, expected one\n/,
    );
    assert.match(
      await said("predict", "--model", "taxi-duration@nope", "--input", input, "--output", output),
      /^taxi: Cannot find alias "nope" of "taxi-duration": it has "champion"\n/,
    );
  });

  await test.step("a connection that loses every first answer leaves one of everything", async () => {
    await using flawed = startFlawedProxy(url);
    const at = { ...env, MLFLOW_TRACKING_URI: flawed.url };
    const { run_id, registered } = await taxiJson([
      ...TRAIN,
      "--experiment",
      "flawed",
      "--register",
      "flawed",
    ], {
      env: at,
    });
    assert.deepEqual(registered, { name: "flawed", version: 1, aliases: ["champion"] });
    const { runs } = await taxi(["runs", "list", "--experiment", "flawed"]);
    assert.deepEqual(runs.map(({ run_id, status }: Json) => [run_id, status]), [[run_id, "finished"]]);
    assert.equal((await taxi(["models", "show", "flawed"])).versions.length, 1);
    const experiment_ids = [await experimentId(url, "flawed")];
    const { models } = await postJson(`${url}/api/2.0/mlflow/logged-models/search`, { experiment_ids });
    assert.deepEqual(models.map(({ info }: Json) => info.status), ["LOGGED_MODEL_READY"]);
  });

  await test.step("an experiment whose files are elsewhere is refused before anything is trained", async () => {
    const api = `${url}/api/2.0/mlflow/experiments/create`;
    await postJson(api, { name: "far", artifact_location: "s3://bucket/far" });
    const before = (await taxi(["runs", "list"])).runs.length;
    const { code, stderr } = await runTaxi([...TRAIN, "--experiment", "far"], { env });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^taxi: Tracking server .* keeps files at "s3:\/\/bucket\/far", which it does not hand on: [^\n]*\n$/,
    );
    assert.equal((await taxi(["runs", "list"])).runs.length, before);
  });
}
