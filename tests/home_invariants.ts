import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sha256OfFile } from "../lib/hash.ts";
import { openTable } from "../pipeline/engines/table_file.ts";
import { decodeBundle, readBundle } from "../pipeline/models/model_bundle.ts";
import { type StoredMonth, TripStore } from "../pipeline/trips/trip_store.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { filesBelow } from "./taxi_process.ts";

/** Every stored month of green taxis is what its manifest says, and can be read to its last row. */
export async function assertMonthsWhole(home: string): Promise<StoredMonth[]> {
  const store = new TripStore(join(home, "trips"));
  const months = await store.findAll("green", await store.months("green"));
  for (const month of months) {
    const path = store.path(month);
    assert.equal(await sha256OfFile(path), month.sha256, `${path} is not what its manifest names`);
    let rows = 0;
    for await (const trips of store.read(month)) rows += trips.rows;
    assert.equal(rows, month.rows.kept);
    const rejected = await openTable(path.replace(/\.parquet$/, ".rejected.parquet"));
    assert.equal(rejected.rows, month.rows.read - month.rows.kept);
  }
  return months;
}

/** No run counts as running, every version and alias leads to a whole model, and so does every file in `models/`. */
export async function assertTrackingWhole(home: string): Promise<void> {
  await using tracking = await openTracking(home); // as the next command does, which marks dead runs
  const runs = await tracking.runs.search({ limit: 10_000 });
  assert.deepEqual(runs.filter(({ status }) => status === "running"), []);
  for (const { runId, status } of runs) {
    if (status !== "finished") continue;
    assert.ok((await tracking.runs.get(runId)).metrics.mae.value > 0);
    assert.ok((await tracking.artifacts.read(runId, "model/model.taxi")).length > 0);
  }
  for (const { name, aliases } of await tracking.models.list()) {
    const versions = await tracking.models.listVersions(name);
    for (const { version, sha256 } of versions) {
      decodeBundle(await tracking.artifacts.readContent(sha256!), `${name}/${version}`);
    }
    for (const [alias, version] of Object.entries(aliases)) {
      assert.ok(versions.some((known) => known.version === version), `${alias} leads to version ${version}`);
    }
  }
  for (const file of filesBelow(join(home, "models"))) {
    if (file.endsWith(".taxi")) await readBundle(join(home, "models", file));
  }
}

/** SQLite finds no fault in either database. */
export function assertDatabasesIntact(home: string): void {
  for (const name of ["tracking.db", "predictions.db"]) {
    if (!existsSync(join(home, name))) continue;
    using database = new DatabaseSync(join(home, name));
    assert.equal(database.prepare("PRAGMA integrity_check").get()!.integrity_check, "ok");
    assert.deepEqual(database.prepare("PRAGMA foreign_key_check").all(), []);
  }
}
