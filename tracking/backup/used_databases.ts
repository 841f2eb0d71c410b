import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TaxiError } from "../../lib/errors.ts";
import { isLocked } from "../../lib/sqlite.ts";
import { statFileSync } from "../../lib/stat_file.ts";

/**
 * Refuses a database that another process has open, even if it does nothing: SQLite gives the whole of it to one connection only
 * when there is no other. Changes nothing that can be read of it.
 *
 * @throws TaxiError `in_use`
 */
export function assertUnused(home: string, name: string): void {
  alone(join(home, name), "PRAGMA locking_mode = EXCLUSIVE; SELECT * FROM sqlite_schema");
}

/**
 * {@linkcode assertUnused} for a database that is about to be replaced: what is in its write-ahead log is put into it, so that
 * it can be kept alone.
 */
export function endLog(home: string, name: string): void {
  alone(join(home, name), "PRAGMA journal_mode = DELETE");
}

function alone(path: string, statements: string): void {
  if (!statFileSync(path)) return;
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec(statements);
  } catch (error) {
    if (!isLocked(error)) return; // no database at all: whoever has it open has nothing of it
    throw new TaxiError(
      `Cannot replace "${path}": another process has it open, expected none: stop taxi serve and whatever else uses the home`,
      { code: "in_use", cause: error },
    );
  } finally {
    database.close();
  }
}
