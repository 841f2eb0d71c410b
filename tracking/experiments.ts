import { NotFoundError, TaxiError, UsageError } from "../lib/errors.ts";
import { execute, selectAll, selectOne, transaction } from "../lib/sqlite.ts";
import { assertKey, assertText } from "./key_rules.ts";
import type { StoreContext } from "./store_context.ts";

/** A named collection of runs. Times are milliseconds since 1970-01-01 UTC. */
export interface Experiment {
  /** `0` is "Default". */
  readonly experimentId: number;
  /** Unique, deleted experiments included. */
  readonly name: string;
  /** Where a client asked to have artifacts; null: this home. */
  readonly artifactLocation: string | null;
  /** When it was made. */
  readonly createdAt: number;
  /** When the experiment itself last changed; runs do not count. */
  readonly updatedAt: number;
  /** Null unless deleted; a deleted experiment keeps its name and its runs. */
  readonly deletedAt: number | null;
  /** Values by key. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Experiments of one store. */
export interface Experiments {
  /** The active experiment of that name, made if there is none. @throws TaxiError when it is deleted */
  getOrCreate(name: string): Promise<Experiment>;
  /** The experiment with this id; deleted ones are found too. @throws NotFoundError */
  get(experimentId: number): Promise<Experiment>;
  /** The experiment of that name; deleted ones are found too. @throws NotFoundError */
  getByName(name: string): Promise<Experiment>;
  /** Newest first; deleted ones only if asked for. */
  list(which?: { readonly deleted: boolean }): Promise<Experiment[]>;
  /** Sets tags, replacing those of the same key. @throws NotFoundError */
  setTags(experimentId: number, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Marks the experiment and all its runs deleted. @throws NotFoundError */
  delete(experimentId: number): Promise<void>;
  /** Takes back {@linkcode Experiments.delete}; runs that had been deleted before come back too, as in MLflow. */
  restore(experimentId: number): Promise<void>;
}

/** {@linkcode Experiments} in SQLite. */
export function sqliteExperiments(context: StoreContext): Experiments {
  return {
    getOrCreate: (name) => Promise.try(getOrCreate, context, name),
    get: (id) => Promise.try(getExperiment, context, id),
    getByName: (name) => Promise.try(getByName, context, name),
    list: (which) => Promise.try(listExperiments, context, which?.deleted ?? false),
    setTags: (id, tags) => Promise.try(setTags, context, id, tags),
    delete: (id) => Promise.try(setDeleted, context, id, context.now()),
    restore: (id) => Promise.try(setDeleted, context, id, null),
  };
}

const SELECT = `
  SELECT experiment_id AS experimentId, name, artifact_location AS artifactLocation, created_at AS createdAt,
    updated_at AS updatedAt, deleted_at AS deletedAt,
    (SELECT json_group_object(key, value) FROM experiment_tags t WHERE t.experiment_id = e.experiment_id) AS tags
  FROM experiments e`;

type ExperimentRow = Omit<Experiment, "tags"> & { readonly tags: string };

function fromRow(row: ExperimentRow): Experiment {
  return { ...row, tags: JSON.parse(row.tags) };
}

function getOrCreate(context: StoreContext, name: string): Experiment {
  const experiment = findByName(context, name) ?? create(context, name);
  if (experiment.deletedAt === null) return experiment;
  throw new TaxiError(`Cannot use experiment "${name}": it is deleted, expected an active one`, {
    code: "experiment_deleted",
  });
}

/** Another process may have made it in between: then that one is given. */
function create(context: StoreContext, name: string): Experiment {
  if (name.trim() === "") throw new UsageError(`Cannot create experiment "${name}": expected a name`);
  assertText("an experiment's name", name, 500);
  const now = context.now();
  execute(
    context.database,
    "INSERT INTO experiments (name, created_at, updated_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    name,
    now,
    now,
  );
  return getByName(context, name);
}

function findByName({ database }: StoreContext, name: string): Experiment | undefined {
  const row = selectOne<ExperimentRow>(database, `${SELECT} WHERE name = ?`, name);
  return row && fromRow(row);
}

function getByName(context: StoreContext, name: string): Experiment {
  const experiment = findByName(context, name);
  if (!experiment) throw new NotFoundError(`Cannot find experiment "${name}"`, "taxi runs list");
  return experiment;
}

function getExperiment({ database }: StoreContext, experimentId: number): Experiment {
  const row = selectOne<ExperimentRow>(database, `${SELECT} WHERE experiment_id = ?`, experimentId);
  if (!row) throw new NotFoundError(`Cannot find experiment ${experimentId}`, "taxi runs list");
  return fromRow(row);
}

function listExperiments({ database }: StoreContext, deleted: boolean): Experiment[] {
  const sql = `${SELECT} WHERE (deleted_at IS NOT NULL) = ? ORDER BY created_at DESC, experiment_id DESC`;
  return selectAll<ExperimentRow>(database, sql, Number(deleted)).map(fromRow);
}

function setTags(context: StoreContext, experimentId: number, tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) {
    assertKey("tag", key);
    assertText(`tag "${key}"`, value, 20_000);
  }
  transaction(context.database, () => {
    getExperiment(context, experimentId);
    for (const [key, value] of Object.entries(tags)) {
      execute(
        context.database,
        "INSERT INTO experiment_tags VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        experimentId,
        key,
        value,
      );
    }
  });
}

function setDeleted(context: StoreContext, experimentId: number, deletedAt: number | null): void {
  const { database, now } = context;
  transaction(database, () => {
    getExperiment(context, experimentId);
    const sql = "UPDATE experiments SET deleted_at = ?, updated_at = ? WHERE experiment_id = ?";
    execute(database, sql, deletedAt, now(), experimentId);
    execute(database, "UPDATE runs SET deleted_at = ? WHERE experiment_id = ?", deletedAt, experimentId);
  });
}
