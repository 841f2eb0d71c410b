import assert from "node:assert/strict";
import { join } from "node:path";
import { assertDatabasesIntact, assertMonthsWhole, assertTrackingWhole } from "./home_invariants.ts";
import { mountSmallDisk, type SmallDisk, smallDiskMissing } from "./small_disk.ts";
import { leftovers, postJson, runTaxi, snapshot, startServer, taxiJson } from "./taxi_process.ts";

const INGEST = ["ingest", "--source", "synthetic", "--months", "2024-03..2024-04", "--rows", "3000"];
const TRAIN = ["train", "--train", "2024-03", "--test", "2024-04", "--register", "taxi-duration"];
const KILOBYTE = 1024;

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
  "serve on a full disk refuses to answer what it cannot log, and answers again when there is room",
  async (disk) => {
    const home = join(disk.path, "home");
    await taxiJson([...INGEST, "--home", home]);
    await taxiJson([...TRAIN, "--home", home]);
    const trips = Array.from({ length: 2000 }, () => ({ PULocationID: 161, DOLocationID: 236 }));
    await using server = await startServer(["--home", home]);
    await postJson(`${server.url}/predict/batch`, trips);
    await disk.fill(0);
    const refusal = await postJson(`${server.url}/predict/batch`, trips, 503);
    assert.equal(refusal.code, "prediction_log");
    await disk.makeRoom();
    assert.equal((await postJson(`${server.url}/predict/batch`, trips)).length, trips.length);
    await server.stop();
    assertDatabasesIntact(home);
  },
);

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
