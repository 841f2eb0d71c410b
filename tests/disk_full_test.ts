import assert from "node:assert/strict";
import { join } from "node:path";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { assertDatabasesIntact, assertMonthsWhole, assertTrackingWhole } from "./home_invariants.ts";
import { mountSmallDisk, type SmallDisk, smallDiskMissing } from "./small_disk.ts";
import { leftovers, postJson, runTaxi, snapshot, startServer, taxiJson } from "./taxi_process.ts";

const INGEST = ["ingest", "--source", "synthetic", "--months", "2024-03..2024-04", "--rows", "3000"];
const TRAIN = ["train", "--train", "2024-03", "--test", "2024-04", "--register", "taxi-duration"];
const KILOBYTE = 1024;
const FULL =
  /^taxi: (Flow run [0-9a-f]{32} failed: )?Cannot .* (the disk is full|expected a disk with room and without faults)$/;

const missing = await smallDiskMissing();

diskTest(
  "ingest on a full disk says so, leaves the store as it was, and works when there is room",
  async (disk) => {
    const home = join(disk.path, "home");
    const ingest = [...INGEST, "--home", home];
    await taxiJson(ingest);
    const stored = snapshot(join(home, "trips"));
    for (const free of [0, 8, 64, 200]) {
      await disk.fill(free * KILOBYTE);
      const ended = await runTaxi([...ingest, "--max-distance", "5", "--rows", "6000", "--json"]);
      assertSaysFull(ended, /^taxi: Cannot write ".*\.parquet": the disk is full$/);
      assert.deepEqual(snapshot(join(home, "trips")), stored);
      assert.deepEqual(leftovers(home), []);
      await disk.makeRoom();
    }
    await taxiJson([...ingest, "--max-distance", "5"]);
    assert.equal((await assertMonthsWhole(home)).length, 2);
  },
);

diskTest(
  "train on a full disk says so, registers nothing half, and works when there is room",
  async (disk) => {
    const home = join(disk.path, "home");
    await taxiJson([...INGEST, "--home", home]);
    const train = [...TRAIN, "--home", home];
    await taxiJson(train);
    const stored = snapshot(join(home, "trips"));
    let full = 0;
    for (const free of [0, 40, 80, 120, 160, 200, 280, 360]) {
      await disk.fill(free * KILOBYTE);
      const ended = await runTaxi([...train, "--json"]);
      await disk.makeRoom();
      if (ended.code !== 0) {
        full++;
        assertSaysFull(
          ended,
          /^taxi: Cannot .* (the disk is full|expected a disk with room and without faults)$/,
        );
      }
      await assertTrackingWhole(home);
      assertDatabasesIntact(home);
      assert.deepEqual(snapshot(join(home, "trips")), stored);
    }
    assert.ok(full > 1, "the disk was never full");
    await taxiJson(train);
    assert.deepEqual(leftovers(home), []);
  },
);

diskTest(
  "serve on a full disk says so, answers until the log's queue is full, and loses nothing when there is room again",
  async (disk) => {
    const home = join(disk.path, "home");
    await taxiJson([...INGEST, "--home", home]);
    await taxiJson([...TRAIN, "--home", home]);
    const trips = Array.from({ length: 6000 }, () => ({ PULocationID: 161, DOLocationID: 236 }));
    await using server = await startServer(["--home", home, "--log-queue", "16384"]);
    const answered = new Set<string>();
    const ask = async () => {
      const answers: { request_id: string }[] = await postJson(`${server.url}/predict/batch`, trips);
      for (const { request_id } of answers) answered.add(request_id);
    };
    await ask();
    await untilCommitted(server.url);
    await disk.fill(0);
    await ask();
    await untilReady(
      server.url,
      "degraded",
      /^The prediction log cannot be written: .*(disk is full|disk I\/O error)/,
    );
    const actual = [{ request_id: [...answered][0], duration: 5 }];
    assert.equal((await postJson(`${server.url}/actuals`, actual, 503)).code, "prediction_log");
    await ask();
    const refusal = await postJson(`${server.url}/predict/batch`, trips, 503);
    assert.equal(refusal.code, "prediction_log");
    await disk.makeRoom();
    await untilReady(server.url, "ready");
    await untilCommitted(server.url);
    await ask();
    await postJson(`${server.url}/actuals`, actual);
    assert.equal((await server.stop()).code, 0);
    assertDatabasesIntact(home);
    assert.deepEqual(loggedIds(home), answered);
  },
);

diskTest(
  "serve on a full disk tells MLflow's clients where it is full, keeps nothing half, and goes on when there is room",
  async (disk) => {
    const home = join(disk.path, "home");
    await using server = await startServer(["--home", home]);
    const api = `${server.url}/api/2.0`, file = `${api}/mlflow-artifacts/artifacts/a.bin`;
    const put = async () => {
      const answer = await fetch(file, { method: "PUT", body: new Uint8Array(1 << 20) });
      return { status: answer.status, text: await answer.text() };
    };
    const { run } = await postJson(`${api}/mlflow/runs/create`, { experiment_id: "0" });
    const metrics = Array.from(
      { length: 1000 },
      (_, i) => ({ key: `m${i}`, value: i, timestamp: i, step: 0 }),
    );
    const batch = { run_id: run.info.run_id, metrics };
    await disk.fill(64 * KILOBYTE);
    const refused = await put();
    assert.deepEqual([refused.status, JSON.parse(refused.text)], [507, {
      error_code: "INTERNAL_ERROR",
      message: `Cannot write to "${join(home, "artifacts")}": the disk is full`,
    }]);
    assert.deepEqual(leftovers(home), []);
    const full = await postJson(`${api}/mlflow/runs/log-batch`, batch, 507);
    assert.deepEqual(full, {
      error_code: "INTERNAL_ERROR",
      message: `Cannot write to "${join(home, "tracking.db")}": the disk is full`,
    });
    await disk.makeRoom();
    assert.equal((await put()).status, 200);
    await postJson(`${api}/mlflow/runs/log-batch`, batch);
    const { stderr } = await server.stop();
    assert.match(stderr, /the disk is full/);
    assertDatabasesIntact(home);
  },
);

diskTest(
  "flow run on a full disk says so, writes nothing half, and is resumed when there is room",
  async (disk) => {
    const home = join(disk.path, "home"), at = ["--home", home];
    const run = [
      ...[
        "flow",
        "run",
        "train",
        "--param",
        `source=${join(home, "raw", "synthetic")}`,
        "--param",
        "train=2024-03",
      ],
      ...["--param", "test=2024-04", ...at],
    ];
    await taxiJson([...INGEST, ...at]);
    await taxiJson(run);
    let full = 0;
    for (const free of [0, 40, 80, 120, 160, 200, 280, 360]) {
      await disk.fill(free * KILOBYTE);
      const ended = await runTaxi([...run, "--json"]);
      await disk.makeRoom();
      if (ended.code !== 0) {
        full++;
        assert.equal(ended.code, 1, ended.stderr);
        assert.match(ended.stderr.trimEnd().split("\n").at(-1)!, FULL);
      }
      await assertTrackingWhole(home);
      assertDatabasesIntact(home);
    }
    assert.ok(full > 1, "the disk was never full");
    const { runs } = await taxiJson(["flow", "list", "--limit", "100", ...at]);
    for (const { flow_run_id, state } of runs) {
      if (state === "completed") continue;
      assert.ok(["failed", "crashed", "scheduled"].includes(state), state);
      const resumed = await taxiJson(["flow", "resume", flow_run_id, ...at]);
      assert.equal(resumed.state, "completed");
    }
    const { versions } = await taxiJson(["models", "show", "taxi-duration", ...at]);
    assert.equal(versions.length, runs.length, "each run has one version");
    await assertTrackingWhole(home);
    assert.deepEqual(leftovers(home), []);
  },
);

/** Waits until the server says that it is so, and why. */
async function untilReady(url: string, status: string, reason?: RegExp): Promise<void> {
  while (true) {
    const readiness = await (await fetch(`${url}/readyz`)).json();
    if (readiness.status === status) {
      if (reason) assert.match(readiness.reasons.join("\n"), reason);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits until nothing waits for the log. */
async function untilCommitted(url: string): Promise<void> {
  const waiting = /^taxi_prediction_log_waiting_rows 0$/m;
  while (!waiting.test(await (await fetch(`${url}/metrics`)).text())) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function loggedIds(home: string): Set<string> {
  using log = openPredictionLog(home);
  const ids = new Set<string>();
  for (const batch of log.readWindow({})) for (const { requestId } of batch) ids.add(requestId);
  return ids;
}

function diskTest(name: string, run: (disk: SmallDisk) => Promise<void>): void {
  Deno.test({
    name: missing === undefined ? `taxi ${name}` : `taxi ${name} (skipped: ${missing})`,
    ignore: missing !== undefined,
    async fn() {
      await using disk = await mountSmallDisk(4);
      await run(disk);
    },
  });
}

function assertSaysFull(ended: { code: number; stdout: string; stderr: string }, sentence: RegExp): void {
  assert.equal(ended.code, 1, ended.stderr);
  assert.equal(ended.stdout, "");
  assert.match(ended.stderr.trimEnd(), sentence);
}
