import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openTracking } from "../tracking/tracking_store.ts";
import { json, words } from "./commands_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const DAY = 86_400_000;
const NOTHING = {
  dry_run: false,
  runs: 0,
  logged_models: 0,
  experiments: 0,
  contents: 0,
  bytes: 0,
  young_contents: 0,
  contents_kept_because: null,
};

/** Runs deleted 40 and 20 days ago in two experiments, each with a file as old. */
async function makeDeleted(home: string): Promise<void> {
  for (const [name, days] of [["old", 40], ["new", 20]] as const) {
    await using tracking = await openTracking(home, { now: () => Date.now() - days * DAY });
    const { experimentId } = await tracking.experiments.create({ name });
    const { runId } = await tracking.runs.create({ experimentId });
    await tracking.artifacts.log(runId, "a.txt", new TextEncoder().encode(name));
    await tracking.runs.end(runId, { status: "finished" });
    await tracking.runs.delete(runId);
  }
  await age(home);
}

/** Makes every file of the home's artifacts an old one. */
async function age(home: string): Promise<void> {
  for (const folder of Deno.readDirSync(join(home, "artifacts"))) {
    for (const { name } of Deno.readDirSync(join(home, "artifacts", folder.name))) {
      await Deno.utime(join(home, "artifacts", folder.name, name), 0, 0);
    }
  }
}

Deno.test("taxi runs gc removes what was deleted more than 30 days ago, or as long ago as told", () =>
  withTemporaryFolder(async (home) => {
    await makeDeleted(home);
    const gc = (...more: string[]) => json(["runs", "gc", ...more, "--home", home]);
    const one = { ...NOTHING, runs: 1, contents: 1, bytes: 3 };
    assert.deepEqual(await gc("--dry-run"), { ...one, dry_run: true });
    assert.deepEqual(await gc(), one);
    assert.deepEqual(await gc(), NOTHING);
    assert.deepEqual(await gc("--older-than", "0d", "--experiment", "old"), NOTHING);
    assert.equal(
      await words(["runs", "gc", "--older-than", "1w", "--dry-run", "--home", home]),
      "Would remove 1 run, 0 logged models, 0 experiments and 1 content of files, 3 B\n",
    );
    assert.deepEqual(await gc("--older-than", "0", "--experiment", "new"), one);
    assert.match(
      await words(["runs", "gc", "--older-than", "soon", "--home", home], 2),
      /Cannot read --older-than "soon": expected a time such as 12h, 30d or 2w, or 0d/,
    );
    assert.match(
      await words(["runs", "gc", "--experiment", "none", "--home", home], 2),
      /Cannot find experiment "none"/,
    );
  }));

Deno.test("taxi runs gc leaves bytes of the last hour, which an upload may be about to list", () =>
  withTemporaryFolder(async (home) => {
    await makeDeleted(home);
    await using tracking = await openTracking(home);
    const [{ runId }] = await tracking.runs.search({ deleted: true });
    await tracking.runs.restore(runId);
    await tracking.artifacts.log(runId, "b.txt", new TextEncoder().encode("new"));
    await tracking.runs.delete(runId);
    const gc = () => json(["runs", "gc", "--older-than", "0d", "--home", home]);
    assert.deepEqual(await gc(), { ...NOTHING, runs: 2, contents: 1, bytes: 3, young_contents: 1 });
    await age(home);
    assert.deepEqual(await gc(), { ...NOTHING, contents: 1, bytes: 3 });
  }));

Deno.test("taxi runs gc leaves every content where a PostgreSQL database has some among them", () =>
  withTemporaryFolder(async (home) => {
    await makeDeleted(home);
    await Deno.writeTextFile(join(home, "artifacts", "used-by-postgres-1234"), "");
    const gc = await json(["runs", "gc", "--home", home]);
    assert.equal(gc.runs, 1);
    assert.match(gc.contents_kept_because, /PostgreSQL database .* \(1234\)/);
    await Deno.remove(join(home, "artifacts", "used-by-postgres-1234"));
    assert.equal((await json(["runs", "gc", "--home", home])).contents, 1);
  }));

Deno.test("taxi runs gc leaves a database that is whole", () =>
  withTemporaryFolder(async (home) => {
    await makeDeleted(home);
    await words(["runs", "gc", "--older-than", "0d", "--home", home]);
    using database = new DatabaseSync(join(home, "tracking.db"));
    assert.equal(database.prepare("PRAGMA integrity_check").get()!.integrity_check, "ok");
    assert.deepEqual(database.prepare("PRAGMA foreign_key_check").all(), []);
  }));
