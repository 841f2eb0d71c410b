import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../lib/random.ts";
import { startProcess } from "../tracking/processes/start_process.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { assertDatabasesIntact } from "./home_invariants.ts";
import { mountSmallDisk, smallDiskMissing } from "./small_disk.ts";
import { leftovers, runTaxi, startTaxi, taxiJson } from "./taxi_process.ts";
import { namesIn, withTemporaryFolder } from "./temporary_folder.ts";
import { lookAtHome, makeTrackedHome } from "./tracked_home.ts";

/** Kills of each command; more by `TAXI_KILL_ROUNDS=100`. */
const ROUNDS = Number(Deno.env.get("TAXI_KILL_ROUNDS") || 6);

/** Chooses the moments; a failure can be tried again by `TAXI_KILL_SEED`. */
const SEED = Deno.env.get("TAXI_KILL_SEED") || crypto.randomUUID().slice(0, 8);

/** Runs a command, but kills it before a moment of those that the last whole run of it took. */
async function killSomewhere(args: readonly string[], milliseconds: number): Promise<void> {
  const taxi = startTaxi(args);
  const timer = setTimeout(() => taxi.kill("SIGKILL"), milliseconds);
  const { code, stderr } = await taxi.ended;
  clearTimeout(timer);
  assert.ok(code === 0 || code === 137, stderr);
}

function killTest(name: string, run: (folder: string, moment: () => number) => Promise<void>): void {
  Deno.test(`taxi ${name} (killed at any of ${ROUNDS} moments, TAXI_KILL_SEED=${SEED})`, () =>
    withTemporaryFolder((folder) => {
      const random = seededRandom(`${SEED} ${name}`);
      return run(folder, () => 0.2 + 0.8 * random()); // the program is loaded in the first part
    }));
}

async function timed(args: readonly string[]): Promise<number> {
  const begun = performance.now();
  await taxiJson(args);
  return performance.now() - begun;
}

/** Deletes new runs with files of their own and of all, long ago. */
async function makeGarbage(home: string, runs: number): Promise<void> {
  await using tracking = await openTracking(home, { now: () => Date.parse("2020-01-01") });
  for (let i = 0; i < runs; i++) {
    const { runId } = await tracking.runs.create({
      experimentId: 0,
      owner: "client",
      log: { params: { i: `${i}` } },
    });
    for (const text of ["the same for all", `only of ${runId}`]) {
      await tracking.artifacts.log(runId, `${text.length}.txt`, new TextEncoder().encode(text));
    }
    await tracking.runs.delete(runId);
  }
  for (const folder of namesIn(join(home, "artifacts"))) {
    for (const name of namesIn(join(home, "artifacts", folder))) {
      await Deno.utime(join(home, "artifacts", folder, name), 0, 0);
    }
  }
}

killTest("runs gc leaves all that is referred to, and is completed by the next", async (folder, moment) => {
  const home = join(folder, "home"), gc = ["runs", "gc", "--older-than", "0d", "--home", home];
  await makeTrackedHome(home);
  await makeGarbage(home, 60);
  const kept = lookAtActive(await lookAtHome(home));
  const time = await timed(gc);
  for (let round = 0; round < ROUNDS; round++) {
    await makeGarbage(home, 60);
    await killSomewhere(gc, time * moment());
    assert.deepEqual(lookAtActive(await lookAtHome(home)), kept);
    assertDatabasesIntact(home);
  }
  await taxiJson(gc);
  await using tracking = await openTracking(home);
  assert.deepEqual(await tracking.runs.search({ deleted: true }), []);
  const referred = new Set((await tracking.files.listBelow("")).map(({ sha256 }) => sha256));
  const contents = namesIn(join(home, "artifacts")).flatMap((name) => namesIn(join(home, "artifacts", name)));
  assert.deepEqual(contents.sort(), [...referred].sort());
});

/** What a home has beside what was deleted. */
function lookAtActive(seen: Awaited<ReturnType<typeof lookAtHome>>): unknown {
  const active = seen.runs.map(({ runId }) => runId);
  return {
    runs: seen.runs,
    versions: seen.versions,
    files: seen.files.filter(({ path }) => active.some((runId) => path.includes(runId))),
  };
}

killTest("backup leaves the last backup or a whole new one", async (folder, moment) => {
  const home = join(folder, "home"), file = join(folder, "out", "backup.tar");
  await makeTrackedHome(home);
  const backup = ["backup", file, "--home", home], time = await timed(backup);
  for (let round = 0; round < ROUNDS; round++) {
    const before = await lookAtHome(home);
    await killSomewhere(backup, time * moment());
    assert.deepEqual(await lookAtHome(home), before);
    await taxiJson(["restore", file, "--home", join(folder, `copy ${round}`)]);
    await makeTrackedHome(home, `round-${round}`);
  }
  await taxiJson(backup);
  assert.deepEqual(namesIn(join(folder, "out")), ["backup.tar"]);
  assert.deepEqual(leftovers(home), []);
  await taxiJson(["restore", file, "--home", join(folder, "copy")]);
  assert.deepEqual(await lookAtHome(join(folder, "copy")), await lookAtHome(home));
});

killTest(
  "restore leaves the old runs or the new ones, whole, and is completed by the next",
  async (folder, moment) => {
    const files = ["first", "second"].map((name) => join(folder, `${name}.tar`)), seen: unknown[] = [];
    for (const [i, name] of ["first", "second"].entries()) {
      const home = join(folder, name);
      await makeTrackedHome(home, name);
      await taxiJson(["backup", files[i], "--home", home]);
      seen.push(await lookAtHome(home));
    }
    const home = join(folder, "home");
    const restore = (i: number) => ["restore", files[i], "--force", "--home", home];
    await taxiJson(restore(0));
    const time = await timed(restore(1));
    for (let round = 0; round < ROUNDS; round++) {
      const now = round % 2, other = 1 - now; // it has the other one so far
      await killSomewhere(restore(now), time * moment());
      const found = await lookAtHome(home);
      assert.ok(
        [seen[now], seen[other]].some((one) => isSame(one, found)),
        "neither the old runs nor the new ones",
      );
      assertDatabasesIntact(home);
      await taxiJson(restore(now));
      assert.deepEqual(await lookAtHome(home), seen[now]);
      assert.deepEqual(leftovers(home), []);
    }
  },
);

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

Deno.test("taxi backup of a home that is written to has for each row what it refers to", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home");
    const writer = startProcess(home, "writer", 1_000_000);
    try {
      await writer.said("finished");
      for (let round = 0; round < 2; round++) {
        const known = await finishedRuns(home);
        const file = join(folder, `${round}.tar`), copy = join(folder, `copy ${round}`);
        const [{ files }] = await Promise.all([
          taxiJson(["backup", file, "--home", home]),
          taxiJson(["runs", "gc", "--older-than", "0d", "--home", home]),
        ]);
        assert.ok(files > 2);
        await taxiJson(["restore", file, "--home", copy]);
        assertDatabasesIntact(copy);
        await using tracking = await openTracking(copy);
        const rows = await tracking.files.listBelow("");
        for (const { sha256 } of rows) await tracking.artifacts.readContent(sha256);
        for (const { sha256 } of await tracking.models.listVersions("shared")) {
          await tracking.artifacts.readContent(sha256!);
        }
        const found = await finishedRuns(copy);
        assert.deepEqual(known.filter((runId) => !found.includes(runId)), []);
        const withFiles = new Set(rows.map(({ path }) => path.split("/")[1]));
        assert.deepEqual(found.filter((runId) => !withFiles.has(runId)), []);
      }
    } finally {
      writer.kill();
      assert.equal((await writer.ended).complaint, "");
    }
  }));

async function finishedRuns(home: string): Promise<string[]> {
  await using tracking = await openTracking(home);
  const runs = await tracking.runs.search({ status: "finished", limit: 1_000_000 });
  return runs.map(({ runId }) => runId);
}

const missing = await smallDiskMissing();

Deno.test({
  name: `taxi backup and restore on a full disk say so, change nothing, and work when there is room${
    missing === undefined ? "" : ` (skipped: ${missing})`
  }`,
  ignore: missing !== undefined,
  async fn() {
    await withTemporaryFolder(async (folder) => {
      await using disk = await mountSmallDisk(4);
      const home = join(folder, "home"),
        file = join(folder, "backup.tar"),
        small = join(disk.path, "backup.tar");
      const copy = join(disk.path, "copy");
      await makeTrackedHome(home);
      await taxiJson(["backup", file, "--home", home]);
      const { size } = await Deno.stat(file);
      for (const part of [0, 0.3, 0.6, 0.8, 0.95]) {
        await disk.fill(Math.floor(size * part));
        for (const args of [["backup", small, "--home", home], ["restore", file, "--home", copy]]) {
          const { code, stderr } = await runTaxi(args);
          assert.equal(code, 1, stderr);
          assert.match(
            stderr,
            /^taxi: Cannot .*: the disk is full|expected a disk with room and without faults/,
          );
          assert.ok(!existsSync(small) && !existsSync(join(copy, "tracking.db")));
        }
        await disk.makeRoom();
      }
      await taxiJson(["backup", small, "--home", home]);
      await taxiJson(["restore", small, "--home", copy]);
      assert.deepEqual(await lookAtHome(copy), await lookAtHome(home));
      assert.deepEqual(leftovers(copy), []);
    });
  },
});
