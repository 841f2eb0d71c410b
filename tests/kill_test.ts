import assert from "node:assert/strict";
import { join } from "node:path";
import { seededRandom } from "../lib/random.ts";
import { openTable } from "../pipeline/engines/table_file.ts";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { assertDatabasesIntact, assertMonthsWhole, assertTrackingWhole } from "./home_invariants.ts";
import { leftovers, runTaxi, startServer, startTaxi, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

/** Kills of each command; more by `TAXI_KILL_ROUNDS=100`. */
const ROUNDS = Number(Deno.env.get("TAXI_KILL_ROUNDS") || 8);

/** Chooses the moments; a failure can be tried again by `TAXI_KILL_SEED`. */
const SEED = Deno.env.get("TAXI_KILL_SEED") || crypto.randomUUID().slice(0, 8);

/** An answered prediction is committed within 50 ms and the time that the commit takes: more is a busy machine's. */
const LOST_MILLISECONDS = 1000;

const SYNTHETIC = ["ingest", "--source", "synthetic", "--rows", "20000"];
const TRAIN = ["train", "--train", "2024-03", "--test", "2024-04", "--register", "taxi-duration"];

killTest("ingest", "leaves each month as it was or as it shall be", async (home, random) => {
  const again = (miles: number) => [
    ...[...SYNTHETIC, "--months", "2024-03", "--home", home],
    ...["--max-distance", String(miles)],
  ];
  const time = await timeOf(again(1));
  for (let round = 0, miles = 1; round < ROUNDS; round++) {
    await killAfter(again(miles + 1), time * random());
    const [month] = await assertMonthsWhole(home);
    const rule = month.rules.distance;
    assert.match(rule, new RegExp(`\\b(${miles}|${miles + 1})\\b`));
    if (rule.includes(String(miles + 1))) miles++;
    await assertRawWhole(home);
  }
  await taxiJson(again(99));
  assert.deepEqual(leftovers(home), []);
});

killTest(
  "train --register",
  "leaves no run running and no version without its model",
  async (home, random) => {
    await taxiJson([...SYNTHETIC, "--months", "2024-03..2024-04", "--home", home]);
    const args = [...TRAIN, "--home", home];
    const time = await timeOf(args);
    for (let round = 0; round < ROUNDS; round++) {
      await killAfter(args, time * random());
      await assertTrackingWhole(home);
      assertDatabasesIntact(home);
      const { runs } = await taxiJson(["runs", "list", "--home", home]);
      for (const { status } of runs) assert.match(status, /^(finished|killed)$/);
    }
    const { registered } = await taxiJson(args);
    const { versions } = await taxiJson(["models", "show", "taxi-duration", "--home", home]);
    assert.equal(versions[0].version, registered.version);
    await assertMonthsWhole(home);
    assert.deepEqual(leftovers(home), []);
  },
);

killTest(
  "serve",
  "has logged what it answered, but for the last moments",
  async (home, random) => {
    await taxiJson([...SYNTHETIC, "--months", "2024-03..2024-04", "--home", home]);
    await taxiJson([...TRAIN, "--home", home]);
    let answered = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const server = await startServer(["--home", home]);
      const asked = Array.from({ length: 8 }, (_, client) => askUntilDead(server.url, client));
      await new Promise((resolve) => setTimeout(resolve, 20 + 1500 * random()));
      const killedAt = performance.now();
      server.process.kill("SIGKILL");
      const clients = await Promise.all(asked);
      await server.process.ended;
      assertLastLost(home, clients, killedAt - LOST_MILLISECONDS);
      assertDatabasesIntact(home);
      answered += clients.flat().length;
    }
    assert.ok(answered > 0, "no server ever answered");
    const { code, stderr } = await runTaxi(["monitor", "--home", home]);
    assert.ok(code === 0 || code === 3, stderr);
    assert.deepEqual(leftovers(home), []);
  },
);

Deno.test("taxi serve told to stop under load has logged every prediction that it answered", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home");
    await taxiJson([...SYNTHETIC, "--months", "2024-03..2024-04", "--home", home]);
    await taxiJson([...TRAIN, "--home", home]);
    for (const milliseconds of [10, 700]) {
      const server = await startServer(["--home", home]);
      const asked = Array.from({ length: 8 }, (_, client) => askUntilDead(server.url, client));
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      server.process.kill("SIGTERM");
      const clients = await Promise.all(asked);
      assert.equal((await server.process.ended).code, 0);
      assert.ok(clients.flat().length > 0, "the server never answered");
      assertLastLost(home, clients, Infinity);
    }
  }));

function killTest(
  command: string,
  promise: string,
  run: (home: string, random: () => number) => Promise<void>,
): void {
  Deno.test(`taxi ${command} killed at any of ${ROUNDS} moments ${promise} (TAXI_KILL_SEED=${SEED})`, () =>
    withTemporaryFolder((folder) => run(join(folder, "home"), seededRandom(`${SEED} ${command}`))));
}

/** Milliseconds that a command takes. */
async function timeOf(args: readonly string[]): Promise<number> {
  const begun = performance.now();
  const { code, stderr } = await runTaxi(args);
  assert.equal(code, 0, stderr);
  return performance.now() - begun;
}

async function killAfter(args: readonly string[], milliseconds: number): Promise<void> {
  const taxi = startTaxi(args);
  const timer = setTimeout(() => taxi.kill("SIGKILL"), milliseconds);
  const { code, stderr } = await taxi.ended;
  clearTimeout(timer);
  assert.ok(code === 0 || code === 137, stderr); // done before the kill, or killed
}

async function assertRawWhole(home: string): Promise<void> {
  const path = join(home, "raw", "synthetic", "green_tripdata_2024-03.parquet");
  assert.equal((await openTable(path)).rows, 20_000);
}

/** A prediction that was answered, and when its answer was read. */
interface Answered {
  readonly requestId: string;
  readonly at: number;
}

/** Asks for single trips and batches in turn, one after another. @returns what was answered, in that order */
async function askUntilDead(url: string, client: number): Promise<Answered[]> {
  const answered: Answered[] = [];
  const trip = { PULocationID: 1 + client, DOLocationID: 236, trip_distance: 2.5 };
  try {
    while (true) {
      const [path, body] = answered.length % 2 ? ["/predict", trip] : ["/predict/batch", [trip, trip, trip]];
      const response = await fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      const answer = await response.json();
      for (const { request_id } of [answer].flat()) {
        answered.push({ requestId: request_id, at: performance.now() });
      }
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // the connection broke off: the server is dead
  }
  return answered;
}

/** Of each client's answers the log has all up to some one, which came after `time` if it is not the last. */
function assertLastLost(home: string, clients: readonly (readonly Answered[])[], time: number): void {
  using log = openPredictionLog(home);
  const logged = new Set<string>();
  for (const batch of log.readWindow({})) {
    for (const { requestId, prediction, features, modelVersion } of batch) {
      assert.ok(Number.isFinite(prediction) && features.trip_distance === 2.5 && modelVersion === 1);
      logged.add(requestId);
    }
  }
  for (const answered of clients) {
    const firstLost = answered.findIndex(({ requestId }) => !logged.has(requestId));
    if (firstLost < 0) continue;
    const later = answered.slice(firstLost).filter(({ requestId }) => logged.has(requestId));
    assert.deepEqual(later, [], "logged, though an earlier one is lost");
    assert.ok(
      answered[firstLost].at >= time,
      `lost, though answered ${time - answered[firstLost].at} ms too early`,
    );
  }
}
