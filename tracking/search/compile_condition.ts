import type { Dialect, SqlValue } from "../../lib/sql.ts";
import type { Condition, ConditionValue } from "./vocabulary.ts";

/** A piece of SQL and what its question marks stand for. */
export interface Fragment {
  /** The text. */
  readonly sql: string;
  /** One for each question mark, in order. */
  readonly values: readonly SqlValue[];
}

/** A table of what belongs to the searched things by key. */
export interface KeyedTable {
  /** Its name. */
  readonly table: string;
  /** Columns of it that name the thing, such as `run_id`. */
  readonly owner: string;
  /** The same of the searched things, such as `r.run_id`. */
  readonly subject: string;
}

/** Column, operator and value, but for lists and for texts that are like a pattern as SQL has them. */
export function compare(dialect: Dialect, column: string, operator: string, value: ConditionValue): Fragment {
  if (Array.isArray(value)) {
    return { sql: `${column} ${operator} ${dialect.textList}`, values: [JSON.stringify(value)] };
  }
  if (operator === "LIKE") {
    return { sql: dialect.like(column), values: [dialect.likePattern(value as string)] };
  }
  if (operator === "ILIKE") return { sql: dialect.ilike(column), values: [value as string] };
  return { sql: `${column} ${operator} ?`, values: [value as SqlValue] };
}

/** Whether the thing has that key, with a value that compares so; a missing one never does. */
export function compareKeyed(dialect: Dialect, at: KeyedTable, condition: Condition): Fragment {
  const { key, operator, value } = condition;
  const { table, owner, subject } = at;
  if (operator === "IS NULL" || operator === "IS NOT NULL") {
    const not = operator === "IS NULL" ? "NOT " : "";
    return { sql: `${subject} ${not}IN (SELECT ${owner} FROM ${table} WHERE key = ?)`, values: [key] };
  }
  const comparison = compare(dialect, "value", operator, value);
  const guard = condition.entity === "metric" && operator.startsWith(">") ? " AND value < 'NaN'" : "";
  return {
    sql: `${subject} IN (SELECT ${owner} FROM ${table} WHERE key = ? AND ${comparison.sql}${guard})`,
    values: [key, ...comparison.values],
  };
}

/** All of the conditions, joined for `WHERE`. */
export function joinConditions(fragments: readonly Fragment[]): Fragment {
  return {
    sql: fragments.map(({ sql }) => `(${sql})`).join(" AND "),
    values: fragments.flatMap(({ values }) => values),
  };
}
