import type { ColumnType } from "../engines/column_batch.ts";
import type { SourceType } from "../engines/source_type.ts";
import type { TableContent } from "../engines/table_file.ts";
import type { ColumnRole, Parity } from "./monitoring_result.ts";

/** What a person tells about the columns of a table; all names are letter by letter. */
export interface TableMapping {
  /** The column of what really happened; undefined where the table has none. */
  readonly target?: string;
  /** The column of what was predicted. Errors are measured only where the target is named too. */
  readonly prediction?: string;
  /** When each row was; the only column of times unless told. */
  readonly time?: string;
  /** Only these are compared; all unless told. */
  readonly columns?: readonly string[];
  /** Not to be looked at. */
  readonly ignore?: readonly string[];
  /** Numbers, whatever they look like. */
  readonly numeric?: readonly string[];
  /** Categories, whatever they look like; in a CSV file their text stays as it is. */
  readonly categorical?: readonly string[];
  /** Text, whatever it looks like: in a CSV file it stays as it is. Categories, unless Evidently takes it for free text. */
  readonly text?: readonly string[];
}

/** What is to be done with one column of a table. */
export interface PlannedColumn {
  /** Letter by letter. */
  readonly name: string;
  /** What it means to the model. */
  readonly role: ColumnRole;
  /** What the file holds in it. */
  readonly source: SourceType;
  /** As what it is read; absent for what cannot be compared. */
  readonly read?: Extract<ColumnType, "float64" | "string">;
  /** Whether it is compared, or only needed for the errors. */
  readonly compared: boolean;
}

/** What is to be read of a table. */
export interface TablePlan {
  /** In the file's order. */
  readonly columns: readonly PlannedColumn[];
  /** The column of times, where there is one. */
  readonly time?: string;
}

/** Text, truths and levels are categories, what is no number either is not read, all else is a number. */
const READ_AS: Readonly<Record<SourceType, PlannedColumn["read"]>> = {
  int: "float64",
  uint: "float64",
  float: "float64",
  decimal: "float64",
  bool: "string",
  text: "string",
  category: "string",
  date: undefined,
  datetime: undefined,
  other: undefined,
};

/** What pandas reads as a type that Evidently has no place for; it leaves such columns out without a word. */
const UNKNOWN_TO_EVIDENTLY: readonly SourceType[] = ["uint", "decimal", "date", "datetime", "other"];

/** Decides what to read of a table and as what; times are left out, but for the one that dates the rows. */
export function planTable(table: TableContent, mapping: TableMapping, parity?: Parity): TablePlan {
  const times = [...table.columns].filter(([, type]) => type === "timestamp").map(([name]) => name);
  const time = mapping.time ?? (times.length === 1 ? times[0] : undefined);
  const columns = [...table.sources].flatMap(([name, source]): PlannedColumn[] => {
    const role = roleOf(name, mapping);
    const asked = mapping.columns?.includes(name) ?? true;
    const forced = forcedType(name, mapping);
    if (mapping.ignore?.includes(name) || (role === "feature" && !asked)) return [];
    if (forced === undefined && (source === "date" || source === "datetime")) return [];
    if (forced === undefined && parity && UNKNOWN_TO_EVIDENTLY.includes(source)) return [];
    return [{
      name,
      role,
      source: mapping.text?.includes(name) ? "text" : source,
      read: forced ?? READ_AS[source],
      compared: asked,
    }];
  });
  return table.columns.get(time ?? "") === "timestamp" ? { columns, time } : { columns };
}

function forcedType(name: string, { numeric, categorical, text }: TableMapping): PlannedColumn["read"] {
  if (categorical?.includes(name) || text?.includes(name)) return "string";
  return numeric?.includes(name) ? "float64" : undefined;
}

function roleOf(name: string, { target, prediction }: TableMapping): ColumnRole {
  return name === target ? "target" : name === prediction ? "prediction" : "feature";
}
