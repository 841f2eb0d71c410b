import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../tools/free_port.ts";
import { followModels } from "../commands/live_models.ts";
import { findHome } from "../commands/home.ts";
import { parseTrackingServer } from "../tracking/remote/tracking_server.ts";
import { openTracking, type Tracking } from "../tracking/tracking_store.ts";
import { makeCertificate, opensslMissing } from "./certificates.ts";
import { ingestSmall } from "./commands_home.ts";
import { constantModel, registerModels } from "./constant_model.ts";
import { type Meddler, type MlflowApi, startMlflowApi } from "./mlflow_api.ts";
import { mlflowMissing, pytest } from "./mlflow_python.ts";
import { sampleTable } from "./sample_trips.ts";
import { CHECKOUT, filesBelow, runTaxi, startServer, startTaxi, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const TRAIN = ["train", "--train", "2024-03", "--test", "2024-04", "--model", "mean", "--register", "fares"];
const ENDLESS = fileURLToPath(new URL("./processes/endless_run.ts", import.meta.url));

interface Place {
  /** Of the commands, with two months of trips. */
  readonly home: string;
  readonly store: Tracking;
  /** The store's API, which `meddle` answers for; on the port of the one before. */
  open(meddle?: Meddler): MlflowApi;
  /** The environment of commands that ask there and do not wait long. */
  readonly env: Record<string, string>;
}

/** A home with trips and a tracking server that can be spoilt. */
function withPlace(work: (place: Place) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const home = join(folder, "home"), port = freePort();
    await ingestSmall(home, "2024-03..2024-04");
    await using store = await openTracking(join(folder, "server"));
    const open = (meddle?: Meddler) => startMlflowApi(store, meddle, port);
    const env = {
      MLFLOW_TRACKING_URI: `http://127.0.0.1:${port}`,
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: "2",
      TAXI_HOME: home,
      TAXI_CACHE: join(folder, "cache"),
    };
    await work({ home, store, open, env });
  });
}

function busy(): Response {
  return Response.json({ error_code: "TEMPORARILY_UNAVAILABLE", message: "busy" }, { status: 503 });
}

/** An answer that breaks off: what was asked was done, and who asked cannot know. */
async function lost(answer: () => Promise<Response>): Promise<Response> {
  await (await answer()).body?.cancel();
  return new Response(
    new ReadableStream({ pull: (controller) => controller.error(new Error("cut off by the test")) }),
    { headers: { "content-length": "10" } },
  );
}

const FLAWS:
  readonly (readonly [string, (answer: () => Promise<Response>) => Promise<Response> | Response])[] = [
    ["is busy", busy],
    [
      "is busy after it has done what it was asked",
      async (answer) => (await (await answer()).body?.cancel(), busy()),
    ],
    ["loses the connection after it has done what it was asked", lost],
  ];

for (const [flaw, spoil] of FLAWS) {
  Deno.test(`taxi train: a server that ${flaw}, at every first attempt, has all of the run once`, () =>
    withPlace(async ({ store, open, env }) => {
      const seen = new Set<string>();
      const first = (path: string, method: string) => seen.size < seen.add(`${method} ${path}`).size;
      await using _ = open((path, answer, { method }) => first(path, method) ? spoil(answer) : undefined);
      const { run_id, registered, metrics } = await taxiJson(TRAIN, { env });
      assert.deepEqual(registered, { name: "fares", version: 1, aliases: ["champion"] });
      const { experimentId } = await store.experiments.getByName("taxi-duration");
      const runs = await store.runs.search({});
      assert.deepEqual(runs.map(({ runId, status }) => [runId, status]), [[run_id, "finished"]]);
      assert.equal((await store.runs.metricHistory(run_id, "mae")).length, 1);
      assert.equal(runs[0].metrics.mae.value, metrics.mae);
      const models = await store.loggedModels.find({ experimentIds: [experimentId], limit: 9 });
      assert.deepEqual(models.map(({ status }) => status), ["ready"]);
      assert.deepEqual(runs[0].models.map(({ modelId }) => modelId), [models[0].modelId]);
      assert.equal((await store.models.listVersions("fares")).length, 1);
    }));
}

for (const [end, spoil] of [["is busy", false], ["is killed", true]] as const) {
  Deno.test(`taxi train: a server that ${end} for good when the model is trained costs no training`, () =>
    withPlace(async ({ home, store, open, env }) => {
      let gone = false;
      await using api = open((path) => {
        if (!path.startsWith("/api/2.0/mlflow-artifacts/") && !gone) return undefined;
        gone = true;
        if (spoil) api.cut();
        return busy();
      });
      const { code, stdout, stderr } = await runTaxi(TRAIN, { env });
      assert.deepEqual([code, stdout], [1, ""]);
      const [{ runId, status }] = await store.runs.search({});
      assert.equal(status, "running", "nobody could tell the server");
      const file = join(home, "models", `${runId}.taxi`);
      const [, fault, next] = /^taxi: (.*); the model is kept in ".*"\nTry: (.*)\n$/.exec(stderr) ?? [];
      assert.match(
        fault ?? stderr,
        spoil ? /^Cannot reach tracking server / : /answers 503 to artifact "model\/model.taxi": busy$/,
      );
      assert.ok(
        next.includes(`taxi runs resume ${runId} --file ${file} --register fares --tracking http`),
        next,
      );

      await api[Symbol.asyncDispose]();
      await using _ = open();
      const resume = ["runs", "resume", runId, "--file", file, "--register", "fares"];
      const { registered } = await taxiJson(resume, { env });
      assert.deepEqual(registered, { name: "fares", version: 1, aliases: ["champion"] });
      const run = await store.runs.get(runId);
      assert.equal(run.status, "finished");
      assert.ok(run.metrics.mae.value > 0 && run.params.model === "mean");
      const bytes = await Deno.readFile(file);
      assert.deepEqual(await store.artifacts.read(runId, "model/model.taxi"), bytes);
    }));
}

Deno.test("taxi runs resume refuses a model of another training, and a run that has its model", () =>
  withPlace(async ({ store, open, env }) => {
    await using _ = open();
    const { file, run_id } = await taxiJson(TRAIN, { env });
    const other = await taxiJson([...TRAIN, "--reference-baseline", "--model", "linear"], { env });
    const refused = async (run: string) => {
      const { code, stderr } = await runTaxi(["runs", "resume", run, "--file", file], { env });
      assert.equal(code, 2);
      return stderr;
    };
    assert.match(await refused(run_id), /^taxi: Cannot resume run "\w+": it is finished, expected one that /);
    await store.runs.end(other.run_id, { status: "failed" });
    assert.match(
      await refused(other.run_id),
      /: it holds a model mean of green 2024-03, expected linear of green 2024-03\n/,
    );
    assert.equal((await store.models.listVersions("fares")).length, 2);
  }));

Deno.test("a server that is not there, or does not answer, is told in one sentence and nothing is trained", () =>
  withPlace(async ({ home, open, env }) => {
    const before = filesBelow(home);
    const absent = await runTaxi(TRAIN, { env });
    assert.deepEqual([absent.code, absent.stdout], [1, ""]);
    assert.match(
      absent.stderr,
      /^taxi: Cannot reach tracking server http:\/\/127[^\n]*: the connection is refused\n$/,
    );
    const silent = Promise.withResolvers<Response>();
    await using _ = open(() => silent.promise);
    const slow = await runTaxi(TRAIN, { env: { ...env, MLFLOW_HTTP_REQUEST_TIMEOUT: "0.3" } });
    assert.equal(
      slow.stderr,
      `taxi: No answer from tracking server ${env.MLFLOW_TRACKING_URI} within 0.3 s\n`,
    );
    silent.resolve(busy());
    assert.deepEqual(filesBelow(home), before);
  }));

Deno.test("a server that demands a token is told who asks", () =>
  withPlace(async ({ home, env }) => {
    const token = "not-a-secret-not-a-secret-not-a-secret";
    await using server = await startServer(["--home", `${home}-server`], { env: { TAXI_TOKEN: token } });
    const at = { ...env, MLFLOW_TRACKING_URI: server.url };
    const said = async (more: Record<string, string>) =>
      (await runTaxi(["runs", "list"], { env: { ...at, ...more } })).stderr;
    assert.match(
      await said({}),
      /^taxi: Tracking server \S+ asks who you are: expected MLFLOW_TRACKING_TOKEN, or [^\n]*\n$/,
    );
    const wrong = await said({ MLFLOW_TRACKING_TOKEN: "another-secret" });
    assert.match(wrong, /^taxi: Tracking server \S+ refuses the token of the environment or address\n$/);
    const trained = await taxiJson(TRAIN, { env: { ...at, MLFLOW_TRACKING_TOKEN: token } });
    const basic = { MLFLOW_TRACKING_USERNAME: "ada", MLFLOW_TRACKING_PASSWORD: token };
    const { runs } = await taxiJson(["runs", "list"], { env: { ...at, ...basic } });
    assert.deepEqual(runs.map(({ run_id }: { run_id: string }) => run_id), [trained.run_id]);
    const inAddress = server.url.replace("http://", `http://ada:${token}@`);
    const shown = await taxiJson(["runs", "list", "--tracking", inAddress], { env });
    assert.equal(shown.runs.length, 1);
    const { tags } = await taxiJson(["runs", "show", trained.run_id, "--tracking", inAddress], { env });
    assert.doesNotMatch(JSON.stringify(tags), /not-a-secret/);
  }));

Deno.test({
  name: "a run at a server ends as killed when its training is interrupted",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withPlace(async ({ store, open }) => {
      await using api = open();
      const process = startTaxi([api.url], { program: [...CHECKOUT.slice(0, -1), ENDLESS] });
      const { runId } = await process.document as { runId: string };
      process.kill("SIGTERM");
      assert.equal((await process.ended).code, 143);
      const run = await store.runs.get(runId);
      assert.ok(run.status === "killed" && run.endTime !== null);
    }),
});

Deno.test("a run at a server ends as failed with the error of its training", () =>
  withPlace(async ({ home, store, open, env }) => {
    await using _ = open();
    for (const path of filesBelow(join(home, "trips"))) {
      if (/2024-04.*\.parquet$/.test(path)) await Deno.writeTextFile(join(home, "trips", path), "damaged");
    }
    const { code, stderr } = await runTaxi(TRAIN, { env });
    assert.equal(code, 1, stderr);
    const [{ runId }] = await store.runs.search({});
    const { status, error } = await taxiJson(["runs", "show", runId], { env });
    assert.equal(status, "failed");
    assert.ok(stderr.startsWith(`taxi: ${error}`), `${stderr} ${error}`);
  }));

Deno.test("models that follow a server's registry serve on while it is away, and a damaged file is refused", () =>
  withPlace(async ({ home, store, open, env }) => {
    const serverHome = join(home, "..", "server");
    await registerModels(serverHome, "fares", [7, 9].map(constantModel));
    let away = false;
    await using api = open(() => away ? busy() : undefined);
    const tracking = parseTrackingServer(api.url, "it", (name) => env[name]);
    const told: string[] = [];
    const options = { model: "fares@champion", tracking };
    using followed = await followModels(findHome(home), options, ({ sentence }) => told.push(sentence));
    const answer = () => followed.models.choose(() => "rider").predict(sampleTable([{}]))[0];
    assert.equal(answer(), 7);
    away = true;
    await followed.models.refresh();
    await followed.models.refresh();
    assert.equal(answer(), 7);
    assert.equal(told.length, 1);
    assert.match(told[0], /answers 503 to registered-models\/alias: busy/);
    away = false;
    await store.models.setAlias("fares", "champion", 2);
    await followed.models.refresh();
    assert.equal(answer(), 9);

    await store.models.setVersionTags("fares", 1, { "taxi.sha256": "0".repeat(64) });
    await store.models.setAlias("fares", "champion", 1);
    await followed.models.refresh();
    assert.equal(answer(), 9);
    assert.match(
      told.at(-1)!,
      /version 1 of "fares": its file is not what was registered, expected SHA-256 0+/,
    );
  }));

Deno.test("taxi serve does not ask itself when MLFLOW_TRACKING_URI has its own address", () =>
  withTemporaryFolder(async (folder) => {
    await registerModels(folder, "fares", [constantModel(7)]);
    const port = freePort(), env = { MLFLOW_TRACKING_URI: `http://localhost:${port}/` };
    const args = ["--home", folder, "--model", "fares@champion", "--port", String(port)];
    await using server = await startServer(args, { env });
    assert.equal(server.document.model_version, 1);
  }));

Deno.test({
  name:
    `a server of MLflow before version 3 gets the model as files of its run, which the real client loads${mlflowMissing}`,
  ignore: mlflowMissing !== "",
  fn: () =>
    withPlace(async ({ home, store, open, env }) => {
      const unknown = /^\/api\/2\.0\/mlflow\/(logged-models|runs\/outputs)/;
      const old: Meddler = (path) =>
        unknown.test(path) ? new Response("<!doctype html>", { status: 404 }) : undefined;
      await using api = open(old);
      const { registered, run_id } = await taxiJson(TRAIN, { env });
      assert.deepEqual(registered, { name: "fares", version: 1, aliases: ["champion"] });
      const { source, runId } = await store.models.getVersion("fares", 1);
      assert.deepEqual([source, runId], [`${(await store.runs.get(run_id)).artifactUri}/model`, run_id]);
      const input = join(home, "trips.csv"), output = join(home, "predictions.csv");
      await Deno.writeTextFile(input, "PULocationID,DOLocationID\n1,2\n");
      await taxiJson(["predict", "--model", "fares@champion", "--input", input, "--output", output], { env });
      const minutes = (await Deno.readTextFile(output)).trim().split(",").at(-1)!;
      const script = join(home, "test_load.py");
      await Deno.writeTextFile(
        script,
        `import mlflow, pandas as pd
def test_load():
    model = mlflow.pyfunc.load_model("models:/fares@champion")
    assert model.metadata.run_id == "${run_id}"
    (found,) = model.predict(pd.DataFrame([{"PULocationID": 1, "DOLocationID": 2}]))
    assert abs(found - ${minutes}) < 1e-9
`,
      );
      const { code, said } = await pytest(script, api.url);
      assert.equal(code, 0, said);
    }),
});

Deno.test("commands for a store of one's own leave a server alone, and do not mistake the home for it", () =>
  withPlace(async ({ open, env }) => {
    await using _ = open();
    const { code, stderr } = await runTaxi(["runs", "gc", "--older-than", "0d"], { env });
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^taxi: Cannot do that at tracking server http\S+ \(MLFLOW_TRACKING_URI\): [^\n]*\nTry: MLFLOW_TRACKING_URI= .* runs gc --older-than 0d\n$/,
    );
  }));

Deno.test({
  name: `a server is trusted by the certificate of MLFLOW_TRACKING_SERVER_CERT_PATH${opensslMissing}`,
  ignore: opensslMissing !== "",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      const { cert, key, authority } = await makeCertificate(folder, "DNS:localhost,IP:127.0.0.1");
      await using server = await startServer(["--home", folder, "--tls-cert", cert, "--tls-key", key]);
      const list = ["models", "list", "--tracking", server.url];
      const env = { MLFLOW_TRACKING_SERVER_CERT_PATH: authority };
      assert.deepEqual(await taxiJson(list, { env }), { models: [] });
      const { code, stderr } = await runTaxi(list);
      assert.equal(code, 1);
      assert.match(
        stderr,
        /^taxi: Cannot trust tracking server https:[^\n]* expected one in MLFLOW_TRACKING_SERVER_CERT_PATH\n$/,
      );
    }),
});
