import { TaxiError } from "../../lib/errors.ts";
import { sha256OfFile } from "../../lib/hash.ts";
import { openTable } from "../engines/table_file.ts";
import { cleanTrips } from "./clean_trips.ts";
import type { CleaningRule } from "./cleaning_rules.ts";
import type { Month } from "./month.ts";
import { normalizeTrips, selectTripColumns } from "./normalize_trips.ts";
import type { TaxiKind } from "./taxi_kind.ts";
import type { RawMonth } from "./trip_source.ts";
import type { CleaningSummary, StoredMonth, TripStore } from "./trip_store.ts";

/** What to ingest and how. */
export interface IngestOptions {
  /** Kind of taxi to store the month under. */
  readonly taxi: TaxiKind;
  /** Month to store it as; which trips belong to it the rules decide. */
  readonly month: Month;
  /** The raw file; left as it is. */
  readonly raw: RawMonth;
  /** Tried in this order. */
  readonly rules: readonly CleaningRule[];
  /** Time to record as that of the ingest. */
  readonly now: Date;
  /** Told after each batch: rows read so far, rows in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Cleans one raw month into the store, in memory that does not grow with its rows.
 *
 * @throws TaxiError when the raw file cannot be read, lacks columns or leaves no trip; the store is then as it was
 */
export async function ingestMonth(store: TripStore, options: IngestOptions): Promise<StoredMonth> {
  const { taxi, month, raw, rules, now, onProgress } = options;
  const table = await openTable(raw.path);
  const selection = selectTripColumns(table);
  const origin = {
    taxi,
    month,
    source: raw.origin,
    rawSha256: await sha256OfFile(raw.path),
    rules: Object.fromEntries(rules.map(({ name, keeps }) => [name, keeps])),
    ingestedAt: now.toISOString(),
  };
  return await store.write(origin, async (writer) => {
    const counts = new Array<number>(rules.length).fill(0);
    const levels = rules.map(({ name }) => name);
    let read = 0, kept = 0, first = Infinity, last = -Infinity;
    for await (const batch of table.read(selection)) {
      const cleaned = cleanTrips(normalizeTrips(batch), rules);
      await writer.keep(cleaned.kept);
      await writer.reject(cleaned.rejected, { values: cleaned.rejectedBy, levels });
      for (const rule of cleaned.rejectedBy) counts[rule]++;
      for (const pickup of cleaned.kept.pickup) {
        if (pickup < first) first = pickup;
        if (pickup > last) last = pickup;
      }
      kept += cleaned.kept.rows;
      read += batch.rows;
      onProgress?.(read, table.rows);
    }
    if (kept === 0) throw noTrips(raw, read, levels, counts);
    const rejected = Object.fromEntries(levels.map((name, i) => [name, counts[i]]));
    return { rows: { read, kept, rejected }, pickups: [first, last] };
  });
}

function noTrips(
  raw: RawMonth,
  read: number,
  levels: readonly string[],
  counts: readonly number[],
): TaxiError {
  const found = read === 0
    ? "it has no rows"
    : `all ${read} rows were rejected (${levels.map((name, i) => `${name}: ${counts[i]}`).join(", ")})`;
  return new TaxiError(`Cannot ingest "${raw.path}": ${found}, expected trips of the asked months`, {
    code: "no_trips",
  });
}

/** The counts of several months together. */
export function sumSummaries(summaries: readonly CleaningSummary[]): CleaningSummary {
  const rejected: Record<string, number> = {};
  let read = 0, kept = 0;
  for (const summary of summaries) {
    read += summary.read;
    kept += summary.kept;
    for (const [rule, rows] of Object.entries(summary.rejected)) {
      rejected[rule] = (rejected[rule] ?? 0) + rows;
    }
  }
  return { read, kept, rejected };
}
