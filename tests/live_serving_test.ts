import assert from "node:assert/strict";
import { join } from "node:path";
import { findHome } from "../commands/home.ts";
import { followModels, parseSplit } from "../commands/live_models.ts";
import { writeAtomically } from "../lib/atomic_file.ts";
import { type FakeApp, fakeApp } from "../server/fake_app.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { constantModel, registerModels } from "./constant_model.ts";
import { startTaxi } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

/** Answers of one server while its models move: minutes tell which file answered, the version what it was called. */
interface Answered {
  readonly minutes: number;
  readonly version: number | null;
}

async function ask({ request }: FakeApp, headers: Record<string, string> = {}): Promise<Answered> {
  const response = await request("/predict", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ PULocationID: 161, DOLocationID: 236, trip_distance: 2.5 }),
  });
  assert.equal(response.status, 200);
  const { predicted_duration: minutes, model_version: version } = await response.json();
  return { minutes, version };
}

async function askBatch({ request }: FakeApp, trips: number): Promise<Answered[]> {
  const response = await request("/predict/batch", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(Array(trips).fill({ PULocationID: 161, DOLocationID: 236 })),
  });
  assert.equal(response.status, 200);
  // deno-lint-ignore no-explicit-any -- an answer of the API
  return (await response.json()).map((row: any) => ({
    minutes: row.predicted_duration,
    version: row.model_version,
  }));
}

async function readiness({ request }: FakeApp) {
  const response = await request("/readyz");
  assert.equal(response.status, 200);
  return await response.json();
}

async function moveAlias(home: string, alias: string, version: number): Promise<void> {
  await using tracking = await openTracking(home);
  await tracking.models.setAlias("fares", alias, version);
}

/** Asks again and again, several at once, until stopped. @returns every answer, those of one trip and of batches */
function stream(app: FakeApp): { stop: () => Promise<Answered[]> } {
  let on = true;
  const answers: Answered[] = [];
  const client = async () => {
    while (on) {
      await new Promise((done) => setTimeout(done)); // else nothing but requests would ever run
      answers.push(await ask(app));
      const batch = await askBatch(app, 5);
      for (const { minutes } of batch) {
        assert.equal(minutes, batch[0].minutes, "one model answers all of a batch");
      }
      answers.push(...batch);
    }
  };
  const clients = Promise.all(Array.from({ length: 4 }, client));
  const stop = async () => {
    on = false;
    await clients;
    return answers;
  };
  return { stop };
}

Deno.test("an alias that moves 20 times under requests fails none, and each is answered by one of the two versions", () =>
  withTemporaryFolder(async (home) => {
    const versions = Array.from({ length: 21 }, (_, n) => n + 1);
    await registerModels(home, "fares", versions.map(constantModel));
    using followed = await followModels(findHome(home), { model: "fares@champion" }, () => {});
    const app = fakeApp({ models: followed.models });
    for (const version of versions.slice(1)) {
      const requests = stream(app);
      await ask(app);
      await moveAlias(home, "champion", version);
      await followed.models.refresh();
      assert.deepEqual(
        await ask(app),
        { minutes: version, version },
        "after the swap only the new one answers",
      );
      const answers = await requests.stop();
      const before = version - 1;
      for (const { minutes, version: called } of answers) {
        assert.equal(called, minutes, "the answer names the model that gave it");
        assert.ok(
          minutes === before || minutes === version,
          `${minutes} of neither ${before} nor ${version}`,
        );
      }
      assert.ok(answers.some(({ minutes }) => minutes === version));
    }
    assert.deepEqual(app.faults, []);
    assert.equal(new Set(app.logged.map(({ requestId }) => requestId)).size, app.logged.length);
    for (const { prediction, modelVersion } of app.logged) assert.equal(prediction, modelVersion);
  }));

Deno.test("a model file that is replaced, spoilt and mended under requests fails none", () =>
  withTemporaryFolder(async (home) => {
    const path = join(home, "m.taxi");
    await Deno.writeFile(path, constantModel(1));
    using followed = await followModels(findHome(home), { model: path }, () => {});
    const app = fakeApp({ models: followed.models });
    const requests = stream(app);
    for (let minutes = 2; minutes <= 21; minutes++) {
      await writeAtomically(path, (temporary) => Deno.writeFile(temporary, constantModel(minutes)));
      await followed.models.refresh();
      assert.equal((await ask(app)).minutes, minutes);
      await Deno.truncate(path, 100 + minutes);
      await followed.models.refresh();
      assert.equal((await ask(app)).minutes, minutes);
      assert.equal((await readiness(app)).status, "degraded");
    }
    for (const { minutes, version } of await requests.stop()) {
      assert.equal(version, null);
      assert.ok(Number.isInteger(minutes) && minutes >= 1 && minutes <= 21);
    }
    assert.deepEqual(app.faults, []);
  }));

Deno.test("readiness is amber with the reason while a model cannot be loaded, and names every model", () =>
  withTemporaryFolder(async (home) => {
    await registerModels(home, "fares", [1, 2, 3].map(constantModel));
    await moveAlias(home, "challenger", 2);
    const options = { model: "fares", split: parseSplit("champion=90,challenger=10"), shadow: "fares/3" };
    using followed = await followModels(findHome(home), options, () => {});
    const app = fakeApp({ models: followed.models });
    const ready = await readiness(app);
    const { models, ...champion } = ready;
    assert.deepEqual([champion.status, champion.reasons, champion.model_version], ["ready", [], 1]);
    assert.deepEqual(
      // deno-lint-ignore no-explicit-any -- an answer of the API
      models.map((model: any) => [model.role, model.model, model.model_version, model.weight]),
      [
        ["champion", "fares", 1, 90],
        ["challenger", "fares", 2, 10],
        ["shadow", "fares", 3, 0],
      ],
    );
    {
      await using tracking = await openTracking(home);
      await tracking.models.deleteAlias("fares", "challenger");
    }
    await followed.models.refresh();
    const reason =
      'Cannot load fares@challenger: cannot find alias "challenger" of "fares": it has "champion"; ' +
      "version 2 is still serving";
    assert.deepEqual(await readiness(app), { ...ready, status: "degraded", reasons: [reason] });
    await moveAlias(home, "challenger", 2);
    await followed.models.refresh();
    assert.deepEqual(await readiness(app), ready);
  }));

Deno.test("readiness is amber while the prediction log cannot be written", async () => {
  const app = fakeApp({
    predictionQueue: {
      offer: () => false,
      room: () => Promise.resolve(false),
      recordActuals: () => Promise.reject(new Error("disk full")),
      status: () => ({ waiting: 1, capacity: 9, fault: "the disk is full" }),
    },
  });
  const { status, reasons } = await readiness(app);
  assert.deepEqual([status, reasons], ["degraded", [
    "The prediction log cannot be written: the disk is full",
  ]]);
});

Deno.test("a split key is answered by one alias, another one when its share grows, and the shadow is only logged", () =>
  withTemporaryFolder(async (home) => {
    await registerModels(home, "fares", [1, 2, 3].map(constantModel));
    await moveAlias(home, "challenger", 2);
    const keys = Array.from({ length: 60 }, (_, n) => `rider-${n}`);
    const answersOf = async (shares: string) => {
      const options = { model: "fares", split: parseSplit(shares), shadow: "fares/3" };
      using followed = await followModels(findHome(home), options, () => {});
      const app = fakeApp({ models: followed.models });
      const minutes = [];
      for (const key of keys) minutes.push((await ask(app, { "x-split-key": key })).minutes);
      for (const key of keys) {
        assert.equal((await ask(app, { "x-split-key": key })).minutes, minutes[keys.indexOf(key)]);
      }
      const shadowed = app.logged.filter(({ shadow }) => shadow);
      assert.deepEqual([shadowed.length, app.logged.length], [2 * keys.length, 4 * keys.length]);
      assert.ok(shadowed.every(({ modelVersion, prediction }) => modelVersion === 3 && prediction === 3));
      return minutes;
    };
    const tenth = await answersOf("champion=90,challenger=10"),
      half = await answersOf("champion=50,challenger=50");
    assert.deepEqual([new Set(tenth), new Set(half)], [new Set([1, 2]), new Set([1, 2])]);
    for (const [at, minutes] of tenth.entries()) if (minutes === 2) assert.equal(half[at], 2);
    assert.ok(
      half.filter((minutes) => minutes === 2).length > tenth.filter((minutes) => minutes === 2).length,
    );
  }));

Deno.test("two servers of one home both follow an alias, without a restart", () =>
  withTemporaryFolder(async (home) => {
    await registerModels(home, "fares", [1, 2].map(constantModel));
    const servers = [0, 1].map(() =>
      startTaxi(
        [
          "serve",
          "--model",
          "fares@champion",
          "--home",
          home,
          "--port",
          "0",
          "--reload-every",
          "0.02",
          "--json",
        ],
      )
    );
    try {
      const urls = await Promise.all(
        servers.map(async (server) => (await server.document as { url: string }).url),
      );
      const versionOf = async (url: string) => (await (await fetch(`${url}/readyz`)).json()).model_version;
      assert.deepEqual(await Promise.all(urls.map(versionOf)), [1, 1]);
      await moveAlias(home, "champion", 2);
      for (const url of urls) {
        while (await versionOf(url) !== 2) await new Promise((done) => setTimeout(done, 10));
      }
    } finally {
      for (const server of servers) server.kill("SIGTERM");
    }
    for (const { code, stderr } of await Promise.all(servers.map(({ ended }) => ended))) {
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^fares@champion is version 2 now, version 1 before$/m);
    }
  }));
