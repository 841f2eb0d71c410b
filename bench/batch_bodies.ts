import * as arrow from "apache-arrow";
import { type BenchTrip, benchTrips } from "./trip_bodies.ts";

/** Rows of one Arrow record batch. */
const BLOCK_ROWS = 50_000;
/** Different blocks; they come again in turn. */
const BLOCKS = 4;

/** The trips of one large batch, in the forms in which `POST /predict/batch` takes them. */
export interface BatchBodies {
  /** An Arrow IPC stream: the zones as int32, miles as float64, times without a zone as timestamp[us]. */
  readonly arrow: Uint8Array<ArrayBuffer>;
  /** A JSON object a line. */
  readonly ndjson: Uint8Array<ArrayBuffer>;
}

/** Bodies of `rows` trips of a seed. Times are New York's wall clock, for a column has one kind of them. */
export function batchBodies(rows: number, seed: string): BatchBodies {
  const trips = benchTrips(Math.min(rows, BLOCKS * BLOCK_ROWS), seed).map(onTheWallClock);
  const blocks: BenchTrip[][] = [];
  for (let done = 0; done < rows; done += BLOCK_ROWS) {
    const at = done % trips.length;
    blocks.push(trips.slice(at, at + Math.min(BLOCK_ROWS, rows - done)));
  }
  const known = new Map<string, { batch: arrow.RecordBatch; lines: Uint8Array }>();
  const encoded = blocks.map((block, index) => {
    const key = `${index % BLOCKS} ${block.length}`;
    if (!known.has(key)) known.set(key, { batch: recordBatch(block), lines: jsonLines(block) });
    return known.get(key)!;
  });
  return {
    arrow: arrow.tableToIPC(new arrow.Table(encoded.map(({ batch }) => batch)), "stream") as Uint8Array<
      ArrayBuffer
    >,
    ndjson: joined(encoded.map(({ lines }) => lines)),
  };
}

/** Rows of an Arrow IPC stream of answers, of which every `predicted_duration` is a finite number of minutes. */
export function arrowPredictions(stream: Uint8Array): number {
  const minutes = arrow.tableFromIPC(stream).getChild("predicted_duration");
  if (minutes === null) return 0;
  let finite = 0;
  for (const value of minutes.toArray()) finite += Number.isFinite(value) ? 1 : 0;
  return finite;
}

function onTheWallClock({ pickup_datetime, ...trip }: BenchTrip): BenchTrip {
  return pickup_datetime === undefined ? trip : { ...trip, pickup_datetime: pickup_datetime.slice(0, 19) };
}

function recordBatch(trips: readonly BenchTrip[]): arrow.RecordBatch {
  const zones = (name: "PULocationID" | "DOLocationID") =>
    arrow.makeVector(Int32Array.from(trips, (trip) => trip[name]));
  const time = (text: string | undefined) => text === undefined ? null : Date.parse(`${text}Z`);
  return new arrow.Table({
    PULocationID: zones("PULocationID"),
    DOLocationID: zones("DOLocationID"),
    trip_distance: arrow.vectorFromArray(
      trips.map((trip) => trip.trip_distance ?? null),
      new arrow.Float64(),
    ),
    pickup_datetime: arrow.vectorFromArray(
      trips.map((trip) => time(trip.pickup_datetime)),
      new arrow.TimestampMicrosecond(),
    ),
  }).batches[0];
}

function jsonLines(trips: readonly BenchTrip[]): Uint8Array {
  return new TextEncoder().encode(trips.map((trip) => `${JSON.stringify(trip)}\n`).join(""));
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
