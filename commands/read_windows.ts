import { basename } from "node:path";
import { TaxiError, UsageError } from "../lib/errors.ts";
import { sha256OfFile } from "../lib/hash.ts";
import { openTable, type TableFile } from "../pipeline/engines/table_file.ts";
import { predictedIntervals } from "../pipeline/models/predicted_intervals.ts";
import type { Predictor } from "../pipeline/models/predictor.ts";
import { typeColumns } from "../pipeline/monitoring/column_typing.ts";
import type { Parity, RegressionPerformance } from "../pipeline/monitoring/monitoring_result.ts";
import { dayOf } from "../pipeline/monitoring/day_counts.ts";
import { planTable, type TableMapping } from "../pipeline/monitoring/table_plan.ts";
import { tableWindow } from "../pipeline/monitoring/table_window.ts";
import { TripWindowBuilder } from "../pipeline/monitoring/trip_window.ts";
import type { Window } from "../pipeline/monitoring/window.ts";
import { cleanTrips } from "../pipeline/trips/clean_trips.ts";
import { DEFAULT_MAX_DISTANCE, recordRules } from "../pipeline/trips/cleaning_rules.ts";
import { type Month, monthEnd, monthStart, parseMonths, span } from "../pipeline/trips/month.ts";
import { normalizeTrips, selectTripColumns } from "../pipeline/trips/normalize_trips.ts";
import { readTrips } from "../pipeline/trips/read_trips.ts";
import type { TaxiKind } from "../pipeline/trips/taxi_kind.ts";
import { TripStore } from "../pipeline/trips/trip_store.ts";
import type { TripTable } from "../pipeline/trips/trip_table.ts";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { assertMapping } from "./assert_mapping.ts";
import type { Home } from "./home.ts";
import { asksForLog, loggedDays } from "./logged_days.ts";
import { loggedWindow } from "./logged_window.ts";

/** How to look at the windows. */
export interface WindowOptions {
  readonly home: Home;
  readonly taxi: TaxiKind;
  /** Predicts the trips, where a model is asked for; of the log only its own predictions are taken. */
  readonly predictor?: Predictor;
  /** What is told about the columns. */
  readonly mapping?: TableMapping;
  /** Columns of files are to be typed as another tool types them. */
  readonly parity?: Parity;
}

const MONTHS = /^\d{4}-\d{2}(\.\.\d{4}-\d{2})?(,\d{4}-\d{2}(\.\.\d{4}-\d{2})?)*$/;

/** Words that pandas takes for no value, and so whoever writes a CSV file for it. */
const MISSING_WORDS = [
  ...["#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>"],
  ...["N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"],
];

/**
 * Reads reference and current: each months of the store, the prediction log, or a file. A file of trip records is cleaned by the
 * rules of `taxi ingest`. Any other table is taken as it is, and so is every file when columns are mapped or another tool's numbers
 * are wanted.
 *
 * @throws UsageError when one holds trips and the other does not, or a column that is named is not there
 */
export async function readWindows(
  reference: string,
  current: string,
  options: WindowOptions,
): Promise<[Window, Window]> {
  const { mapping = {}, parity, predictor } = options;
  const [first, second] = await Promise.all([reference, current].map(openFile));
  const mapped = mappedOptions(mapping);
  const asIs = mapped.length > 0 || parity !== undefined;
  if (first && second && (asIs || !(isTrips(first) && isTrips(second)))) {
    if (predictor) throw unpredictable(isTrips(first) ? second : first, asIs);
    assertMapping(mapping, first, second);
    const before = await readTable(first, mapping, parity);
    return typeColumns(before, await readTable(second, mapping, parity, before.regression), mapping, parity);
  }
  if (mapped.length > 0) {
    throw new UsageError(
      `Cannot take --${mapped[0]} from "${
        first ? current : reference
      }", which is no file: expected two files`,
      "taxi report --reference a.parquet --current b.parquet --target y --prediction p",
    );
  }
  const trips = [
    await readTripWindow(reference, first, options),
    await readTripWindow(current, second, options),
  ];
  return trips.map((window) => onlyAsked(window, mapping)) as [Window, Window];
}

async function openFile(asked: string): Promise<TableFile | undefined> {
  if (MONTHS.test(asked) || asksForLog(asked)) return undefined;
  return await openTable(asked, { missing: MISSING_WORDS });
}

/** The options given that only a table can follow. */
function mappedOptions({ columns: _columns, ignore: _ignore, ...roles }: TableMapping): string[] {
  return Object.entries(roles).flatMap(([option, names]) =>
    names === undefined || names.length === 0 ? [] : [option]
  );
}

function unpredictable(table: TableFile, asIs: boolean): UsageError {
  const found = asIs ? "it is taken as it is" : "it holds no trips";
  return new UsageError(`Cannot predict "${basename(table.path)}": ${found}, expected trips for --model`);
}

async function readTable(
  table: TableFile,
  mapping: TableMapping,
  parity?: Parity,
  like?: RegressionPerformance,
): Promise<Window> {
  return await tableWindow(table, planTable(table, mapping, parity), {
    name: basename(table.path),
    hash: await sha256OfFile(table.path),
    parity,
    like,
  });
}

async function readTripWindow(
  asked: string,
  table: TableFile | undefined,
  options: WindowOptions,
): Promise<Window> {
  const { home, taxi, predictor } = options;
  if (asksForLog(asked)) return readLog(asked, home, predictor);
  const window = new TripWindowBuilder();
  const add = (trips: TripTable) => {
    const minutes = predictor?.predict(trips);
    window.add(trips, minutes, predictor && minutes && predictedIntervals(predictor, trips, minutes));
  };
  if (table !== undefined) {
    for await (const trips of readTripFile(table)) add(trips);
    return window.finish({ name: basename(table.path), hash: await sha256OfFile(table.path) });
  }
  const months: readonly Month[] = parseMonths(asked);
  const store = new TripStore(home.trips);
  for await (const trips of readTrips(store, await store.findAll(taxi, months), months)) add(trips);
  const { sha256 } = await store.datasetRef(taxi, months);
  const expectedDays = months.map((month) => [dayOf(monthStart(month)), dayOf(monthEnd(month)) - 1] as const);
  return { ...window.finish({ name: `${taxi} ${span(months)}`, hash: sha256 }), expectedDays };
}

/** Predictions as they were served, by one model file or by all. */
function readLog(asked: string, home: Home, predictor?: Predictor): Window {
  const days = loggedDays(asked);
  using log = openPredictionLog(home.path);
  const logged = loggedWindow(log, predictor, days);
  if (logged !== undefined) return logged.window;
  const by = predictor === undefined ? "" : ` by ${predictor.name}`;
  throw new TaxiError(`Cannot read "${asked}": the log of "${home.path}" has no prediction${by} there`, {
    code: "no_predictions",
    hint: "taxi log",
  });
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

/** @throws UsageError for a name that is none of a window of trips */
function onlyAsked(window: Window, { columns = [], ignore = [] }: TableMapping): Window {
  const known = window.columns.map(({ name }) => name);
  const unknown = [...columns, ...ignore].find((name) =>
    !known.includes(name) && !TRIP_COLUMNS.includes(name)
  );
  if (unknown !== undefined) {
    throw new UsageError(`Cannot find column "${unknown}" in trips: expected one of ${known.join(", ")}`);
  }
  const asked = (name: string) => (columns.length === 0 || columns.includes(name)) && !ignore.includes(name);
  return { ...window, columns: window.columns.filter(({ name }) => asked(name)) };
}

/** Columns that a window of trips has only where durations or predictions are known. */
const TRIP_COLUMNS = ["duration", "predicted_duration"];
