import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { TaxiError } from "./errors.ts";
import { systemFault } from "./system_fault.ts";

/** One numbered step of a schema; steps are applied in order, each once, all missing ones in one transaction. */
export interface Migration {
  /** Counts up from 1 without gaps; kept in the database as `user_version`. */
  readonly version: number;
  /** The statements; none of them may begin or end a transaction. */
  readonly sql: string;
}

/** How long a process waits for another one's transaction before it gives up. */
const BUSY_TIMEOUT_MS = 10_000;

const RETRY_MS = 10;

/**
 * Opens (and creates) a SQLite database for several processes at once: the busy timeout first, so that even switching
 * to WAL waits its turn, then the migrations that are still missing. A database that holds data is copied to
 * `<path>.schema-<version>.backup` before it is migrated.
 *
 * A commit survives the death of the process at once; a power cut may take back the last commits, never tear one, unless they are
 * to be durable.
 *
 * @param options.busyTimeoutMs how long to wait for another process's transaction; ten seconds unless told
 * @param options.durable each commit of this connection is on the disk before it is told of, which takes longer
 * @param options.incrementalVacuum makes a new database one that can give room back step by step, and an old one at its next VACUUM
 * @throws TaxiError when the file is not a database, belongs to another program or was written by a newer `taxi`;
 * `database_busy` when another process kept it locked for longer than the busy timeout
 */
export function openDatabase(
  path: string,
  migrations: readonly Migration[],
  options: {
    readonly busyTimeoutMs?: number;
    readonly durable?: boolean;
    readonly incrementalVacuum?: boolean;
  } = {},
): DatabaseSync {
  const timeout = options.busyTimeoutMs ?? BUSY_TIMEOUT_MS;
  let database: DatabaseSync | undefined;
  try {
    if (path !== ":memory:") Deno.mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path, { timeout, enableForeignKeyConstraints: true });
    if (options.incrementalVacuum) wantIncrementalVacuum(database);
    useWriteAheadLog(database, timeout);
    database.exec(`PRAGMA synchronous = ${options.durable ? "FULL" : "NORMAL"}`);
    migrate(database, path, migrations);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof TaxiError) throw error;
    throw openFault(path, error as Error);
  }
}

/**
 * Opens a database that is there, only to read, and without ever waiting for another process: a read throws while one has it
 * locked for itself, which in WAL mode is for moments of its first and last connection only.
 *
 * Nothing can be written, yet SQLite may write to the file: a connection that it opens only to read leaves the files of the
 * write-ahead log behind, where the last of all connections should remove them.
 *
 * @throws TaxiError `database` when it is not there or cannot be opened
 */
export function openForReading(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    const url = pathToFileURL(path);
    url.searchParams.set("mode", "rw"); // makes no file
    database = new DatabaseSync(url.href, { timeout: 0 });
    database.exec("PRAGMA query_only = 1");
    return database;
  } catch (error) {
    database?.close();
    throw openFault(path, error as Error);
  }
}

/** Before the first page is written; said again, it would write to a database that has it. */
function wantIncrementalVacuum(database: DatabaseSync): void {
  const { auto_vacuum } = selectOne<{ auto_vacuum: number }>(database, "PRAGMA auto_vacuum")!;
  if (auto_vacuum === 0) database.exec("PRAGMA auto_vacuum = INCREMENTAL");
}

/**
 * Switches a new database to WAL, which it stays in. Of processes that switch at the same moment SQLite refuses all but one at
 * once, for waiting for each other would never end; so that the busy timeout is kept here.
 */
function useWriteAheadLog(database: DatabaseSync, timeout: number): void {
  const end = performance.now() + timeout;
  while (true) {
    try {
      return database.exec("PRAGMA journal_mode = WAL");
    } catch (error) {
      if (!isLocked(error) || performance.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS); // sleeps
    }
  }
}

function openFault(path: string, error: Error): TaxiError {
  const doing = `Cannot open database "${path}"`;
  if (isLocked(error)) {
    return new TaxiError(`${doing}: another process keeps it locked`, {
      code: "database_busy",
      cause: error,
    });
  }
  const expected = error.message === "disk I/O error" // all that SQLite says of a full disk here
    ? ", expected a disk with room and without faults"
    : "";
  const message = systemFault(error, doing)?.message ?? `${doing}: ${error.message}${expected}`;
  return new TaxiError(message, { code: "database", cause: error });
}

/**
 * Runs `work` in one write transaction: all of it is kept, or nothing. The write lock is taken before the first read,
 * so that what `work` read still holds when it writes. `work` must not wait for anything.
 *
 * @throws TaxiError `database_busy` when another process kept the lock longer than the busy timeout; `disk_full`
 */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  begin(database);
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // A full disk ends the transaction by itself; a ROLLBACK would then hide the error that tells so.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw translateDiskFull(database, error);
  }
}

/** Whether SQLite refused because another connection has the lock (SQLITE_BUSY). */
export function isLocked(error: unknown): boolean {
  return error instanceof Error && error.message.includes("database is locked");
}

function isDiskFull(error: unknown): error is Error {
  return error instanceof Error && error.message === "database or disk is full"; // SQLITE_FULL, as SQLite words it
}

/** The error as it is, but one that tells of a full disk as a TaxiError `disk_full`. */
export function translateDiskFull(database: DatabaseSync, error: unknown): unknown {
  return isDiskFull(error) ? diskFull(database, error) : error;
}

function diskFull(database: DatabaseSync, cause: Error): TaxiError {
  return new TaxiError(`Cannot write to "${database.location()}": the disk is full`, {
    code: "disk_full",
    cause,
  });
}

/** The rows a query gives, as plain objects. `Row` states what the query selects; it is not checked. */
export function selectAll<Row>(database: DatabaseSync, sql: string, ...values: SQLInputValue[]): Row[] {
  return database.prepare(sql).all(...values).map((row) => ({ ...row }) as Row);
}

/** {@linkcode selectAll} for the first row. */
export function selectOne<Row>(
  database: DatabaseSync,
  sql: string,
  ...values: SQLInputValue[]
): Row | undefined {
  const row = database.prepare(sql).get(...values);
  return row && { ...row } as Row;
}

/** Runs one writing statement and gives the number of rows it changed. @throws TaxiError `disk_full` */
export function execute(database: DatabaseSync, sql: string, ...values: SQLInputValue[]): number {
  try {
    return Number(database.prepare(sql).run(...values).changes);
  } catch (error) {
    throw translateDiskFull(database, error);
  }
}

function begin(database: DatabaseSync): void {
  try {
    database.exec("BEGIN IMMEDIATE");
  } catch (error) {
    if (!isLocked(error)) throw error;
    const { timeout } = selectOne<{ timeout: number }>(database, "PRAGMA busy_timeout")!;
    throw new TaxiError(
      `Cannot write to "${database.location()}": another process kept it locked for ${
        timeout / 1000
      } seconds`,
      { code: "database_busy", cause: error },
    );
  }
}

function migrate(database: DatabaseSync, path: string, migrations: readonly Migration[]): void {
  const found = schemaVersion(database);
  if (found === migrations.length) return;
  if (found > 0 && found < migrations.length && path !== ":memory:") backUp(database, path, found);
  database.exec("PRAGMA foreign_keys = OFF"); // a step may put a new table in the place of one that others refer to
  transaction(database, () => {
    const current = schemaVersion(database); // again, now that no other process can be migrating
    refuseForeign(database, path, current, migrations.length);
    for (const { version, sql } of migrations.slice(current)) {
      database.exec(sql);
      database.exec(`PRAGMA user_version = ${version}`);
    }
  });
  database.exec("PRAGMA foreign_keys = ON");
}

function refuseForeign(database: DatabaseSync, path: string, found: number, known: number): void {
  if (found > known) {
    throw new TaxiError(
      `Database "${path}" has schema ${found}, expected at most ${known}: it was written by a newer taxi`,
      { code: "database_version" },
    );
  }
  const table = selectOne<{ name: string }>(database, "SELECT name FROM sqlite_schema WHERE type = 'table'");
  if (found === 0 && table) {
    throw new TaxiError(
      `Cannot open database "${path}": it has table "${table.name}" of another program, expected a database of taxi`,
      { code: "database" },
    );
  }
}

/**
 * Copies the database as it is to `<path>.schema-<version>.backup`. Another process may migrate at the same moment:
 * then its backup is as good as ours, and a copy that already has the new schema is dropped.
 */
function backUp(database: DatabaseSync, path: string, version: number): void {
  const temporary = `${path}.${Deno.pid}.backup.tmp`;
  removeIfThere(temporary); // of a process that died with our number
  database.prepare("VACUUM INTO ?").run(temporary);
  const copy = new DatabaseSync(temporary, { readOnly: true });
  const copied = schemaVersion(copy);
  copy.close();
  if (copied === version) Deno.renameSync(temporary, `${path}.schema-${version}.backup`);
  else Deno.removeSync(temporary);
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()!.user_version);
}
