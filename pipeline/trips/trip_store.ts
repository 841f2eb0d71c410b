import { join } from "node:path";
import { writeAtomically, writeFileAtomically } from "../../lib/atomic_file.ts";
import { NotFoundError, TaxiError } from "../../lib/errors.ts";
import { sha256, sha256OfFile } from "../../lib/hash.ts";
import type { ColumnBatch, ColumnType } from "../engines/column_batch.ts";
import { openTable } from "../engines/table_file.ts";
import { TableWriter } from "../engines/table_writer.ts";
import { tripTable } from "./clean_trips.ts";
import { type Month, parseMonth } from "./month.ts";
import { normalizeTrips, selectTripColumns } from "./normalize_trips.ts";
import type { TaxiKind } from "./taxi_kind.ts";
import type { TripBatch, TripTable } from "./trip_table.ts";

/** How many rows cleaning read, kept and rejected, by rule. */
export interface CleaningSummary {
  /** Rows of the raw file: `kept` and all of `rejected` together. */
  readonly read: number;
  /** Rows that every rule accepted. */
  readonly kept: number;
  /** Rows by the name of the first rule that rejected them; 0 for a rule that rejected none. */
  readonly rejected: Readonly<Record<string, number>>;
}

/** A cleaned month in the store, as its manifest records it. */
export interface StoredMonth {
  /** Kind of taxi, which is the name of its folder in the store. */
  readonly taxi: TaxiKind;
  /** Month that it was ingested as. */
  readonly month: Month;
  /** Where the raw file came from: a URL, a path or `synthetic`. */
  readonly source: string;
  /** SHA-256 of the raw file, 64 hex digits. */
  readonly rawSha256: string;
  /** The stored Parquet file, beside the manifest; its rejected rows are beside it too. */
  readonly file: string;
  /** SHA-256 of the stored Parquet file, 64 hex digits. */
  readonly sha256: string;
  /** What cleaning did to the raw file's rows. */
  readonly rows: CleaningSummary;
  /** First and last pick-up of the kept rows, microseconds on the wall clock. */
  readonly pickups: readonly [first: number, last: number];
  /** What each rule kept, by its name. */
  readonly rules: Readonly<Record<string, string>>;
  /** ISO 8601 in UTC. */
  readonly ingestedAt: string;
}

/** Content of some months, for provenance: the hash changes when any of their rows does. */
export interface DatasetRef {
  /** Kind of taxi of all these months. */
  readonly taxi: TaxiKind;
  /** In the order asked, which the hash follows. */
  readonly months: readonly Month[];
  /** Where the raw files came from, each source once. */
  readonly sources: readonly string[];
  /** SHA-256 over the hashes of the stored files, 64 hex digits. */
  readonly sha256: string;
}

const COLUMNS: Readonly<Record<string, ColumnType>> = {
  pickup_datetime: "timestamp",
  dropoff_datetime: "timestamp",
  PULocationID: "int32",
  DOLocationID: "int32",
  trip_distance: "float64",
  passenger_count: "float64",
};

/** What cleaning a month came to. */
export type CleanedMonth = Pick<StoredMonth, "rows" | "pickups">;

/** Where batches of a month go while it is being cleaned. */
export interface MonthWriter {
  /** Appends trips that passed every rule; their duration is not stored, it follows from the times. */
  keep(trips: TripTable): Promise<void>;
  /**
   * Appends trips that a rule rejected.
   *
   * @param rules for each row the index into `levels`, which are the rules' names
   */
  reject(trips: TripBatch, rules: { values: Int32Array; levels: readonly string[] }): Promise<void>;
}

/** What of a {@linkcode StoredMonth} is known before its rows are written. */
export type MonthOrigin = Pick<
  StoredMonth,
  "taxi" | "month" | "source" | "rawSha256" | "rules" | "ingestedAt"
>;

/**
 * Cleaned months as Parquet files in a folder for each kind of taxi. A month is there when its manifest is: the manifest is
 * renamed into place last, so that a reader sees the old month or the new one, whole.
 */
export class TripStore {
  readonly #folder: string;

  /**
   * Touches no file yet.
   *
   * @param folder the home's `trips/`; made when first written to
   */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The stored months of a kind, in calendar order. */
  async months(taxi: TaxiKind): Promise<Month[]> {
    const months: Month[] = [];
    try {
      for await (const entry of Deno.readDir(join(this.#folder, taxi))) {
        if (/^\d{4}-\d{2}\.json$/.test(entry.name)) months.push(parseMonth(entry.name.slice(0, 7)));
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return months.sort();
  }

  /**
   * Reads the manifest of one month.
   *
   * @throws NotFoundError naming what the store does hold
   * @throws TaxiError when the manifest is not JSON
   */
  async find(taxi: TaxiKind, month: Month): Promise<StoredMonth> {
    const found = await this.#manifest(taxi, month);
    if (found !== undefined) return found;
    const stored = await this.months(taxi);
    const holds = stored.length === 0
      ? "no month"
      : stored.length === 1
      ? stored[0]
      : `${stored[0]}..${stored.at(-1)}`;
    throw new NotFoundError(
      `Cannot find ${taxi} ${month} in the trip store: it holds ${holds} of ${taxi}`,
      `taxi ingest --taxi ${taxi} --months ${month}`,
    );
  }

  async #manifest(taxi: TaxiKind, month: Month): Promise<StoredMonth | undefined> {
    const path = join(this.#folder, taxi, `${month}.json`);
    try {
      return JSON.parse(await Deno.readTextFile(path));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      if (!(error instanceof SyntaxError)) throw error;
      throw new TaxiError(`Cannot read manifest "${path}": ${error.message}`, {
        code: "corrupt_store",
        cause: error,
        hint: `taxi ingest --taxi ${taxi} --months ${month}`,
      });
    }
  }

  /** The asked months, each as stored. @throws NotFoundError for the first that is not */
  findAll(taxi: TaxiKind, months: readonly Month[]): Promise<StoredMonth[]> {
    return Promise.all(months.map((month) => this.find(taxi, month)));
  }

  /** Names the content of some stored months. */
  async datasetRef(taxi: TaxiKind, months: readonly Month[]): Promise<DatasetRef> {
    const stored = await this.findAll(taxi, months);
    const sources = [...new Set(stored.map(({ source }) => source))];
    return { taxi, months, sources, sha256: sha256(stored.map((month) => month.sha256).join("\n")) };
  }

  /** Streams the cleaned trips of one month, in file order. */
  async *read(month: StoredMonth): AsyncGenerator<TripTable> {
    const table = await openTable(join(this.#folder, month.taxi, month.file));
    for await (const batch of table.read(selectTripColumns(table))) yield tripTable(normalizeTrips(batch));
  }

  /** The path of a stored month's Parquet file. */
  path(month: StoredMonth): string {
    return join(this.#folder, month.taxi, month.file);
  }

  /**
   * Stores a month: `clean` streams its rows into the writer and says what came of it. When it throws, the month is as it
   * was before.
   */
  async write(
    origin: MonthOrigin,
    clean: (writer: MonthWriter) => Promise<CleanedMonth>,
  ): Promise<StoredMonth> {
    const folder = join(this.#folder, origin.taxi);
    const key = sha256(JSON.stringify([origin.rawSha256, origin.rules])).slice(0, 12);
    const file = `${origin.month}-${key}.parquet`;
    const rejectedFile = `${origin.month}-${key}.rejected.parquet`;
    const cleaned = await writeAtomically(
      join(folder, file),
      (kept) => writeAtomically(join(folder, rejectedFile), (rejected) => writeTables(kept, rejected, clean)),
    );
    const stored: StoredMonth = {
      ...origin,
      file,
      sha256: await sha256OfFile(join(folder, file)),
      ...cleaned,
    };
    const before = await this.#manifest(origin.taxi, origin.month).catch(ignoreDamage);
    await writeFileAtomically(join(folder, `${origin.month}.json`), JSON.stringify(stored, null, 2) + "\n");
    await removeSuperseded(folder, stored, before);
    return stored;
  }
}

async function writeTables(
  keptPath: string,
  rejectedPath: string,
  clean: (writer: MonthWriter) => Promise<CleanedMonth>,
): Promise<CleanedMonth> {
  const kept = new TableWriter(keptPath, "parquet", COLUMNS);
  const rejected = new TableWriter(rejectedPath, "parquet", { ...COLUMNS, rule: "string" });
  try {
    const summary = await clean({
      keep: (trips) => kept.write(storedColumns(trips)),
      reject: (trips, rules) => {
        const { rows, columns } = storedColumns(trips);
        return rejected.write({ rows, columns: { ...columns, rule: { type: "string", ...rules } } });
      },
    });
    await Promise.all([kept.finish(), rejected.finish()]);
    return summary;
  } finally {
    await Promise.all([kept.discard(), rejected.discard()]);
  }
}

function storedColumns(trips: TripBatch): ColumnBatch {
  return {
    rows: trips.rows,
    columns: {
      pickup_datetime: { type: "timestamp", ...nullable(trips.pickup) },
      dropoff_datetime: { type: "timestamp", ...nullable(trips.dropoff) },
      PULocationID: { type: "int32", values: new Int32Array(trips.pickupZone) },
      DOLocationID: { type: "int32", values: new Int32Array(trips.dropoffZone) },
      trip_distance: { type: "float64", ...nullable(trips.distance) },
      passenger_count: { type: "float64", ...nullable(trips.passengerCount) },
    },
  };
}

/** NaN is how missing numbers travel in memory; in the file they are nulls. */
function nullable(values: Float64Array): { values: Float64Array; valid?: Uint8Array } {
  const valid = new Uint8Array(values.length);
  let missing = 0;
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row])) missing++;
    else valid[row] = 1;
  }
  return missing === 0 ? { values } : { values, valid };
}

/** A damaged manifest names no file that anybody could be reading; the new one mends it. */
function ignoreDamage(error: unknown): undefined {
  if (!(error instanceof TaxiError)) throw error;
}

/** The files before this write stay until the next one: somebody may be reading them. */
async function removeSuperseded(folder: string, stored: StoredMonth, before?: StoredMonth): Promise<void> {
  const kept = [stored, before ?? stored].map(({ file }) => file.slice(0, -".parquet".length));
  for await (const { name } of Deno.readDir(folder)) {
    const [content] = name.split(".");
    if (name.startsWith(`${stored.month}-`) && !kept.includes(content)) await Deno.remove(join(folder, name));
  }
}
