import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openDatabase, selectOne } from "../lib/sqlite.ts";
import { PREDICTION_MIGRATIONS } from "./migrations.ts";

/**
 * Opens (and creates) `predictions.db` of a home. Any number of processes may have it open.
 *
 * @throws TaxiError when the file is not a database or was written by a newer `taxi`
 */
export function openPredictionDatabase(home: string): DatabaseSync {
  const database = openDatabase(join(home, "predictions.db"), PREDICTION_MIGRATIONS, {
    incrementalVacuum: true,
  });
  const { auto_vacuum } = selectOne<{ auto_vacuum: number }>(database, "PRAGMA auto_vacuum")!;
  if (auto_vacuum === 0) makeShrinkable(database);
  return database;
}

/** A log of an older taxi is written anew, once, so that it can give back room; while others use it, that waits. */
function makeShrinkable(database: DatabaseSync): void {
  try {
    database.exec("VACUUM");
  } catch {
    // Busy, or a disk without room for a second copy: until a later opening, pruned room is used again, not given back.
  }
}
