import { join } from "node:path";
import type { PostgresAddress } from "../lib/postgres_address.ts";
import type { S3Address } from "../lib/s3_address.ts";
import { openDatabase } from "../lib/sqlite.ts";
import { sqliteDatabase } from "../lib/sqlite_sql.ts";
import { type Artifacts, storedArtifacts } from "./artifacts.ts";
import { type ChildRuns, storedChildRuns } from "./child_runs.ts";
import { type Curves, storedCurves } from "./curves.ts";
import { databaseId } from "./database_id.ts";
import { type ExperimentActivity, storedExperimentActivity } from "./experiment_activity.ts";
import { type FlowSchedules, storedSchedules } from "./flows/flow_schedules.ts";
import { type Flows, storedFlows } from "./flows/flow_store.ts";
import { type Experiments, storedExperiments } from "./experiments.ts";
import { type Files, storedFiles } from "./files.ts";
import { type Garbage, storedGarbage } from "./garbage/garbage.ts";
import { markedBlobs, otherUsers } from "./garbage/other_users.ts";
import { markKilledRuns } from "./killed_runs.ts";
import { type LoggedModels, storedLoggedModels } from "./logged_models.ts";
import { TRACKING_MIGRATIONS } from "./migrations.ts";
import { type ModelRegistry, storedModelRegistry } from "./model_registry.ts";
import { openBlobs, openBucket } from "./open_blobs.ts";
import { openRunLocks } from "./run_locks.ts";
import { type KeysOfRuns, storedRunKeys } from "./run_keys.ts";
import { type RunLog, storedRunLog } from "./run_log.ts";
import { type RunTable, storedRunTable } from "./run_table.ts";
import { storedRunValues, type ValuesOfRuns } from "./run_values.ts";
import { type Runs, storedRuns } from "./runs.ts";
import type { StoreContext } from "./store_context.ts";
import { storedTransfer, type Transfer } from "./transfer/transfer.ts";

/** Everything that is tracked in one home. Any number of processes may have the same home open. */
export interface Tracking extends AsyncDisposable {
  /** Collections of runs. */
  readonly experiments: Experiments & ExperimentActivity;
  /** Runs and what was logged to them. */
  readonly runs: Runs & RunLog & ChildRuns & ValuesOfRuns & KeysOfRuns & RunTable;
  /** Histories of metrics as they are looked at. */
  readonly curves: Curves;
  /** Files of runs. */
  readonly artifacts: Artifacts;
  /** All files, those of runs among them, as a tree. */
  readonly files: Files;
  /** Models as runs make them, before one is registered. */
  readonly loggedModels: LoggedModels;
  /** Registered models, their versions and aliases. */
  readonly models: ModelRegistry;
  /** Runs of flows, task by task. */
  readonly flows: Flows;
  /** When flows are to run. */
  readonly schedules: FlowSchedules;
  /** Whole experiments, carried in and out. */
  readonly transfer: Transfer;
  /** What was deleted, to be removed for good. */
  readonly garbage: Garbage;
  /** Runs that were found dead on opening and marked `killed`. */
  readonly killedRuns: readonly string[];
  /** Lets go of the store. Runs of this process that were not ended count as killed from now on. */
  close(): Promise<void>;
}

/**
 * Opens (and creates) the tracking store of a home: `tracking.db`, `artifacts/` and `locks/` in that folder. Runs whose
 * process died are marked `killed` first.
 *
 * With a database of a PostgreSQL server, that takes the place of `tracking.db`. Other homes may use it too: the files of the
 * artifacts stay in the home that wrote them, unless they all name the same bucket, and of dead runs only those of this home
 * are marked.
 *
 * @param options.now the clock, milliseconds since 1970-01-01 UTC
 * @param options.database in place of `tracking.db`
 * @param options.durable what is committed is on the disk, and no power cut takes it back
 * @param options.artifacts in place of `artifacts/`; where another database has its artifacts too, `garbage` removes none
 * @throws TaxiError when the database cannot be opened or was written by a newer `taxi`
 */
export async function openTracking(
  home: string,
  options: {
    readonly now?: () => number;
    readonly database?: PostgresAddress;
    readonly artifacts?: S3Address;
    readonly durable?: boolean;
  } = {},
): Promise<Tracking> {
  const { now = Date.now, database, artifacts, durable = false } = options;
  const { id, ...opened } = database === undefined
    ? openSqlite(home, durable)
    : await openPostgres(home, database);
  const bucket = artifacts && openBucket(home, artifacts, id);
  return await openStore({ ...opened, ...bucket, now });
}

interface OpenedDatabase extends Omit<StoreContext, "now"> {
  /** Tells the database from all others. */
  readonly id: () => Promise<string>;
}

function openSqlite(home: string, durable: boolean): OpenedDatabase {
  const path = join(home, "tracking.db");
  const writing = openDatabase(path, TRACKING_MIGRATIONS, { durable });
  return {
    sql: sqliteDatabase(openDatabase(path, TRACKING_MIGRATIONS), writing),
    locks: openRunLocks(join(home, "locks")),
    flowLocks: openRunLocks(join(home, "locks", "flows")),
    shared: false,
    blobs: openBlobs(home),
    otherUsers: () => otherUsers(home),
    id: () => databaseId(home),
  };
}

/** Runs of another database have their locks elsewhere, so that nobody sweeps them who does not know the runs. */
async function openPostgres(home: string, database: PostgresAddress): Promise<OpenedDatabase> {
  const { openPostgresTracking } = await import("./postgres_tracking.ts"); // most homes never need the driver
  const { sql, id } = await openPostgresTracking(database);
  const artifacts = join(home, "artifacts"), locks = join(home, "locks", id);
  return {
    sql,
    locks: openRunLocks(locks),
    flowLocks: openRunLocks(join(locks, "flows")),
    shared: true,
    blobs: markedBlobs(openBlobs(home), artifacts, id),
    otherUsers: () => otherUsers(home, id),
    id: () => Promise.resolve(id),
  };
}

/** The store of an open database, whichever it is. Runs whose process died are marked `killed` first. */
export async function openStore(context: StoreContext): Promise<Tracking> {
  const close = async () => {
    context.locks.abandon();
    context.flowLocks.abandon();
    await context.sql.close();
  };
  const files = storedFiles(context);
  return {
    killedRuns: await markOrClose(context, close),
    experiments: { ...storedExperiments(context), ...storedExperimentActivity(context) },
    runs: {
      ...storedRuns(context),
      ...storedRunLog(context),
      ...storedChildRuns(context),
      ...storedRunValues(context),
      ...storedRunKeys(context),
      ...storedRunTable(context),
    },
    curves: storedCurves(context),
    artifacts: storedArtifacts(context, files),
    files,
    loggedModels: storedLoggedModels(context),
    models: storedModelRegistry(context),
    flows: storedFlows(context),
    schedules: storedSchedules(context),
    garbage: storedGarbage(context),
    transfer: storedTransfer(context),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function markOrClose(context: StoreContext, close: () => Promise<void>): Promise<string[]> {
  try {
    return await markKilledRuns(context);
  } catch (error) {
    await close();
    throw error;
  }
}
