import { seededRandom } from "../../../lib/random.ts";
import { BATCH_ROWS, type ColumnBatch } from "../../engines/column_batch.ts";
import type { Month } from "../month.ts";
import type { TaxiKind } from "../taxi_kind.ts";
import { soiler } from "./dirt.ts";
import { cityMonth, drawTrip } from "./draw_trip.ts";
import { farePricer } from "./fares.ts";
import { tripColumns } from "./trip_columns.ts";
import { emptyDraft } from "./trip_draft.ts";

/** Rows of an average month unless told: enough for a model, soon made. */
export const DEFAULT_ROWS: Readonly<Record<TaxiKind, number>> = { green: 40_000, yellow: 120_000 };

/** Growth from one month to the next, counted from December 2022. */
const GROWTH = 0.003;
const GROWTH_ORIGIN = 2023 * 12;
/** Trips from January to December against the average: the city leaves in summer and goes out in spring and autumn. */
const SEASON = [0.93, 0.95, 1.04, 1.02, 1.06, 1.02, 0.94, 0.92, 0.99, 1.07, 1.03, 1.03];

/** What may be chosen about a synthetic month. */
export interface SyntheticOptions {
  /** Rows to make; {@linkcode syntheticRows} unless told. */
  readonly rows?: number;
  /** Another seed is another year of the same city: other trips and weather, the same streets and habits. */
  readonly seed?: string;
}

/** Rows of a month when none are asked for: {@linkcode DEFAULT_ROWS} with the season and slow growth. */
export function syntheticRows(taxi: TaxiKind, month: Month): number {
  const [year, number] = month.split("-").map(Number);
  const growth = 1 + GROWTH * (year * 12 + number - GROWTH_ORIGIN);
  return Math.round(DEFAULT_ROWS[taxi] * SEASON[number - 1] * Math.max(growth, 0.1));
}

/**
 * Trips of the synthetic city in one month, in TLC's published schema, with the dirt of real months and in no order, in
 * batches of at most {@linkcode BATCH_ROWS} rows. Same kind, month, rows and seed, same bytes on every machine: each month
 * has a generator of its own, made of operations that IEEE 754 defines to the last bit (see `noise.ts`). Each batch has
 * fresh arrays that the caller may keep.
 */
export function* generateSyntheticMonth(
  taxi: TaxiKind,
  month: Month,
  options: SyntheticOptions = {},
): Generator<ColumnBatch> {
  const { rows = syntheticRows(taxi, month), seed = "taxi" } = options;
  const city = cityMonth(taxi, month, seed);
  const price = farePricer(city);
  const soil = soiler(taxi, month);
  const random = seededRandom(`${seed}/${taxi}/${month}`);
  const trip = emptyDraft();
  for (let done = 0; done < rows; done += BATCH_ROWS) {
    const columns = tripColumns(taxi, month, Math.min(BATCH_ROWS, rows - done));
    for (let row = 0; row < columns.batch.rows; row++) {
      drawTrip(trip, city, random);
      price(trip, random);
      soil(trip, random);
      columns.set(row, trip);
    }
    yield columns.batch;
  }
}
