import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { withTemporaryHome } from "../temporary_home.ts";
import { openTracking } from "../tracking_store.ts";
import { openMlflowDatabase } from "./mlflow_database.ts";
import { makeDatabase, RUN, writeArtifact } from "./old_mlflow_database.ts";

Deno.test("a database with the columns of MLflow 1.12 is imported, and again without times of experiments", () =>
  withTemporaryHome(async (home) => {
    await writeArtifact(home, "mlruns", "7");
    const path = makeDatabase(
      home,
      "./mlruns/7",
      `
      INSERT INTO registered_models VALUES ('fares', 30, 31);
      INSERT INTO model_versions VALUES
        ('fares', 1, 32, 33, NULL, NULL, 'Production', './mlruns/7/${RUN}/artifacts/model', '${RUN}', 'READY'),
        ('fares', 2, 34, 35, NULL, NULL, 'Deleted_Internal', 'REDACTED', NULL, 'READY');`,
    );
    await using tracking = await openTracking(join(home, "home"));
    for (const outcome of ["added", "here"] as const) {
      await using source = openMlflowDatabase(path);
      const { leftOut, notes, runs } = await tracking.transfer.import(source);
      assert.deepEqual([leftOut, notes, runs[outcome]], [[], [], 1]);
    }
    const { name, tags, status, startTime, endTime, experimentId, artifactUri } = await tracking.runs.get(
      RUN,
    );
    assert.deepEqual([name, tags, status, startTime, endTime], [
      "of a tag",
      { empty: "" },
      "finished",
      10,
      20,
    ]);
    const history = await tracking.runs.metricHistory(RUN, "loss");
    assert.deepEqual(
      history.map(({ value, timestamp, step, exactStep }) => [value, timestamp, exactStep ?? step]),
      [
        [NaN, 11, 1],
        [2, 12, 9007199254740993n],
      ],
    );
    assert.deepEqual((await tracking.artifacts.list(RUN)).map(({ path }) => path), ["plots/a.txt"]);
    const [version, ...others] = await tracking.models.listVersions("fares");
    assert.deepEqual([version.version, version.stage, version.runId, others], [1, "Production", RUN, []]);
    assert.equal(version.source, `${artifactUri}/model`);
    assert.equal(artifactUri, `mlflow-artifacts:/${experimentId}/${RUN}/artifacts`);
    const { version: next } = await tracking.models.createVersion({
      name: "fares",
      source: "s3://elsewhere/x",
    });
    assert.equal(next, 3, "the number of a deleted version was given again");
  }));

Deno.test("artifacts of a server are looked for in the folder that is told, and must be", () =>
  withTemporaryHome(async (home) => {
    await writeArtifact(home, "served", "7");
    const path = makeDatabase(home, "mlflow-artifacts:/7");
    assert.throws(() => openMlflowDatabase(path), {
      code: "usage",
      message:
        /^Cannot find the artifacts of experiment "trips": they are with a server at "mlflow-artifacts:\/7"/,
      hint: /--source-artifacts mlartifacts$/,
    });
    await using tracking = await openTracking(join(home, "home"));
    await using source = openMlflowDatabase(path, { artifacts: join(home, "served") });
    await tracking.transfer.import(source);
    assert.deepEqual((await tracking.artifacts.list(RUN)).map(({ path }) => path), ["plots/a.txt"]);
  }));

Deno.test("artifacts that were moved are found below the folder that is told", () =>
  withTemporaryHome(async (home) => {
    await writeArtifact(home, "moved", "7");
    const path = makeDatabase(home, "/home/of/nobody/mlruns/7");
    await using tracking = await openTracking(join(home, "home"));
    await using source = openMlflowDatabase(path, { artifacts: join(home, "moved") });
    await tracking.transfer.import(source);
    assert.equal((await tracking.artifacts.list(RUN)).length, 1);
  }));

Deno.test("artifacts in a bucket stay there: the run's address is as it was", () =>
  withTemporaryHome(async (home) => {
    const path = makeDatabase(home, "s3://bucket/mlflow/7");
    await using tracking = await openTracking(join(home, "home"));
    await using source = openMlflowDatabase(path);
    const { notes } = await tracking.transfer.import(source);
    assert.deepEqual(notes, [
      'The artifacts of "trips" stay at "s3://bucket/mlflow/7": its clients find them there',
    ]);
    assert.equal((await tracking.runs.get(RUN)).artifactUri, `s3://bucket/mlflow/7/${RUN}/artifacts`);
  }));

Deno.test("what cannot be stored is left out and told, and all else is imported", () =>
  withTemporaryHome(async (home) => {
    await writeArtifact(home, "mlruns", "7");
    await Deno.symlink("/etc/passwd", join(home, "mlruns", "7", RUN, "artifacts", "link"));
    await Deno.writeTextFile(join(home, "mlruns", "7", RUN, "artifacts", "a#b"), "");
    const other = "f".repeat(32);
    const path = makeDatabase(
      home,
      "mlruns/7",
      `
      INSERT INTO runs VALUES ('${other}', 'x', 'LOCAL', '', 'FINISHED', 1, 2, 'active', NULL, 7);
      INSERT INTO runs VALUES ('../../etc', 'x', 'LOCAL', '', 'FINISHED', 1, 2, 'active', NULL, 7);
      INSERT INTO params VALUES ('../outside', '1', '${other}');
      INSERT INTO registered_models VALUES ('a/b', 30, 31);
      CREATE TABLE trace_info (request_id TEXT);
      INSERT INTO trace_info VALUES ('t');`,
    );
    await using tracking = await openTracking(join(home, "home"));
    await using source = openMlflowDatabase(path);
    const { leftOut, notes, runs } = await tracking.transfer.import(source);
    assert.deepEqual(notes, ["Its traces are not imported: taxi has none"]);
    assert.equal(runs.added, 1);
    assert.deepEqual(leftOut.map(({ what }) => what).sort(), [
      `file "${join(home, "mlruns", "7", RUN, "artifacts", "a#b")}"`,
      `file "${join(home, "mlruns", "7", RUN, "artifacts", "link")}"`,
      'registered model "a/b"',
      'run "../../etc"',
      `run "${other}"`,
    ]);
    assert.deepEqual((await tracking.artifacts.list(RUN)).map(({ path }) => path), ["plots/a.txt"]);
    assert.deepEqual((await tracking.runs.search({})).map(({ runId }) => runId), [RUN]);
  }));

Deno.test("only the experiment that is asked for is imported, without the registry", () =>
  withTemporaryHome(async (home) => {
    const path = makeDatabase(
      home,
      "mlruns/7",
      "INSERT INTO experiments VALUES (8, 'other', 'mlflow-artifacts:/8', 'active'); INSERT INTO registered_models VALUES ('fares', 1, 1)",
    );
    assert.throws(() => openMlflowDatabase(path, { experiment: "none" }), {
      message: `Cannot find experiment "none" in "${path}": it has "trips", "other"`,
    });
    await using tracking = await openTracking(join(home, "home"));
    await using source = openMlflowDatabase(path, { experiment: "trips" });
    await tracking.transfer.import(source, { as: "my trips" });
    assert.deepEqual((await tracking.experiments.list()).map(({ name }) => name).sort(), [
      "Default",
      "my trips",
    ]);
    assert.deepEqual(await tracking.models.list(), []);
  }));

Deno.test("a database of another program, or one that lacks what MLflow has, is refused", () =>
  withTemporaryHome(async (home) => {
    const other = join(home, "other.db");
    new DatabaseSync(other).exec("CREATE TABLE cats (name TEXT)");
    assert.throws(() => openMlflowDatabase(other), {
      message:
        `Cannot import "${other}": it has no table "alembic_version", expected a database of MLflow 1.12 or newer`,
    });
    const path = makeDatabase(home, "mlruns/7", "ALTER TABLE metrics DROP COLUMN is_nan");
    assert.throws(() => openMlflowDatabase(path), {
      message: /its table "metrics" has no column "is_nan", expected/,
    });
    await using tracking = await openTracking(join(home, "home"));
    await tracking.close();
    assert.throws(() => openMlflowDatabase(join(home, "home", "tracking.db")), { code: "not_importable" });
  }));

Deno.test("a damaged database is told in one sentence, and the runs before the damage are whole", () =>
  withTemporaryHome(async (home) => {
    const runs = Array.from({ length: 40 }, (_, i) => String(i).padStart(32, "0"));
    const path = makeDatabase(
      home,
      "mlruns/7",
      runs.map((id) =>
        `INSERT INTO runs VALUES ('${id}', '${
          "x".repeat(3000)
        }', 'LOCAL', '', 'FINISHED', 1, 2, 'active', NULL, 7);
         INSERT INTO params VALUES ('p', '${"y".repeat(3000)}', '${id}');`
      ).join(""),
    );
    const bytes = await Deno.readFile(path);
    bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 40_000);
    await Deno.writeFile(path, bytes);
    await using tracking = await openTracking(join(home, "home"));
    await assert.rejects(
      async () => {
        await using source = openMlflowDatabase(path);
        await tracking.transfer.import(source);
      },
      { code: "damaged", message: `Cannot read "${path}": database disk image is malformed` },
    );
    for (const { params } of await tracking.runs.search({ limit: 1000 })) {
      assert.deepEqual(Object.keys(params), ["p"]);
    }
  }));
