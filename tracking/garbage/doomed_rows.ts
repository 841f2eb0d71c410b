import type { Sql, SqlDatabase } from "../../lib/sql.ts";
import { loggedModelArtifactUri, runArtifactUri, storedFolder } from "../artifact_uri.ts";
import { type Doomed, filesOf } from "./doomed_files.ts";
import type { GarbageAge } from "./garbage.ts";

/** Takes twice the time by which it was deleted. Writes to a deleted run are refused, but its own process may yet end it. */
const RUN = `
  deleted_at IS NOT NULL AND NOT (owner = 'process' AND status = 'running')
  AND (deleted_at <= ? OR experiment_id IN (SELECT experiment_id FROM experiments WHERE deleted_at <= ?))`;

/** Takes that time twice. A deleted experiment takes its models along. */
const LOGGED_MODEL =
  `(deleted_at <= ? OR experiment_id IN (SELECT experiment_id FROM experiments WHERE deleted_at <= ?))`;

/** Takes that time. Clients that name no experiment log to number 0, which therefore stays. */
const EXPERIMENT = `deleted_at <= ? AND experiment_id <> 0`;

interface OwnerRow {
  readonly id: string;
  readonly experiment: number;
  readonly location: string | null;
}

/** What was deleted by then: runs, then logged models, then the experiments that will have no runs left. */
export async function findDoomed(sql: Sql, { deletedBy, experimentId }: GarbageAge): Promise<Doomed[]> {
  const of = experimentId === undefined ? "" : "AND experiment_id = ?";
  const values = experimentId === undefined ? [] : [experimentId];
  const location = (table: string) =>
    `(SELECT artifact_location FROM experiments e WHERE e.experiment_id = ${table}.experiment_id) AS location`;
  const runs = await sql.all<OwnerRow>(
    `SELECT run_id AS id, experiment_id AS experiment, ${location("runs")} FROM runs
     WHERE ${RUN} ${of} ORDER BY run_id`,
    ...[deletedBy, deletedBy, ...values],
  );
  const models = await sql.all<OwnerRow>(
    `SELECT model_id AS id, experiment_id AS experiment, ${location("logged_models")} FROM logged_models
     WHERE ${LOGGED_MODEL} ${of} ORDER BY model_id`,
    ...[deletedBy, deletedBy, ...values],
  );
  const experiments = await sql.all<{ id: number; location: string | null }>(
    `SELECT experiment_id AS id, artifact_location AS location FROM experiments WHERE ${EXPERIMENT} ${of}
     AND NOT EXISTS (
       SELECT 1 FROM runs WHERE runs.experiment_id = experiments.experiment_id
       AND (runs.deleted_at IS NULL OR (owner = 'process' AND status = 'running'))
     ) ORDER BY experiment_id`,
    ...[deletedBy, ...values],
  );
  return [
    ...runs.map(({ id, experiment, location }): Doomed => ({
      kind: "run",
      id,
      folder: storedFolder(runArtifactUri(experiment, location, id)) ?? `${experiment}/${id}/artifacts`,
    })),
    ...models.map(({ id, experiment, location }): Doomed => ({
      kind: "loggedModel",
      id,
      folder: storedFolder(loggedModelArtifactUri(experiment, location, id)),
    })),
    ...experiments.map(({ id, location }): Doomed => ({
      kind: "experiment",
      id,
      folder: location === null ? String(id) : undefined, // several experiments may share a place of their own
    })),
  ];
}

/** Each with the times that its condition takes; experiments whose runs are gone take all else along. */
const REMOVALS = {
  run: { statement: `DELETE FROM runs WHERE run_id = ? AND ${RUN}`, times: 2 },
  loggedModel: { statement: `DELETE FROM logged_models WHERE model_id = ? AND ${LOGGED_MODEL}`, times: 2 },
  experiment: {
    statement: `DELETE FROM experiments WHERE experiment_id = ? AND ${EXPERIMENT}
      AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.experiment_id = experiments.experiment_id)`,
    times: 1,
  },
};

/** Removes it with its files, unless it was restored meanwhile. @returns whether it is gone */
export async function removeDoomed(sql: SqlDatabase, owner: Doomed, deletedBy: number): Promise<boolean> {
  const { statement, times } = REMOVALS[owner.kind];
  return await sql.transaction(async (sql) => {
    if (await sql.run(statement, owner.id, ...Array<number>(times).fill(deletedBy)) === 0) return false;
    const paths = await filesOf(sql, owner);
    await sql.many("DELETE FROM files WHERE path = ?", paths.map((path) => [path]));
    return true;
  });
}
