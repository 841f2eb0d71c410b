import type { DatabaseSync } from "node:sqlite";
import { execute, selectAll, selectOne } from "../lib/sqlite.ts";
import { firstIdAt } from "./prediction_id.ts";

/** How much of the log is kept; all that is given holds at once. */
export interface LogLimits {
  /** Nothing that is older than so many milliseconds. */
  readonly keepMilliseconds?: number;
  /** The newest of what fits into so many bytes. */
  readonly maxBytes?: number;
}

/** Rows that one step removes: ten milliseconds of work. */
const STEP_ROWS = 5000;
/** Pages that one step gives back. */
const STEP_PAGES = 1000;
/** Less free room than this part of the file is kept for what comes next. */
const FREE_PART = 1 / 8;

/**
 * One short step towards the limits: removes some of the oldest predictions, or, once none is too old, gives some of their room
 * back to the disk.
 *
 * @param now milliseconds since 1970-01-01 UTC
 * @returns whether there is more to do
 */
export function prune(database: DatabaseSync, limits: LogLimits, now: number): boolean {
  return removeOldest(database, limits, now) > 0 || giveBackRoom(database, FREE_PART);
}

/** Removes some of the oldest predictions that are beyond the limits. @returns how many */
export function removeOldest(
  database: DatabaseSync,
  { keepMilliseconds, maxBytes }: LogLimits,
  now: number,
): number {
  if (maxBytes !== undefined && usedBytes(database) > maxBytes) return removeBefore(database, LAST_ID);
  return keepMilliseconds === undefined
    ? 0
    : removeBefore(database, firstIdAt(Math.max(0, now - keepMilliseconds)));
}

/**
 * Gives some free room back to the disk.
 *
 * @param part the part of the file that may stay free
 * @returns whether there is more of it
 */
export function giveBackRoom(database: DatabaseSync, part: number): boolean {
  const { pages, free } = room(database);
  if (free <= pages * part) return false;
  selectAll(database, `PRAGMA incremental_vacuum(${STEP_PAGES})`); // a page a row; exec would stop after the first
  return room(database).free < free;
}

const LAST_ID = new Uint8Array(16).fill(0xff);

/** Some of the oldest predictions before an id. One bound, for of two SQLite would take the wrong one and read the whole table. */
function removeBefore(database: DatabaseSync, end: Uint8Array): number {
  const sql = `DELETE FROM predictions WHERE request_id < min(?1, ifnull(
    (SELECT request_id FROM predictions ORDER BY request_id LIMIT 1 OFFSET ${STEP_ROWS}), ?1))`;
  return execute(database, sql, end);
}

/** Of what is stored; the free room within the file is not counted, for it is filled first. */
function usedBytes(database: DatabaseSync): number {
  const { pages, free, bytes } = room(database);
  return (pages - free) * bytes;
}

function room(database: DatabaseSync): { pages: number; free: number; bytes: number } {
  return selectOne(
    database,
    `SELECT page_count AS pages, freelist_count AS free, page_size AS bytes
     FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
  )!;
}
