import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The tables of MLflow 1.12, as far as they are read: no datasets, logged models, aliases or times of experiments. */
const OLDEST = `
  CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
  INSERT INTO alembic_version VALUES ('39d1c3be5f05');
  CREATE TABLE experiments (experiment_id INTEGER, name TEXT, artifact_location TEXT, lifecycle_stage TEXT);
  CREATE TABLE experiment_tags (key TEXT, value TEXT, experiment_id INTEGER);
  CREATE TABLE runs (run_uuid TEXT, name TEXT, source_type TEXT, user_id TEXT, status TEXT, start_time BIGINT,
    end_time BIGINT, lifecycle_stage TEXT, artifact_uri TEXT, experiment_id INTEGER);
  CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT);
  CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT);
  CREATE TABLE metrics (key TEXT, value FLOAT, timestamp BIGINT, run_uuid TEXT, step BIGINT, is_nan BOOLEAN);
  CREATE TABLE registered_models (name TEXT, creation_time BIGINT, last_updated_time BIGINT);
  CREATE TABLE model_versions (name TEXT, version INTEGER, creation_time BIGINT, last_updated_time BIGINT,
    description TEXT, user_id TEXT, current_stage TEXT, source TEXT, run_id TEXT, status TEXT);`;

/** The run that {@linkcode makeDatabase} makes. */
export const RUN = "0123456789abcdef0123456789abcdef";

/** A database with one run in an experiment whose artifacts are at `location`. @param more statements */
export function makeDatabase(folder: string, location: string, more = ""): string {
  const path = join(folder, "mlflow.db");
  using database = new DatabaseSync(path);
  database.exec(OLDEST);
  database.prepare("INSERT INTO experiments VALUES (7, 'trips', ?, 'active')").run(location);
  database.exec(`
    INSERT INTO runs VALUES ('${RUN}', '', 'LOCAL', 'ann', 'FINISHED', 10, 20, 'active', NULL, 7);
    INSERT INTO tags VALUES ('mlflow.runName', 'of a tag', '${RUN}'), ('empty', NULL, '${RUN}');
    INSERT INTO metrics VALUES ('loss', 0, 11, '${RUN}', 1, 1), ('loss', 2, 12, '${RUN}', 9007199254740993, 0);
    ${more}`);
  return path;
}

/** Writes an artifact of {@linkcode RUN} into a folder of the artifacts of its experiment. */
export async function writeArtifact(...parts: string[]): Promise<void> {
  const folder = join(...parts, RUN, "artifacts", "plots");
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, "a.txt"), parts.join("/"));
}
