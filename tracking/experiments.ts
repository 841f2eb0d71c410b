import { NotFoundError, TaxiError, UsageError } from "../lib/errors.ts";
import type { Sql } from "../lib/sql.ts";
import { experimentArtifactUri } from "./artifact_uri.ts";
import { assertKey, assertText } from "./key_rules.ts";
import { type ExperimentSearch, findExperiments } from "./search/experiment_search.ts";
import type { StoreContext } from "./store_context.ts";

/** A named collection of runs. Times are milliseconds since 1970-01-01 UTC. */
export interface Experiment {
  /** `0` is "Default". */
  readonly experimentId: number;
  /** Unique, deleted experiments included. */
  readonly name: string;
  /** Address under which its artifacts are, such as `mlflow-artifacts:/1`. */
  readonly artifactLocation: string;
  /** When it was made. */
  readonly createdAt: number;
  /** When the experiment itself last changed; runs do not count. */
  readonly updatedAt: number;
  /** Null unless deleted; a deleted experiment keeps its name and its runs. */
  readonly deletedAt: number | null;
  /** Values by key. */
  readonly tags: Readonly<Record<string, string>>;
}

/** An experiment about to be made. */
export interface ExperimentDraft {
  /** Not taken, not even by a deleted one. */
  readonly name: string;
  /** Address under which its artifacts shall be; this store unless told. */
  readonly artifactLocation?: string;
  /** Values by key. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Experiments of one store. */
export interface Experiments {
  /** Makes an experiment. @throws TaxiError `already_exists` when the name is taken */
  create(draft: ExperimentDraft): Promise<Experiment>;
  /** The active experiment of that name, made if there is none. @throws TaxiError when it is deleted */
  getOrCreate(name: string): Promise<Experiment>;
  /** The experiment with this id; deleted ones are found too. @throws NotFoundError */
  get(experimentId: number): Promise<Experiment>;
  /** The experiment of that name; deleted ones are found too. @throws NotFoundError */
  getByName(name: string): Promise<Experiment>;
  /** Newest first; deleted ones only if asked for. */
  list(which?: { readonly deleted: boolean }): Promise<Experiment[]>;
  /** Those that a filter of MLflow's grammar lets through, in the asked order. @throws SearchError */
  find(search: ExperimentSearch): Promise<Experiment[]>;
  /** Gives it another name. @throws NotFoundError; TaxiError `experiment_deleted`, `already_exists` */
  rename(experimentId: number, name: string): Promise<void>;
  /** Takes a tag away. @throws NotFoundError without such a tag; TaxiError `experiment_deleted` */
  deleteTag(experimentId: number, key: string): Promise<void>;
  /** Sets tags, replacing those of the same key. @throws NotFoundError; TaxiError `experiment_deleted` */
  setTags(experimentId: number, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Marks the experiment and all its runs deleted. @throws NotFoundError */
  delete(experimentId: number): Promise<void>;
  /** Takes back {@linkcode Experiments.delete}; runs that had been deleted before come back too, as in MLflow. */
  restore(experimentId: number): Promise<void>;
}

/** {@linkcode Experiments} in a database. */
export function storedExperiments(context: StoreContext): Experiments {
  const { sql, now } = context;
  return {
    create: (draft) => sql.transaction((sql) => createExperiment(sql, now(), draft)),
    getOrCreate: (name) => sql.transaction((sql) => getOrCreate(sql, now(), name)),
    get: (id) => getExperiment(sql, id),
    getByName: (name) => getByName(sql, name),
    list: (which) => listExperiments(sql, which?.deleted ?? false),
    find: async (search) => readExperiments(sql, await findExperiments(sql, search)),
    rename: (id, name) => sql.transaction((sql) => rename(sql, now(), id, name)),
    setTags: (id, tags) => sql.transaction((sql) => setTags(sql, id, tags)),
    deleteTag: (id, key) => sql.transaction((sql) => deleteTag(sql, id, key)),
    delete: (id) => sql.transaction((sql) => setDeleted(sql, now(), id, now())),
    restore: (id) => sql.transaction((sql) => setDeleted(sql, now(), id, null)),
  };
}

interface ExperimentRow extends Omit<Experiment, "tags" | "artifactLocation"> {
  readonly location: string | null;
}

const SELECT = `
  SELECT experiment_id AS "experimentId", name, artifact_location AS location, created_at AS "createdAt",
    updated_at AS "updatedAt", deleted_at AS "deletedAt"
  FROM experiments`;

/** The experiments with these ids, in this order. */
async function readExperiments(sql: Sql, ids: readonly number[]): Promise<Experiment[]> {
  if (ids.length === 0) return [];
  const rows = await sql.all<ExperimentRow>(
    `${SELECT} WHERE experiment_id IN (${ids.map(() => "?")})`,
    ...ids,
  );
  const experiments = new Map((await withTags(sql, rows)).map((found) => [found.experimentId, found]));
  return ids.flatMap((id) => experiments.get(id) ?? []);
}

async function withTags(sql: Sql, rows: readonly ExperimentRow[]): Promise<Experiment[]> {
  if (rows.length === 0) return [];
  const tags = Map.groupBy(
    await sql.all<{ id: number; key: string; value: string }>(
      `SELECT experiment_id AS id, key, value FROM experiment_tags WHERE experiment_id IN (${
        rows.map(() => "?")
      })`,
      ...rows.map(({ experimentId }) => experimentId),
    ),
    ({ id }) => id,
  );
  return rows.map(({ location, ...row }) => ({
    ...row,
    artifactLocation: experimentArtifactUri(row.experimentId, location),
    tags: Object.fromEntries((tags.get(row.experimentId) ?? []).map(({ key, value }) => [key, value])),
  }));
}

async function createExperiment(sql: Sql, now: number, draft: ExperimentDraft): Promise<Experiment> {
  const { name, artifactLocation = null, tags = {} } = draft;
  assertExperimentName(name);
  const row = await sql.one<{ id: number }>(
    `INSERT INTO experiments (name, artifact_location, created_at, updated_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (name) DO NOTHING RETURNING experiment_id AS id`,
    ...[name, artifactLocation, now, now],
  );
  if (row === undefined) throw nameTaken(name);
  await insertTags(sql, row.id, tags);
  return await getExperiment(sql, row.id);
}

async function getOrCreate(sql: Sql, now: number, name: string): Promise<Experiment> {
  const experiment = await findByName(sql, name) ?? await createExperiment(sql, now, { name });
  if (experiment.deletedAt === null) return experiment;
  throw deletedExperiment(experiment);
}

async function findByName(sql: Sql, name: string): Promise<Experiment | undefined> {
  const row = await sql.one<ExperimentRow>(`${SELECT} WHERE name = ?`, name);
  return row && (await withTags(sql, [row]))[0];
}

async function getByName(sql: Sql, name: string): Promise<Experiment> {
  const experiment = await findByName(sql, name);
  if (experiment) return experiment;
  throw new NotFoundError(`Cannot find experiment "${name}"`, "taxi runs list", { experimentName: name });
}

async function getExperiment(sql: Sql, experimentId: number): Promise<Experiment> {
  const row = await sql.one<ExperimentRow>(`${SELECT} WHERE experiment_id = ?`, experimentId);
  if (row) return (await withTags(sql, [row]))[0];
  throw new NotFoundError(`Cannot find experiment ${experimentId}`, "taxi runs list", {
    experiment: experimentId,
  });
}

async function listExperiments(sql: Sql, deleted: boolean): Promise<Experiment[]> {
  const which = `deleted_at IS ${deleted ? "NOT NULL" : "NULL"}`;
  return await withTags(
    sql,
    await sql.all<ExperimentRow>(`${SELECT} WHERE ${which} ORDER BY created_at DESC, experiment_id DESC`),
  );
}

/** Refuses to change an experiment that is not there or deleted. @throws NotFoundError; TaxiError `experiment_deleted` */
export async function assertActiveExperiment(sql: Sql, experimentId: number): Promise<Experiment> {
  const experiment = await getExperiment(sql, experimentId);
  if (experiment.deletedAt === null) return experiment;
  throw deletedExperiment(experiment);
}

async function rename(sql: Sql, now: number, experimentId: number, name: string): Promise<void> {
  assertExperimentName(name);
  await assertActiveExperiment(sql, experimentId);
  const holder = await findByName(sql, name);
  if (holder && holder.experimentId !== experimentId) throw nameTaken(name);
  const statement = "UPDATE experiments SET name = ?, updated_at = ? WHERE experiment_id = ?";
  await sql.run(statement, name, now, experimentId);
}

async function setTags(
  sql: Sql,
  experimentId: number,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  await assertActiveExperiment(sql, experimentId);
  await insertTags(sql, experimentId, tags);
}

async function insertTags(
  sql: Sql,
  experimentId: number,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const rows = Object.entries(tags);
  for (const [key, value] of rows) {
    assertKey("tag", key);
    assertText(`tag "${key}"`, value, 20_000);
  }
  await sql.many(
    `INSERT INTO experiment_tags (experiment_id, key, value) VALUES (?, ?, ?)
     ON CONFLICT (experiment_id, key) DO UPDATE SET value = excluded.value`,
    rows.map(([key, value]) => [experimentId, key, value]),
  );
}

async function deleteTag(sql: Sql, experimentId: number, key: string): Promise<void> {
  await assertActiveExperiment(sql, experimentId);
  const statement = "DELETE FROM experiment_tags WHERE experiment_id = ? AND key = ?";
  if (await sql.run(statement, experimentId, key) > 0) return;
  throw new NotFoundError(`Cannot find tag "${key}" of experiment ${experimentId}`, undefined, {
    experiment: experimentId,
    tag: key,
  });
}

async function setDeleted(
  sql: Sql,
  now: number,
  experimentId: number,
  deletedAt: number | null,
): Promise<void> {
  await getExperiment(sql, experimentId);
  const statement = "UPDATE experiments SET deleted_at = ?, updated_at = ? WHERE experiment_id = ?";
  await sql.run(statement, deletedAt, now, experimentId);
  await sql.run("UPDATE runs SET deleted_at = ? WHERE experiment_id = ?", deletedAt, experimentId);
}

/** Refuses what is no name of an experiment. */
export function assertExperimentName(name: string): void {
  if (name.trim() === "") throw new UsageError(`Cannot create experiment "${name}": expected a name`);
  assertText("an experiment's name", name, 500);
}

function nameTaken(name: string): TaxiError {
  return new TaxiError(
    `Cannot name an experiment "${name}": there is one of that name, expected another name`,
    {
      code: "already_exists",
      about: { experimentName: name },
    },
  );
}

function deletedExperiment({ name, experimentId }: Experiment): TaxiError {
  return new TaxiError(`Cannot use experiment "${name}": it is deleted, expected an active one`, {
    code: "experiment_deleted",
    about: { experiment: experimentId },
  });
}
