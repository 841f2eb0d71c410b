import type { ColumnType } from "./column_batch.ts";
import type { PolarsType } from "./polars.ts";

/** What a file holds in a column, before any conversion: finer than a {@linkcode ColumnType}. */
export type SourceType =
  | "int" // signed
  | "uint"
  | "float"
  | "decimal"
  | "bool"
  | "text"
  | "category" // text with its levels told apart by the file
  | "date"
  | "datetime"
  | "other"; // durations, times of day, lists, structures, nothing but nulls

/** What the engine's type is. */
export function sourceType(type: PolarsType): SourceType {
  const name = String(type).replace(/^DataType\(/, "");
  if (/^Int/.test(name)) return "int";
  if (/^UInt/.test(name)) return "uint";
  if (/^Float/.test(name)) return "float";
  if (/^Decimal/.test(name)) return "decimal";
  if (/^Bool/.test(name)) return "bool";
  if (/^(String|Utf8)/.test(name)) return "text";
  if (/^(Categorical|Enum)/.test(name)) return "category";
  if (/^Datetime/.test(name)) return "datetime";
  if (/^Date/.test(name)) return "date";
  return "other";
}

/** What a column of the engine's type is read as, unless asked for otherwise. */
export function columnType(type: PolarsType): ColumnType {
  const name = String(type);
  switch (sourceType(type)) {
    case "int":
    case "uint":
      return /Int(8|16|32)\b/.test(name) ? "int32" : "int64";
    case "float":
    case "decimal":
      return "float64";
    case "date":
    case "datetime":
      return "timestamp";
    default:
      return "string";
  }
}
