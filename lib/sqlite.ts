import { DatabaseSync } from "node:sqlite";
import { dirname } from "node:path";
import { TaxiError } from "./errors.ts";

/** One numbered step of a schema; steps are applied in order, each once, each in its own transaction. */
export interface Migration {
  /** Counts up from 1 without gaps. */
  readonly version: number;
  readonly sql: string;
}

/**
 * Opens (and creates) a SQLite database for several processes at once: the busy timeout first, so that even switching
 * to WAL waits its turn, then the migrations that are still missing.
 *
 * @throws TaxiError when the file is not a database or was written by a newer `taxi`
 */
export function openDatabase(path: string, migrations: readonly Migration[]): DatabaseSync {
  if (path !== ":memory:") Deno.mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA busy_timeout = 10000");
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = NORMAL");
    database.exec("PRAGMA foreign_keys = ON");
    migrate(database, path, migrations);
    return database;
  } catch (error) {
    database.close();
    if (error instanceof TaxiError) throw error;
    throw new TaxiError(`Cannot open database "${path}": ${(error as Error).message}`, {
      code: "database",
      cause: error,
    });
  }
}

/** Runs `work` in one write transaction: all of it is kept, or nothing. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

function migrate(database: DatabaseSync, path: string, migrations: readonly Migration[]): void {
  if (schemaVersion(database) === migrations.length) return;
  transaction(database, () => {
    const found = schemaVersion(database); // again, now that no other process can be migrating
    if (found > migrations.length) {
      throw new TaxiError(
        `Database "${path}" has schema ${found}, expected at most ${migrations.length}: it was written by a newer taxi`,
        { code: "database_version" },
      );
    }
    for (const { version, sql } of migrations.slice(found)) {
      database.exec(sql);
      database.exec(`PRAGMA user_version = ${version}`);
    }
  });
}

function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()!.user_version);
}
