import { basename } from "node:path";
import { UsageError } from "../lib/errors.ts";
import type { TableFile } from "../pipeline/engines/table_file.ts";
import type { TableMapping } from "../pipeline/monitoring/table_plan.ts";

/**
 * Refuses names that are not there: one that was mistyped would change nothing without a word.
 *
 * @throws UsageError
 */
export function assertMapping(mapping: TableMapping, first: TableFile, second: TableFile): void {
  const { target, prediction, time, columns, ignore, numeric, categorical, text } = mapping;
  for (const table of [first, second]) {
    assertNumbers(table, "target", target, numeric);
    assertNumbers(table, "prediction", prediction, numeric);
    assertTimes(table, time);
  }
  for (const [option, names = []] of Object.entries({ columns, ignore, numeric, categorical, text })) {
    const unknown = names.find((name) => !first.columns.has(name) && !second.columns.has(name));
    if (unknown === undefined) continue;
    const known = [...new Set([...first.columns.keys(), ...second.columns.keys()])].join(", ");
    throw new UsageError(`Cannot take "${unknown}" for --${option}: expected one of ${known}`);
  }
}

function assertNumbers(
  table: TableFile,
  role: string,
  column?: string,
  numeric: readonly string[] = [],
): void {
  if (column === undefined) return;
  const type = table.columns.get(column);
  if (type !== undefined && ((type !== "string" && type !== "timestamp") || numeric.includes(column))) return;
  throw refusal(table, role, column, "numbers");
}

function assertTimes(table: TableFile, column?: string): void {
  if (column === undefined || table.columns.get(column) === "timestamp") return;
  throw refusal(table, "time", column, "times");
}

function refusal(table: TableFile, option: string, column: string, expected: string): UsageError {
  const type = table.columns.get(column);
  const found = type === undefined ? `it has ${[...table.columns.keys()].join(", ")}` : `it holds ${type}s`;
  return new UsageError(
    `Cannot take "${column}" of "${
      basename(table.path)
    }" as --${option}: ${found}, expected a column of ${expected}`,
  );
}
