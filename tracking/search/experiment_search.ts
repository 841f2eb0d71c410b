import type { Dialect, Sql } from "../../lib/sql.ts";
import { compare, compareKeyed, type Fragment, joinConditions } from "./compile_condition.ts";
import { parseFilter } from "./parse_filter.ts";
import { orderColumn, parseOrder } from "./parse_order.ts";
import { type View, viewCondition } from "./run_search.ts";
import { SearchError } from "./search_error.ts";
import { type Condition, resolveClause, resolveName, type Vocabulary } from "./vocabulary.ts";

/** Which experiments to find, in MLflow's grammar. */
export interface ExperimentSearch {
  /** Such as `name LIKE 'taxi%' AND tags.team = 'a'`; all unless told. */
  readonly filter?: string;
  /** Such as `name ASC`; the newest first unless told. */
  readonly orderBy?: readonly string[];
  /** `active` unless told. */
  readonly view?: View;
  /** At most so many. */
  readonly limit: number;
  /** So many of the first are left out. */
  readonly offset?: number;
}

const VOCABULARY: Vocabulary = {
  entities: { attribute: "attribute", tag: "tag", tags: "tag" },
  expectedEntities: "Valid entity types are ('attribute', 'tag', 'tags')",
  attributes: {
    name: { column: "e.name", type: "text" },
    experiment_id: { column: "CAST(e.experiment_id AS TEXT)", type: "text", lists: true },
    creation_time: { column: "e.created_at", type: "number" },
    last_update_time: { column: "e.updated_at", type: "number" },
  },
  nullable: ["tag"],
};

const TAGS = { table: "experiment_tags", owner: "experiment_id", subject: "e.experiment_id" };

/** Ids of the experiments that a search finds. @throws SearchError with MLflow's sentence */
export async function findExperiments(sql: Sql, search: ExperimentSearch): Promise<number[]> {
  const { filter = "", orderBy = [], view = "active", limit, offset = 0 } = search;
  const where = joinConditions([
    { sql: "1 = 1", values: [] },
    ...viewCondition("e.deleted_at", view),
    ...parseFilter(filter).map((clause) => compile(sql.dialect, resolveClause(clause, VOCABULARY))),
  ]);
  const rows = await sql.all<{ id: number }>(
    `SELECT e.experiment_id AS id FROM experiments e WHERE ${where.sql} ORDER BY ${
      order(orderBy)
    } LIMIT ? OFFSET ?`,
    ...[...where.values, limit, offset],
  );
  return rows.map(({ id }) => id);
}

function compile(dialect: Dialect, condition: Condition): Fragment {
  return condition.entity === "attribute"
    ? compare(dialect, condition.attribute.column, condition.operator, condition.value)
    : compareKeyed(dialect, TAGS, condition);
}

function order(orderBy: readonly string[]): string {
  if (orderBy.length === 0) return "e.created_at DESC, e.experiment_id ASC";
  const items = orderBy.map((item) => {
    const { identifier, ascending } = parseOrder(item);
    const { entity, key } = resolveName(identifier, VOCABULARY);
    if (entity !== "attribute") throw new SearchError(`Invalid order_by entity: ${entity}`);
    return orderColumn(
      key === "experiment_id" ? "e.experiment_id" : VOCABULARY.attributes[key].column,
      ascending,
    );
  });
  return [...items, "e.experiment_id DESC"].join(", ");
}
