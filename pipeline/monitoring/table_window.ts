import type { Column, ColumnBatch } from "../engines/column_batch.ts";
import type { TableFile } from "../engines/table_file.ts";
import { CategoricalDistributionBuilder } from "./categorical_distribution.ts";
import { DayCounter } from "./day_counts.ts";
import { type Distribution, emptyDistribution } from "./distribution.ts";
import { DuplicateRows } from "./duplicate_rows.ts";
import type { Parity, RegressionPerformance } from "./monitoring_result.ts";
import { NumericDistributionBuilder } from "./numeric_distribution.ts";
import { TablePerformance } from "./table_performance.ts";
import type { PlannedColumn, TablePlan } from "./table_plan.ts";
import { TimeRange } from "./time_range.ts";
import type { Window, WindowColumn } from "./window.ts";

/** What stands beside the rows of a window of a table. */
export interface TableWindowOptions {
  /** As the report shows it. */
  readonly name: string;
  /** SHA-256 of the file. */
  readonly hash?: string;
  /** Another tool's numbers are wanted, which knows neither days nor repeated rows. */
  readonly parity?: Parity;
  /** The other window's errors, which are to have the same segments. */
  readonly like?: RegressionPerformance;
}

/** Counts the rows of a table as planned, batch by batch, in memory that does not grow with the rows. */
export async function tableWindow(
  table: TableFile,
  plan: TablePlan,
  { parity, like, ...about }: TableWindowOptions,
): Promise<Window> {
  const builder = new TableWindowBuilder(plan, parity);
  const selection = plan.columns.flatMap(({ name, read }) =>
    read === undefined ? [] : [{ column: name, as: name, type: read }]
  );
  const time = plan.time === undefined ? [] : [{
    column: plan.time,
    as: selection.some(({ as }) => as === plan.time) ? `${plan.time} as a time` : plan.time,
    type: "timestamp" as const,
  }];
  for await (const batch of table.read([...selection, ...time])) {
    builder.add(batch, time.length > 0 ? batch.columns[time[0].as] : undefined);
  }
  return { ...about, rows: table.rows, ...builder.finish(like) };
}

class TableWindowBuilder {
  readonly #plan: TablePlan;
  readonly #counters: readonly (readonly [PlannedColumn, ColumnCounter])[];
  readonly #performance: TablePerformance;
  readonly #days = new DayCounter();
  readonly #range = new TimeRange();
  readonly #duplicates: DuplicateRows | undefined;

  constructor(plan: TablePlan, parity?: Parity) {
    this.#plan = plan;
    this.#counters = plan.columns.flatMap((column) => {
      if (column.read === undefined) return [];
      return [[column, column.read === "string" ? labels() : numbers()] as const];
    });
    this.#performance = new TablePerformance(
      this.#counters.flatMap(([{ name, role, read }]) => role === "target" ? [] : [[name, read!] as const]),
    );
    this.#duplicates = parity === undefined ? new DuplicateRows() : undefined;
  }

  add({ rows, columns }: ColumnBatch, time?: Column): void {
    const values: Record<string, Float64Array> = {};
    for (const [{ name, read, compared }, counter] of this.#counters) {
      if (read === "float64") values[name] = withNaN(columns[name]);
      if (compared) counter.add(columns[name], values[name]);
    }
    this.#duplicates?.add(rows, Object.values(columns));
    const times = time && withNaN(time);
    if (times) {
      this.#days.add(times);
      this.#range.add(times);
    }
    const target = values[this.#nameOf("target")], prediction = values[this.#nameOf("prediction")];
    if (target && prediction) {
      this.#performance.add({ target, prediction, columns, ...(times && { time: times }) });
    }
  }

  finish(like?: RegressionPerformance): Omit<Window, "name" | "rows" | "hash"> {
    const counted = new Map(this.#counters.map(([{ name }, counter]) => [name, counter.finish()]));
    const regression = this.#performance.finish(like);
    const days = this.#days.finish(), duplicates = this.#duplicates?.finish();
    return {
      ...this.#range.finish(),
      columns: this.#plan.columns.filter(({ compared }) => compared).map((column) =>
        windowColumn(column, counted.get(column.name))
      ),
      ...(regression && { regression }),
      ...(days && { days }),
      ...(duplicates && { duplicates }),
    };
  }

  #nameOf(role: PlannedColumn["role"]): string {
    return this.#plan.columns.find((column) => column.role === role)?.name ?? "";
  }
}

function windowColumn({ name, role, source }: PlannedColumn, distribution?: Distribution): WindowColumn {
  const column = { name, role, unit: "", source };
  if (distribution?.kind === "numeric" && (source === "float" || source === "decimal")) {
    return { ...column, distribution: { ...distribution, floats: true } };
  }
  if (distribution) return { ...column, distribution };
  const skipped = "The column holds neither numbers nor text, so that there is nothing to compare";
  return { ...column, distribution: emptyDistribution("categorical"), skipped };
}

interface ColumnCounter {
  /** @param values of a column of numbers, NaN for none */
  add(column: Column, values?: Float64Array): void;
  finish(): Distribution;
}

function numbers(): ColumnCounter {
  const builder = new NumericDistributionBuilder();
  return { add: (_, values) => builder.add(values!), finish: () => builder.finish() };
}

function labels(): ColumnCounter {
  const builder = new CategoricalDistributionBuilder();
  const add = (column: Column) => {
    if (column.type !== "string") throw new TypeError(`Column is ${column.type}, expected string`);
    builder.addLevels(column.values, column.levels, column.valid);
  };
  return { add, finish: () => builder.finish() };
}

/** As it was read where every row has a value. */
function withNaN({ values, valid }: Column): Float64Array {
  if (valid === undefined && values instanceof Float64Array) return values;
  const numbers = new Float64Array(values);
  if (valid === undefined) return numbers;
  for (let row = 0; row < numbers.length; row++) if (valid[row] === 0) numbers[row] = NaN;
  return numbers;
}
