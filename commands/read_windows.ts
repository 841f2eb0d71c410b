import { basename } from "node:path";
import { UsageError } from "../lib/errors.ts";
import { sha256OfFile } from "../lib/hash.ts";
import { openTable, type TableFile } from "../pipeline/engines/table_file.ts";
import type { Predictor } from "../pipeline/models/predictor.ts";
import { countsAsCategories, type TableRoles, tableWindow } from "../pipeline/monitoring/table_window.ts";
import { TripWindowBuilder } from "../pipeline/monitoring/trip_window.ts";
import type { Window } from "../pipeline/monitoring/window.ts";
import { cleanTrips } from "../pipeline/trips/clean_trips.ts";
import { DEFAULT_MAX_DISTANCE, recordRules } from "../pipeline/trips/cleaning_rules.ts";
import { type Month, parseMonths, span } from "../pipeline/trips/month.ts";
import { normalizeTrips, selectTripColumns } from "../pipeline/trips/normalize_trips.ts";
import { readTrips } from "../pipeline/trips/read_trips.ts";
import type { TaxiKind } from "../pipeline/trips/taxi_kind.ts";
import { TripStore } from "../pipeline/trips/trip_store.ts";
import type { TripTable } from "../pipeline/trips/trip_table.ts";
import type { Home } from "./home.ts";

/** How to look at the windows. */
export interface WindowOptions {
  readonly home: Home;
  readonly taxi: TaxiKind;
  /** Predicts the trips, where a model is asked for. */
  readonly predictor?: Predictor;
  /** For tables that hold no trips. */
  readonly roles: TableRoles;
}

const MONTHS = /^\d{4}-\d{2}(\.\.\d{4}-\d{2})?(,\d{4}-\d{2}(\.\.\d{4}-\d{2})?)*$/;

/**
 * Reads reference and current: each months of the store or a Parquet or CSV file. A file of trip records is cleaned by the rules
 * of `taxi ingest`, any other table is taken as it is, and so is every file when a role is given.
 *
 * @throws UsageError when one holds trips and the other does not, or a role names no column of numbers
 */
export async function readWindows(
  reference: string,
  current: string,
  options: WindowOptions,
): Promise<[Window, Window]> {
  const tables = await Promise.all(
    [reference, current].map((asked) => MONTHS.test(asked) ? undefined : openTable(asked)),
  );
  const [first, second] = tables;
  const { roles, predictor } = options;
  const hasRoles = roles.target !== undefined || roles.prediction !== undefined;
  if (first && second && (hasRoles || !(isTrips(first) && isTrips(second)))) {
    if (predictor) throw unpredictable(isTrips(first) ? second : first, hasRoles);
    for (const table of [first, second]) assertRoles(table, roles);
    return countsAsCategories(second, await readTable(first, roles), await readTable(second, roles));
  }
  if (hasRoles) {
    throw new UsageError(
      `Cannot take --target or --prediction from months: found "${
        first ? current : reference
      }", expected two files`,
      "taxi report --reference a.parquet --current b.parquet --target y --prediction p",
    );
  }
  return [await readTripWindow(reference, first, options), await readTripWindow(current, second, options)];
}

function unpredictable(table: TableFile, hasRoles: boolean): UsageError {
  const found = hasRoles ? "its prediction is a column already" : "it holds no trips";
  return new UsageError(`Cannot predict "${basename(table.path)}": ${found}, expected trips for --model`);
}

function assertRoles(table: TableFile, roles: TableRoles): void {
  for (const [role, column] of Object.entries(roles)) {
    if (column === undefined) continue;
    const type = table.columns.get(column);
    if (type !== undefined && type !== "string" && type !== "timestamp") continue;
    const found = type === undefined ? `it has ${[...table.columns.keys()].join(", ")}` : `it holds ${type}s`;
    throw new UsageError(
      `Cannot take "${column}" of "${
        basename(table.path)
      }" as --${role}: ${found}, expected a column of numbers`,
    );
  }
}

async function readTable(table: TableFile, roles: TableRoles): Promise<Window> {
  return await tableWindow(
    table,
    { name: basename(table.path), hash: await sha256OfFile(table.path) },
    roles,
  );
}

async function readTripWindow(
  asked: string,
  table: TableFile | undefined,
  options: WindowOptions,
): Promise<Window> {
  const { home, taxi, predictor } = options;
  const window = new TripWindowBuilder();
  if (table !== undefined) {
    for await (const trips of readTripFile(table)) window.add(trips, predictor?.predict(trips));
    return window.finish({ name: basename(table.path), hash: await sha256OfFile(table.path) });
  }
  const months: readonly Month[] = parseMonths(asked);
  const store = new TripStore(home.trips);
  for await (const trips of readTrips(store, await store.findAll(taxi, months), months)) {
    window.add(trips, predictor?.predict(trips));
  }
  const { sha256 } = await store.datasetRef(taxi, months);
  return window.finish({ name: `${taxi} ${span(months)}`, hash: sha256 });
}

async function* readTripFile(table: TableFile): AsyncGenerator<TripTable> {
  const rules = recordRules(DEFAULT_MAX_DISTANCE);
  for await (const batch of table.read(selectTripColumns(table))) {
    yield cleanTrips(normalizeTrips(batch), rules).kept;
  }
}

/** Whether a table has the columns of a trip record. */
function isTrips(table: TableFile): boolean {
  const names = new Set([...table.columns.keys()].map((name) => name.toLowerCase()));
  return ["pulocationid", "dolocationid", "trip_distance"].every((name) => names.has(name)) &&
    [...names].some((name) => name.endsWith("dropoff_datetime"));
}
