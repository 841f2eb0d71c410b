import type { Column } from "../engines/column_batch.ts";
import type { TableFile } from "../engines/table_file.ts";
import { CategoricalDistributionBuilder } from "./categorical_distribution.ts";
import type { NumericDistribution } from "./distribution.ts";
import type { ColumnRole } from "./monitoring_result.ts";
import { NumericDistributionBuilder } from "./numeric_distribution.ts";
import { RegressionPerformanceAccumulator } from "./regression_performance.ts";
import type { Window, WindowColumn } from "./window.ts";

/** Which columns of any table hold what really happened and what was predicted. */
export interface TableRoles {
  /** Name of the column of what really happened; undefined where the table has none. */
  readonly target?: string;
  /** Name of the column of what was predicted. Errors are measured only where the target is named too. */
  readonly prediction?: string;
}

/** Whole numbers with at most so many values are categories, as Evidently takes them. */
const MOST_CATEGORIES = 10;

/**
 * A window of any table: text columns are categories, numbers are numbers, times are left out.
 *
 * @param about name and hash of the window, as the report shows them
 */
export async function tableWindow(
  table: TableFile,
  about: { readonly name: string; readonly hash?: string },
  roles: TableRoles,
): Promise<Window> {
  const read = [...table.columns].filter(([, type]) => type !== "timestamp");
  const builders = new Map(read.map(([name, type]) => [name, type === "string" ? labels() : numbers()]));
  const performance = new RegressionPerformanceAccumulator();
  for await (const batch of table.read(read.map(([column, type]) => ({ column, as: column, type })))) {
    for (const [name, builder] of builders) builder.add(batch.columns[name]);
    const target = batch.columns[roles.target ?? ""], prediction = batch.columns[roles.prediction ?? ""];
    if (target && prediction && target.type !== "string" && prediction.type !== "string") {
      performance.add({ target: withNaN(target), prediction: withNaN(prediction) });
    }
  }
  const regression = performance.finish();
  return {
    ...about,
    rows: table.rows,
    columns: read.map(([name]): WindowColumn => ({
      name,
      role: roleOf(name, roles),
      unit: "",
      distribution: builders.get(name)!.finish(),
    })),
    ...(regression.metrics.rows > 0 ? { regression } : {}),
  };
}

/**
 * Both windows with the whole-numbered columns of few values as categories. The two are looked at together, so that a column is
 * of one kind on both sides; target and prediction stay numbers.
 */
export function countsAsCategories(table: TableFile, reference: Window, current: Window): [Window, Window] {
  const few = new Set(
    current.columns.flatMap(({ name, role, distribution }) =>
      role === "feature" && isWhole(table, name) && distribution.kind === "numeric" &&
        distribution.values.length <= MOST_CATEGORIES
        ? [name]
        : []
    ),
  );
  const convert = (window: Window): Window => ({
    ...window,
    columns: window.columns.map((column) =>
      few.has(column.name) && column.distribution.kind === "numeric"
        ? { ...column, distribution: asCategories(column.distribution) }
        : column
    ),
  });
  return [convert(reference), convert(current)];
}

function isWhole(table: TableFile, name: string): boolean {
  const type = table.columns.get(name);
  return type === "int32" || type === "int64";
}

function asCategories({ values, counts, rows, missing }: NumericDistribution) {
  const labelled = new Map([...values].map((value, i) => [String(value), counts[i]]));
  return { kind: "categorical" as const, counts: labelled, rows, missing };
}

function roleOf(name: string, { target, prediction }: TableRoles): ColumnRole {
  return name === target ? "target" : name === prediction ? "prediction" : "feature";
}

function numbers() {
  const builder = new NumericDistributionBuilder();
  return { add: (column: Column) => builder.add(withNaN(column)), finish: () => builder.finish() };
}

function labels() {
  const builder = new CategoricalDistributionBuilder();
  const add = (column: Column) => {
    if (column.type !== "string") throw new TypeError(`Column is ${column.type}, expected string`);
    const { values, levels, valid } = column;
    builder.addLabels(Array.from(values, (code, row) => valid?.[row] === 0 ? null : levels[code]));
  };
  return { add, finish: () => builder.finish() };
}

function withNaN({ values, valid }: Column): Float64Array {
  const numbers = Float64Array.from(values);
  valid?.forEach((present, row) => {
    if (present === 0) numbers[row] = NaN;
  });
  return numbers;
}
