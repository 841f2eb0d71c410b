import type { Column, ColumnBatch, ColumnType } from "../pipeline/engines/column_batch.ts";
import type { JoinedPrediction } from "../tracking/logged_prediction.ts";

const MICROSECONDS_PER_MILLISECOND = 1000;

/** A value of a row; missing where it is null. */
type Value = number | string | null | undefined;

interface ExportedColumn {
  readonly type: ColumnType;
  readonly value: (logged: JoinedPrediction) => Value;
}

const feature = (type: ColumnType, name: string, value = (text: Value): Value => text): ExportedColumn => ({
  type,
  value: ({ features }) => value(features[name]),
});
const utc = (milliseconds: number | null) =>
  milliseconds === null ? null : milliseconds * MICROSECONDS_PER_MILLISECOND;

/** Columns of an exported log, in order. */
const COLUMNS: Readonly<Record<string, ExportedColumn>> = {
  request_id: { type: "string", value: ({ requestId }) => requestId },
  predicted_at: { type: "timestamp", value: ({ predictedAt }) => utc(predictedAt) },
  model: { type: "string", value: ({ model }) => model },
  model_version: { type: "int32", value: ({ modelVersion }) => modelVersion },
  model_hash: { type: "string", value: ({ modelHash }) => modelHash },
  shadow: { type: "int32", value: ({ shadow }) => Number(shadow) },
  PULocationID: feature("int32", "PULocationID"),
  DOLocationID: feature("int32", "DOLocationID"),
  trip_distance: feature("float64", "trip_distance"),
  pickup_datetime: feature("timestamp", "pickup_datetime", wallClock),
  predicted_duration: { type: "float64", value: ({ prediction }) => prediction },
  actual_duration: { type: "float64", value: ({ actual }) => actual },
  observed_at: { type: "timestamp", value: ({ observedAt }) => utc(observedAt) },
};

/** Types of the columns of {@linkcode exportedBatch}: times are UTC, but for the pick-up, which is New York's wall clock. */
export const EXPORTED_TYPES: Readonly<Record<string, ColumnType>> = Object.fromEntries(
  Object.entries(COLUMNS).map(([name, { type }]) => [name, type]),
);

/** Logged predictions column by column. */
export function exportedBatch(rows: readonly JoinedPrediction[]): ColumnBatch {
  const columns = Object.entries(COLUMNS).map((
    [name, { type, value }],
  ) => [name, toColumn(type, rows.map(value))]);
  return { rows: rows.length, columns: Object.fromEntries(columns) };
}

function toColumn(type: ColumnType, values: readonly Value[]): Column {
  const valid = Uint8Array.from(values, (value) => Number(value !== null && value !== undefined));
  if (type === "string") {
    const levels = [...new Set(values.map(String))];
    const codes = new Map(levels.map((level, code) => [level, code]));
    return { type, values: Int32Array.from(values, (value) => codes.get(String(value))!), levels, valid };
  }
  const numbers = (value: Value) => typeof value === "number" ? value : 0;
  return type === "int32"
    ? { type, values: Int32Array.from(values, numbers), valid }
    : { type, values: Float64Array.from(values, numbers), valid };
}

function wallClock(value: Value): Value {
  return typeof value === "string" ? Date.parse(`${value}Z`) * MICROSECONDS_PER_MILLISECOND : null;
}
