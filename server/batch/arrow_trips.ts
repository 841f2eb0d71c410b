import type { TripRequests } from "../../pipeline/features/feature_spec.ts";
import { newYorkClock } from "../../pipeline/trips/new_york_clock.ts";
import { type BodyError, problem, ProblemError } from "../problem.ts";
import { MAX_MILES, PICKUP_TIME } from "../trip_body.ts";
import { wallClock } from "../trip_requests.ts";
import { InvalidRows } from "./invalid_rows.ts";

/** A column of a table of trips, as far as it matters here. */
export interface TripColumn {
  /** As the table has it. */
  readonly name: string;
  /** What its values are; `other` cannot be read. */
  readonly kind: "integer" | "number" | "timestamp" | "text" | "null" | "other";
  /** Of a timestamp: whether it is counted in UTC. */
  readonly instant: boolean;
  /** For people. */
  readonly typeName: string;
}

/** Rows of a table of trips. */
export interface TripRows {
  /** Numbers, or times in microseconds; NaN where there is none. */
  numbers(column: string, from: number, to: number): Float64Array;
  /** Texts, each cut at `maxBytes`; null where there is none. */
  texts(column: string, from: number, to: number, maxBytes: number): (string | null)[];
}

/** Names of the columns that a trip is read from. */
export const TRIP_COLUMNS = ["PULocationID", "DOLocationID", "trip_distance", "pickup_datetime"] as const;

type TripColumnName = typeof TRIP_COLUMNS[number];

const ALLOWED: Readonly<
  Record<TripColumnName, { kinds: readonly string[]; expected: string; optional: boolean }>
> = {
  PULocationID: { kinds: ["integer"], expected: "a column of integers", optional: false },
  DOLocationID: { kinds: ["integer"], expected: "a column of integers", optional: false },
  trip_distance: {
    kinds: ["number", "integer", "null"],
    expected: "a column of float, double, decimal or integers",
    optional: true,
  },
  pickup_datetime: {
    kinds: ["timestamp", "text", "null"],
    expected: "a column of timestamps or text",
    optional: true,
  },
};

const MAX_ZONE = 265;
/** Longer than any time that {@linkcode PICKUP_TIME} accepts for good. */
const MAX_TIME_BYTES = 64;
/** Years of four digits, microseconds. */
const FIRST_TIME = Date.parse("0000-01-01T00:00:00Z") * 1000, AFTER_LAST_TIME = Date.UTC(10_000, 0) * 1000;

/** The columns of a table that trips are read from, by name. @throws ProblemError 422 when one is not as expected */
export function tripColumns(columns: readonly TripColumn[]): ReadonlyMap<string, TripColumn> {
  const errors: BodyError[] = [];
  const found = new Map<string, TripColumn>();
  for (const name of TRIP_COLUMNS) {
    const { kinds, expected, optional } = ALLOWED[name];
    const [column, ...more] = columns.filter((column) => column.name === name);
    const tell = (found: string) =>
      errors.push({ pointer: `/${name}`, message: `found ${found}, expected ${expected}` });
    if (column === undefined && !optional) tell("no such column");
    else if (more.length > 0) tell(`${more.length + 1} columns of this name`);
    else if (column !== undefined && !kinds.includes(column.kind)) tell(`a column of ${column.typeName}`);
    else if (column !== undefined) found.set(name, column);
  }
  if (errors.length === 0) return found;
  const sentences = errors.map(({ pointer, message }) => `${pointer}: ${message}`).join("; ");
  throw new ProblemError(problem(422, "invalid_body", `Cannot read ${sentences}`, { errors }));
}

/**
 * Rows `from` to `to` of a table as trips.
 *
 * @param first the place of row 0 in the stream
 * @throws ProblemError 422 that lists every fault of these rows
 */
export function tripsOf(
  rows: TripRows,
  columns: ReadonlyMap<string, TripColumn>,
  from: number,
  to: number,
  first: number,
): TripRequests {
  const numbers = (name: TripColumnName) =>
    columns.has(name) ? rows.numbers(name, from, to) : new Float64Array(to - from).fill(NaN);
  const from_ = numbers("PULocationID"), to_ = numbers("DOLocationID"), distance = numbers("trip_distance");
  const { pickup, told } = pickups(rows, columns.get("pickup_datetime"), from, to);
  const invalid = new InvalidRows();
  for (let row = 0; row < to - from; row++) {
    if (isZone(from_[row]) && isZone(to_[row]) && isDistance(distance[row]) && isTime(pickup[row])) continue;
    invalid.check(first + from + row, {
      PULocationID: value(from_[row]),
      DOLocationID: value(to_[row]),
      trip_distance: value(distance[row]),
      pickup_datetime: isTime(pickup[row]) ? null : told(row),
    });
  }
  invalid.throwIfAny();
  return {
    rows: to - from,
    pickup,
    pickupZone: new Uint16Array(from_),
    dropoffZone: new Uint16Array(to_),
    distance,
  };
}

/** Times on New York's wall clock, infinite where they are wrong, and how a wrong one was told. */
function pickups(
  rows: TripRows,
  column: TripColumn | undefined,
  from: number,
  to: number,
): { pickup: Float64Array; told: (row: number) => string } {
  if (column === undefined) return { pickup: new Float64Array(to - from).fill(NaN), told: String };
  const { name, kind, instant } = column;
  if (kind === "text") {
    const texts = rows.texts(name, from, to, MAX_TIME_BYTES);
    const pickup = Float64Array.from(texts, (text) => {
      if (text === null) return NaN;
      return PICKUP_TIME.test(text) ? wallClock(text) : Infinity;
    });
    return { pickup, told: (row) => texts[row]! };
  }
  const pickup = rows.numbers(name, from, to);
  const told = (row: number) => `${pickup[row]} microseconds`;
  if (!instant) return { pickup, told };
  for (let row = 0; row < pickup.length; row++) {
    if (isTime(pickup[row])) pickup[row] = newYorkClock(pickup[row]);
  }
  return { pickup, told };
}

/** As JSON says that it is missing. */
function value(number: number): number | null {
  return Number.isNaN(number) ? null : number;
}

function isZone(number: number): boolean {
  return number >= 1 && number <= MAX_ZONE;
}

function isDistance(miles: number): boolean {
  return Number.isNaN(miles) || miles >= 0 && miles <= MAX_MILES;
}

function isTime(microseconds: number): boolean {
  return Number.isNaN(microseconds) || microseconds >= FIRST_TIME && microseconds < AFTER_LAST_TIME;
}
