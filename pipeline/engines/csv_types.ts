import type { ColumnType } from "./column_batch.ts";
import type { Polars } from "./polars.ts";
import type { SourceType } from "./source_type.ts";
import { convertValue, type Expression } from "./table_frames.ts";

/** What a column of CSV text holds; undefined while no value has been seen. `format` is of chrono's strftime. */
export type CsvType = "int" | "float" | "bool" | "text" | { readonly format: string };

const TIMES: readonly (readonly [looks: RegExp, format: string])[] = [
  [/^\d{4}-\d\d-\d\d$/, "%Y-%m-%d"],
  [/^\d{4}-\d\d-\d\d \d\d:\d\d$/, "%Y-%m-%d %H:%M"],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, "%Y-%m-%dT%H:%M"],
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/, "%Y-%m-%d %H:%M:%S%.f"],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/, "%Y-%m-%dT%H:%M:%S%.f"],
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?Z$/, "%Y-%m-%d %H:%M:%S%.fZ"],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, "%Y-%m-%dT%H:%M:%S%.fZ"],
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00:00$/, "%Y-%m-%d %H:%M:%S%.f+00:00"],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/, "%Y-%m-%dT%H:%M:%S%.f+00:00"],
  [/^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d [AP]M$/, "%m/%d/%Y %I:%M:%S %p"],
];

const TRUTHS = ["True", "False", "true", "false", "TRUE", "FALSE"];

/** What the first value of a column looks like; all others must look the same, or the column is text. */
export function guessCsvType(value: string): CsvType {
  const format = TIMES.find(([looks]) => looks.test(value))?.[1];
  if (format !== undefined) return { format };
  return TRUTHS.includes(value) ? "bool" : "int";
}

/** What a column may be that does not hold what was guessed. */
export function widerCsvType(type: CsvType): CsvType {
  return type === "int" ? "float" : "text";
}

/** The values of a column of text as what it holds; null where one is something else. */
export function parseCsvColumn(polars: Polars, column: string, type: CsvType): Expression {
  const text = polars.col(column);
  if (type === "text") return text;
  if (type === "int") return text.cast(polars.Int64, false);
  if (type === "float") return text.cast(polars.Float64, false);
  if (type === "bool") {
    const lower = text.str.toLowerCase();
    return polars.when(lower.isIn(["true", "false"])).then(lower.eq(polars.lit("true"))).otherwise(
      polars.lit(null),
    );
  }
  return text.str.strptime(polars.Datetime("ms"), type.format);
}

/** A column as what was asked for. Text stays as the file has it, but for truths, which files spell differently. */
export function convertCsvColumn(polars: Polars, column: string, type: CsvType, to: ColumnType): Expression {
  if (to === "string" && type !== "bool") return convertValue(polars, polars.col(column), to);
  return convertValue(polars, parseCsvColumn(polars, column, type), to);
}

/** As every table tells it; a column without any value is one of numbers. */
export function csvSourceType(type: CsvType | undefined): SourceType {
  if (type === undefined) return "float";
  return typeof type === "string" ? type : "datetime";
}

/** What a column is read as, unless asked for otherwise. */
export function csvColumnType(type: CsvType | undefined): ColumnType {
  if (type === undefined || type === "float") return "float64";
  if (type === "int") return "int64";
  return typeof type === "string" ? "string" : "timestamp";
}
