import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { TaxiError } from "../../lib/errors.ts";
import { openForReading, selectOne } from "../../lib/sqlite.ts";

/** What a column of MLflow's database holds. Whole numbers come as bigint, since some are beyond a double. */
export type Cell = string | number | bigint | null;

/**
 * A database of MLflow, open to be read. Its tables have grown with MLflow: what an older one lacks reads as no row or as null.
 * Names are unique in a workspace only, so that those of the default one are read and no others.
 */
export interface MlflowSchema {
  /** The connection. */
  readonly database: DatabaseSync;
  /** MLflow's name for the form of its tables. */
  readonly version: string;
  /** Names of the other workspaces. */
  readonly otherWorkspaces: readonly string[];
  /** A query of these columns of a table, `rowid` and `count(*)` too, followed by `rest`, such as a WHERE; each row as a list. */
  rows<Row extends readonly Cell[]>(
    table: string,
    columns: readonly string[],
    rest?: string,
  ): (...values: (string | number | bigint)[]) => Row[];
}

/** What can be asked of every table. */
const BUILT_IN: readonly string[] = ["rowid", "count(*)"];

/** What every MLflow since 1.12 has; an import that found less would lose something. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  experiments: ["experiment_id", "name", "artifact_location", "lifecycle_stage"],
  experiment_tags: ["experiment_id", "key", "value"],
  runs: [
    "run_uuid",
    "experiment_id",
    "name",
    "user_id",
    "status",
    "start_time",
    "end_time",
    "lifecycle_stage",
  ],
  params: ["run_uuid", "key", "value"],
  tags: ["run_uuid", "key", "value"],
  metrics: ["run_uuid", "key", "value", "timestamp", "step", "is_nan"],
  registered_models: ["name", "creation_time", "last_updated_time"],
  model_versions: ["name", "version", "source", "run_id", "current_stage", "status"],
};

/** MLflow may be writing meanwhile. */
const BUSY_MILLISECONDS = 10_000;

/** Opens a database that MLflow wrote. @throws TaxiError when it is none, or lacks what every MLflow since 1.12 has */
export function openMlflowSchema(path: string): MlflowSchema {
  const database = openForReading(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_MILLISECONDS}`);
    return readSchema(database, path);
  } catch (error) {
    database.close();
    if (error instanceof TaxiError) throw error;
    throw foreign(path, (error as Error).message);
  }
}

function readSchema(database: DatabaseSync, path: string): MlflowSchema {
  const columns = new Map<string, ReadonlySet<string>>();
  const columnsOf = (table: string): ReadonlySet<string> => {
    const known = columns.get(table) ?? readColumns(database, table);
    columns.set(table, known);
    return known;
  };
  for (const [table, expected] of Object.entries({ alembic_version: ["version_num"], ...EXPECTED })) {
    const found = columnsOf(table);
    if (found.size === 0) throw foreign(path, `it has no table "${table}"`);
    const missing = expected.find((column) => !found.has(column));
    if (missing !== undefined) throw foreign(path, `its table "${table}" has no column "${missing}"`);
  }
  const version = selectOne<{ version_num: string }>(database, "SELECT version_num FROM alembic_version");
  const prepared = new Map<string, StatementSync>();
  return {
    database,
    version: version?.version_num ?? "",
    otherWorkspaces: columnsOf("experiments").has("workspace") ? readOtherWorkspaces(database) : [],
    rows: <Row extends readonly Cell[]>(table: string, wanted: readonly string[], rest = "") => {
      const there = columnsOf(table);
      if (there.size === 0) return () => [];
      const list = wanted.map((column) => there.has(column) || BUILT_IN.includes(column) ? column : "NULL")
        .join(
          ", ",
        );
      const from = there.has("workspace") ? `(SELECT * FROM ${table} WHERE workspace = 'default')` : table;
      const text = `SELECT ${list} FROM ${from} ${rest}`;
      const statement = prepared.get(text) ?? prepare(database, text);
      prepared.set(text, statement);
      return (...values) => readRows(statement, values, path) as Row[];
    },
  };
}

/**
 * All at once: Deno's `iterate` ends without a word where a page cannot be read.
 *
 * @throws TaxiError `damaged` when the database cannot be read
 */
function readRows(statement: StatementSync, values: readonly SQLInputValue[], path: string): unknown[] {
  try {
    return statement.all(...values);
  } catch (cause) {
    throw new TaxiError(`Cannot read "${path}": ${(cause as Error).message}`, { code: "damaged", cause });
  }
}

/** The types of Deno do not know what its statements can. */
type ListStatement = StatementSync & { setReturnArrays(enabled: boolean): void };

function prepare(database: DatabaseSync, text: string): StatementSync {
  const statement = database.prepare(text) as ListStatement;
  statement.setReturnArrays(true);
  statement.setReadBigInts(true);
  return statement;
}

function readColumns(database: DatabaseSync, table: string): ReadonlySet<string> {
  const rows = database.prepare("SELECT name FROM pragma_table_info(?)").all(table);
  return new Set(rows.map(({ name }) => String(name)));
}

function readOtherWorkspaces(database: DatabaseSync): string[] {
  const select = "SELECT DISTINCT workspace FROM experiments WHERE workspace != 'default' ORDER BY 1";
  return database.prepare(select).all().map(({ workspace }) => String(workspace));
}

function foreign(path: string, found: string): TaxiError {
  return new TaxiError(
    `Cannot import "${path}": ${found}, expected a database of MLflow 1.12 or newer`,
    { code: "not_importable" },
  );
}
