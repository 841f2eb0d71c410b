import type { SqlValue } from "./sql.ts";

const INSERT = /^\s*INSERT INTO (\w+) \(([\w, ]+)\)\s+VALUES \(\?(?:, \?)*\)([^,?][^?]*)?$/s;

/**
 * An INSERT of one row as one of any number of rows, which takes them as a single value: a JSON array of objects, which
 * PostgreSQL reads by the types of the table's columns. So a thousand rows are one question and one statement to prepare.
 *
 * @returns undefined for a statement of another form than `INSERT INTO table (columns) VALUES (?, ?)` and what follows it
 */
export function insertJsonRows(
  statement: string,
): { readonly statement: string; readonly columns: readonly string[] } | undefined {
  const [, table, columns, rest = ""] = INSERT.exec(statement) ?? [];
  if (table === undefined) return undefined;
  const start =
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, ?::text::json)`;
  return { statement: start + rest, columns: columns.split(",").map((column) => column.trim()) };
}

/** Rows for {@linkcode insertJsonRows}. */
export function jsonRows(columns: readonly string[], rows: readonly (readonly SqlValue[])[]): string {
  const objects = rows.map((row) =>
    Object.fromEntries(columns.map((column, at) => [column, jsonValue(row[at])]))
  );
  return JSON.stringify(objects);
}

/** JSON has no place for some numbers; PostgreSQL reads them from texts. Half a character becomes what UTF-8 has for it. */
function jsonValue(value: SqlValue): string | number | null {
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "number") return value;
  return Object.is(value, -0) ? "-0" : Number.isFinite(value) ? value : String(value);
}
