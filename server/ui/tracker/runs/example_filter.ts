import type { TableRun } from "../../../../tracking/run_table.ts";
import { orderField, type RunColumn } from "./run_column.ts";

/** A filter of names and values that are there: it finds some of the runs, and shows how one is written. */
export function exampleFilter(columns: readonly RunColumn[], runs: readonly TableRun[]): string {
  const clauses = [metricClause(columns, runs), paramClause(columns, runs)].filter((clause) =>
    clause !== undefined
  );
  return clauses.length > 0 ? clauses.join(" AND ") : "status = 'FINISHED' AND run_name LIKE 'a%'";
}

function metricClause(columns: readonly RunColumn[], runs: readonly TableRun[]): string | undefined {
  const column = columns.find(({ kind }) => kind === "metrics");
  const values = runs.flatMap(({ metrics }) => metrics.get(column?.key ?? "") ?? []).filter(Number.isFinite);
  const middle = values.sort((a, b) => a - b)[values.length >> 1];
  if (column === undefined || middle === undefined) return undefined;
  return `${orderField(column)} <= ${Number(middle.toPrecision(3))}`;
}

function paramClause(columns: readonly RunColumn[], runs: readonly TableRun[]): string | undefined {
  const column = columns.find(({ kind }) => kind === "params");
  const value = runs.map(({ params }) => params.get(column?.key ?? "")).find((text) =>
    text !== undefined && /^[^'"\s]{1,30}$/.test(text)
  );
  return column && value !== undefined ? `${orderField(column)} = '${value}'` : undefined;
}
