import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openDatabase } from "../lib/sqlite.ts";
import { TRACKING_MIGRATIONS } from "./migrations.ts";
import { withTemporaryHome } from "./temporary_home.ts";
import { openTracking } from "./tracking_store.ts";

const FIRST = `
  INSERT INTO experiments VALUES (1, 'taxi', NULL, 1, 1, NULL), (2, 'elsewhere', 's3://b/x', 1, 1, NULL);
  INSERT INTO runs VALUES ('r1', 1, 'calm-otter', 'ada', 'process', 'finished', 5, 9, NULL, NULL),
    ('r2', 1, 'bad-day', '', 'client', 'failed', 6, 9, 'why', 7), ('r3', 2, 'far', '', 'client', 'killed', 7, NULL, NULL, NULL);
  INSERT INTO params VALUES ('r1', 'model', 'linear');
  INSERT INTO metrics VALUES ('r1', 'mae', 0, 1, 3.5), ('r1', 'nan', 0, 1, 'NaN');
  INSERT INTO latest_metrics VALUES ('r1', 'mae', 0, 1, 3.5), ('r1', 'nan', 0, 1, 'NaN');
  INSERT INTO run_tags VALUES ('r1', 'a', 'b');
  INSERT INTO run_datasets VALUES ('r1', 'green', 'd1', 'test', 'local', 'trips/'), ('r1', 'green', 'd1', 'training', 'local', 'trips/');
  INSERT INTO artifacts VALUES ('r1', 'model/model.taxi', '${"0".repeat(64)}', 12);
  INSERT INTO registered_models VALUES ('m', '', 1, 1, 3);
  INSERT INTO model_versions VALUES ('m', 3, 'r1', 'runs:/r1/model', NULL, 'ready', '', 1, 1);
  INSERT INTO model_version_tags VALUES ('m', 3, 'k', 'v');
  INSERT INTO model_aliases VALUES ('m', 'champion', 3);`;

Deno.test("a store of schema 1 keeps all that it has, and a copy of itself as it was", () =>
  withTemporaryHome(async (home) => {
    const path = join(home, "tracking.db");
    const old = openDatabase(path, TRACKING_MIGRATIONS.slice(0, 1));
    old.exec(FIRST);
    old.close();
    await using store = await openTracking(home);
    const run = await store.runs.get("r1");
    assert.deepEqual(
      [run.name, run.user, run.status, run.endTime, run.params, run.tags],
      ["calm-otter", "ada", "finished", 9, { model: "linear" }, { a: "b" }],
    );
    assert.deepEqual([run.metrics.mae.value, run.metrics.nan.value], [3.5, NaN]);
    assert.deepEqual(run.datasets.map(({ name, context }) => [name, context]), [["green", "test"], [
      "green",
      "training",
    ]]);
    assert.deepEqual(await store.runs.keys(1), { params: ["model"], metrics: ["mae", "nan"], tags: ["a"] });
    const failed = await store.runs.get("r2");
    assert.ok(failed.status === "failed");
    assert.deepEqual([failed.error, failed.deletedAt], ["why", 7]);
    const files = await store.artifacts.list("r1");
    assert.deepEqual(files.map(({ path, size }) => [path, size]), [["model/model.taxi", 12]]);
    assert.ok(await store.files.find("1/r1/artifacts/model/model.taxi"));
    assert.equal((await store.runs.get("r3")).artifactUri, "s3://b/x/r3/artifacts");
    const version = await store.models.getVersionByAlias("m", "champion");
    assert.deepEqual([version.version, version.tags, version.stage], [3, { k: "v" }, "None"]);
    assert.equal((await store.models.createVersion({ name: "m", source: "s3://b/m" })).version, 4);
    assert.ok(existsSync(`${path}.schema-1.backup`));
    using database = new DatabaseSync(path);
    assert.deepEqual(database.prepare("PRAGMA foreign_key_check").all(), []);
    assert.equal(database.prepare("PRAGMA integrity_check").get()!.integrity_check, "ok");
  }));
