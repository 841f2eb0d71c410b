import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { constantModel } from "./constant_model.ts";
import { type ServeDocument, startServer, startTaxi } from "./taxi_process.ts";
import { namesIn, withTemporaryFolder } from "./temporary_folder.ts";

const WINDOWS = Deno.build.os === "windows";
const TRIP = { PULocationID: 161, DOLocationID: 236 };

/** What `taxi serve --workers` says once all listen. */
interface WorkersDocument extends ServeDocument {
  readonly workers: readonly number[];
}

/** Calls `work` with a running `taxi serve --workers 2`; each of its requests opens a connection of its own. */
function withWorkers(
  work: (url: string, document: WorkersDocument, stop: () => Promise<void>, home: string) => Promise<void>,
) {
  return withTemporaryFolder(async (home) => {
    const model = join(home, "m.taxi");
    await Deno.writeFile(model, constantModel(12));
    const env = { TMPDIR: home };
    await using server = await startServer(["--model", model, "--home", home, "--workers", "2"], { env });
    const stop = async () => {
      const { code, stderr } = await server.stop();
      assert.equal(code, 0, stderr);
    };
    await work(server.url, server.document as WorkersDocument, stop, home);
  });
}

/** By the connection's own port the kernel chooses a worker, so that each request needs a new one. */
async function request<T>(work: (client: Deno.HttpClient) => Promise<T>): Promise<T> {
  using client = Deno.createHttpClient({});
  return await work(client);
}

async function predict(url: string): Promise<void> {
  await request(async (client) => {
    const body = JSON.stringify(TRIP);
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}/predict`, { method: "POST", body, headers, client });
    assert.equal((await response.json()).predicted_duration, 12);
  });
}

/** A metric by worker, from whichever worker is asked. */
async function byWorker(url: string, metric: string): Promise<Map<string, number>> {
  const text = await request(async (client) => await (await fetch(`${url}/metrics`, { client })).text());
  const lines = text.matchAll(new RegExp(`^${metric}\\{worker="(\\d)"[^}]*\\} (.*)$`, "gm"));
  return new Map(Array.from(lines, ([, worker, value]) => [worker, Number(value)]));
}

/** Folders in which workers meet. */
function placesIn(home: string): string[] {
  return namesIn(home).filter((name) => name.startsWith("taxi-workers-"));
}

function isAlive(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

Deno.test({
  name: "taxi serve --workers answers by all of them, whose metrics are told by each, and all end together",
  ignore: WINDOWS,
  fn: () =>
    withWorkers(async (url, { workers, pid }, stop, home) => {
      assert.equal(new Set([...workers, pid]).size, 3);
      const asked = 64; // that one of two gets none of them has the chance of 1 in 10^19
      for (let i = 0; i < asked; i++) await predict(url);
      const answered = await byWorker(url, "taxi_predictions_total");
      assert.deepEqual([...answered.keys()], ["1", "2"]);
      assert.equal(answered.get("1")! + answered.get("2")!, asked);
      if (Deno.build.os === "linux") assert.ok(answered.get("1")! > 0 && answered.get("2")! > 0);
      await stop();
      for (const worker of workers) assert.ok(!isAlive(worker), `${worker} is left behind`);
      assert.deepEqual(placesIn(home), []);
    }),
});

Deno.test({
  name: "taxi serve --workers starts another when one is killed, and its sibling answers meanwhile",
  ignore: WINDOWS,
  fn: () =>
    withWorkers(async (url, { workers }, stop) => {
      const before = await byWorker(url, "process_start_time_seconds");
      Deno.kill(workers[0], "SIGKILL");
      let now = before;
      while (now.size < 2 || now.get("1") === before.get("1")) {
        try {
          await predict(url);
          now = await byWorker(url, "process_start_time_seconds");
        } catch (error) {
          if (isAlive(workers[0])) continue; // its connections are still being refused
          if (!(error instanceof TypeError)) throw error;
        }
      }
      assert.equal(now.get("2"), before.get("2"), "the sibling lived on");
      await stop();
    }),
});

Deno.test({
  name: "workers end when the process that started them is killed",
  ignore: WINDOWS,
  fn: () =>
    withWorkers(async (_, { workers, pid }, _stop, home) => {
      assert.equal(placesIn(home).length, 1);
      Deno.kill(pid, "SIGKILL");
      while (workers.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 10));
      assert.deepEqual(placesIn(home), []);
    }),
});

Deno.test({
  name: "taxi serve --workers tells why none of them can begin, and ends as they do",
  ignore: WINDOWS,
  fn: () =>
    withTemporaryFolder(async (home) => {
      const missing = ["--model", join(home, "none.taxi"), "--home", home];
      const { code, stderr } = await startTaxi(["serve", "--workers", "2", "--port", "0", ...missing]).ended;
      assert.match(stderr, /^taxi: Cannot .*none\.taxi/);
      assert.notEqual(code, 0);
      assert.equal(
        stderr.trimEnd().split("\n").filter((line) => line.startsWith("taxi: ")).length,
        1,
        stderr,
      );
      const model = join(home, "m.taxi");
      await Deno.writeFile(model, constantModel(12));
      using held = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const words = ["--port", String(held.addr.port), "--model", model, "--home", home];
      const taken = await startTaxi(["serve", "--workers", "2", ...words]).ended;
      assert.match(taken.stderr, /the port is in use, expected a free one/);
      assert.equal(taken.code, 1);
    }),
});

Deno.test({
  name: "what workers have answered is in the one log when they have ended",
  ignore: WINDOWS,
  fn: () =>
    withWorkers(async (url, _, stop, home) => {
      const asked = 64;
      await Promise.all(Array.from({ length: asked }, () => predict(url)));
      await stop();
      using log = new DatabaseSync(join(home, "predictions.db"), { readOnly: true });
      assert.equal(log.prepare("SELECT count(*) AS rows FROM predictions").get()!.rows, asked);
    }),
});
