import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openTracking, type Tracking } from "../tracking/tracking_store.ts";
import { writeArchive } from "../tracking/transfer/write_archive.ts";
import { json, words } from "./commands_home.ts";
import { assertDatabasesIntact } from "./home_invariants.ts";
import { mountSmallDisk, smallDiskMissing } from "./small_disk.ts";
import { filesBelow, leftovers, runTaxi, startTaxi } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const RUNS = 60, POINTS = 400, FILES = 3;

/** An archive of finished runs, all of the same size. @returns its path, and what a store tells of each run */
async function makeArchive(folder: string): Promise<{ archive: string; told: Map<string, unknown> }> {
  await using tracking = await openTracking(join(folder, "from"));
  const { experimentId } = await tracking.experiments.create({ name: "trips" });
  for (let i = 0; i < RUNS; i++) {
    const metrics = Array.from(
      { length: POINTS },
      (_, step) => ({ key: "loss", value: i / (step + 1), step }),
    );
    const { runId } = await tracking.runs.create({ experimentId, owner: "client", log: { metrics } });
    for (let file = 0; file < FILES; file++) {
      await tracking.artifacts.log(runId, `plots/${file}.bin`, crypto.getRandomValues(new Uint8Array(9000)));
    }
    await tracking.runs.end(runId, { status: "finished" });
  }
  const archive = join(folder, "trips.tar.gz");
  await using source = await tracking.transfer.export("trips");
  await writeArchive(source, archive);
  return { archive, told: await tellRuns(tracking) };
}

async function tellRuns(tracking: Tracking): Promise<Map<string, unknown>> {
  const runs = await tracking.runs.search({ limit: RUNS + 1 });
  const told = runs.map(async ({ experimentId: _, artifactUri: __, ...run }) => {
    const history = await tracking.runs.metricHistory(run.runId, "loss");
    return [run.runId, { run, history, artifacts: await tracking.artifacts.list(run.runId) }] as const;
  });
  return new Map(await Promise.all(told));
}

/** Resolves when so many runs can be seen in a home, or when `ended` is. */
async function runsSeen(home: string, count: number, ended: Promise<unknown>): Promise<void> {
  let gone = false;
  void ended.then(() => gone = true);
  while (!gone) {
    if (existsSync(join(home, "tracking.db")) && countRuns(home) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function countRuns(home: string): number {
  using database = new DatabaseSync(join(home, "tracking.db"), { readOnly: true, timeout: 5000 });
  try {
    return Number(database.prepare("SELECT count(*) AS count FROM runs").get()!.count);
  } catch {
    return 0; // its tables are being made
  }
}

Deno.test("an import that is killed has whole runs only, and goes on when it is done again", () =>
  withTemporaryFolder(async (folder) => {
    const { archive, told } = await makeArchive(folder);
    const home = join(folder, "home");
    const args = ["experiments", "import", archive, "--home", home];
    let kills = 0;
    for (const count of [1, 9, 25, 44]) {
      const taxi = startTaxi(args);
      await runsSeen(home, count, taxi.ended);
      taxi.kill("SIGKILL");
      const { code, stderr } = await taxi.ended;
      assert.ok(code === 137 || code === 0, stderr); // on a busy machine the import may be done before
      await using tracking = await openTracking(home);
      const here = await tellRuns(tracking);
      if (here.size < RUNS) kills++;
      assert.ok(here.size >= count, `${here.size} runs are here`);
      for (const [runId, run] of here) assert.deepEqual(run, told.get(runId));
    }
    assert.ok(kills > 0, "no import was ever killed in the middle");
    const { code, stdout, stderr } = await runTaxi([...args, "--json"]);
    assert.equal(code, 0, stderr);
    const { runs, left_out } = JSON.parse(stdout);
    assert.deepEqual([runs.added + runs.here, runs.replaced, left_out], [RUNS, 0, []]);
    await using tracking = await openTracking(home);
    assert.deepEqual(await tellRuns(tracking), told);
    assert.equal((await tracking.experiments.list()).length, 2);
    const files = filesBelow(join(home, "artifacts")).filter((path) => !path.endsWith(".tmp"));
    assert.equal(files.length, RUNS * FILES);
  }));

const missing = await smallDiskMissing();

Deno.test({
  name: `export and import on a full disk say so, and go on when there is room${
    missing === undefined ? "" : ` (skipped: ${missing})`
  }`,
  ignore: missing !== undefined,
  fn: () =>
    withTemporaryFolder(async (folder) => {
      const { archive, told } = await makeArchive(folder);
      await using disk = await mountSmallDisk(20);
      const home = join(disk.path, "home"), copy = join(disk.path, "copy.tar.gz");
      const args = ["experiments", "import", archive, "--home", home];
      let full = 0;
      for (const kilobytes of [0, 600, 1500, 3000]) {
        await disk.fill(kilobytes * 1024);
        const { code, stderr } = await runTaxi(args);
        await disk.makeRoom();
        if (code !== 0) {
          full++;
          assert.match(
            stderr,
            /^taxi: Cannot .*(disk is full|expected a disk with room and without faults)$/m,
          );
        }
        assertDatabasesIntact(home);
        await using tracking = await openTracking(home);
        for (const [runId, run] of await tellRuns(tracking)) assert.deepEqual(run, told.get(runId));
      }
      assert.ok(full > 1, "the disk was never full");
      await json(args);
      await disk.fill(500 * 1024);
      const exporting = ["experiments", "export", "trips", "--output", copy, "--home", home];
      assert.match(await words(exporting, 1), /^taxi: Cannot write ".*copy\.tar\.gz": the disk is full$/m);
      await disk.makeRoom();
      assert.ok(!existsSync(copy));
      await json(exporting);
      assert.deepEqual(leftovers(disk.path), []);
      await using tracking = await openTracking(home);
      assert.deepEqual(await tellRuns(tracking), told);
    }),
});

Deno.test("taxi experiments tells conflicts and what to do about them", () =>
  withTemporaryFolder(async (folder) => {
    const from = join(folder, "from"), to = ["--home", join(folder, "to")];
    const archive = join(folder, "trips.tar.gz");
    let runId = "";
    {
      await using tracking = await openTracking(from);
      const { experimentId } = await tracking.experiments.create({ name: "trips" });
      ({ runId } = await tracking.runs.create({
        experimentId,
        owner: "client",
        log: { params: { a: "1" } },
      }));
    }
    const [heading, row] = (await words(["experiments", "list", "--home", from])).split("\n");
    assert.match(heading, /^id +experiment +runs +made$/);
    assert.match(row, /^ 1 +trips +1 /);
    const exported = await words(["experiments", "export", "trips", "--output", archive, "--home", from]);
    assert.match(exported, /^Exported 1 run, 0 logged models, 0 files: .*trips\.tar\.gz, \d+ B\n$/);
    assert.match(
      await words(["experiments", "export", "none", "--output", archive, "--home", from], 2),
      /Cannot find experiment "none"\nTry: /,
    );
    await json(["experiments", "import", archive, ...to]);
    {
      await using tracking = await openTracking(from); // the run goes on where it came from
      await tracking.runs.log(runId, { params: { b: "2" } });
    }
    await words(["experiments", "export", "trips", "--output", archive, "--home", from]);
    const told = await words(["experiments", "import", archive, ...to], 1);
    assert.match(
      told,
      /^taxi: Imported all but 1 thing of .*\nTry: .*taxi experiments import .* --replace\n$/,
    );
    const conflict = await json(["experiments", "import", archive, ...to], 1);
    assert.deepEqual(conflict.left_out, [
      { what: `run "${runId}"`, why: 'it is here already, without this param "b"' },
    ]);
    const replaced = await json(["experiments", "import", archive, "--replace", ...to]);
    assert.deepEqual(replaced.runs, { added: 0, replaced: 1, here: 0 });
    {
      await using tracking = await openTracking(join(folder, "to"));
      assert.deepEqual((await tracking.runs.get(runId)).params, { a: "1", b: "2" });
    }
    const other = ["--home", join(folder, "other")];
    {
      await using tracking = await openTracking(other[1]);
      await tracking.experiments.create({ name: "trips" });
    }
    assert.match(
      await words(["experiments", "import", archive, ...other], 2),
      /Cannot import experiment "trips": there is another one of that name, made at .*, expected a free name\nTry: .* --as /,
    );
    assert.match(
      await words(["experiments", "import", archive, "--experiment", "trips", ...other], 2),
      /it has one experiment with its artifacts, expected neither --experiment nor --source-artifacts\nTry: /,
    );
    await json(["experiments", "import", archive, "--as", "trips of ann", ...other]);
    const { experiments } = await json(["experiments", "list", ...other]);
    const counted = experiments.map(({ name, runs }: { name: string; runs: number }) => `${name}: ${runs}`);
    assert.deepEqual(counted.sort(), ["Default: 0", "trips of ann: 1", "trips: 0"]);
  }));
