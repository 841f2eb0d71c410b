import type { Dialect, Sql, SqlValue } from "../../lib/sql.ts";
import type { Run } from "../run.ts";
import { readRuns } from "../run_rows.ts";
import { RUN_NAME_TAG } from "../run_tags.ts";
import { compare, compareKeyed, type Fragment, joinConditions } from "./compile_condition.ts";
import { parseFilter } from "./parse_filter.ts";
import { orderColumn, parseOrder } from "./parse_order.ts";
import { SearchError } from "./search_error.ts";
import { type Attribute, type Condition, resolveClause, resolveName, type Vocabulary } from "./vocabulary.ts";

/** Whether deleted things are searched for. */
export type View = "active" | "deleted" | "all";

/** Which runs to find, in MLflow's grammar. */
export interface RunSearch {
  /** Of these experiments. */
  readonly experimentIds: readonly number[];
  /** Such as `metrics.mae < 3 AND params.model = 'linear'`; all unless told. */
  readonly filter?: string;
  /** Such as `metrics.mae ASC`; the newest first unless told, and then. */
  readonly orderBy?: readonly string[];
  /** `active` unless told. */
  readonly view?: View;
  /** At most so many. */
  readonly limit: number;
  /** So many of the first are left out. */
  readonly offset?: number;
}

const ADDRESS =
  `coalesce(e.artifact_location, 'mlflow-artifacts:/' || e.experiment_id) || '/' || r.run_id || '/artifacts'`;
const START: Attribute = { column: "r.start_time", type: "number" };
const NAME: Attribute = { column: "r.name", type: "text" };

/** Names and operators of run searches. */
export const RUN_VOCABULARY: Vocabulary = {
  entities: {
    ...{ metric: "metric", metrics: "metric" },
    ...{ parameter: "parameter", parameters: "parameter", param: "parameter", params: "parameter" },
    ...{ tag: "tag", tags: "tag" },
    ...{ attribute: "attribute", attributes: "attribute", attr: "attribute", run: "attribute" },
    ...{ dataset: "dataset", datasets: "dataset" },
  },
  expectedEntities: "Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
  attributes: {
    run_id: { column: "r.run_id", type: "text", lists: true },
    run_name: NAME,
    "run name": NAME,
    "Run name": NAME,
    "Run Name": NAME,
    status: { column: "upper(r.status)", type: "text" },
    user_id: { column: "r.user_id", type: "text" },
    artifact_uri: { column: ADDRESS, type: "text" },
    start_time: START,
    created: START,
    Created: START,
    end_time: { column: "r.end_time", type: "number" },
  },
  datasets: ["name", "digest", "context"],
  nullable: ["parameter", "tag"],
};

/** The runs that a search finds. @throws SearchError with MLflow's sentence */
export async function findRuns(sql: Sql, search: RunSearch): Promise<Run[]> {
  return await readRuns(sql, await findRunIds(sql, search));
}

/** Ids of the runs that a search finds. @throws SearchError with MLflow's sentence */
export async function findRunIds(sql: Sql, search: RunSearch): Promise<string[]> {
  const { experimentIds, orderBy = [], limit, offset = 0 } = search;
  const where = compileWhere(sql.dialect, search);
  const order = compileOrder(orderBy);
  if (experimentIds.length === 0) return [];
  const select = async () => {
    const rows = await sql.lists<[string]>(
      `SELECT r.run_id FROM runs r JOIN experiments e ON e.experiment_id = r.experiment_id ${
        order.joins.join(" ")
      }
       WHERE ${where.sql} ORDER BY ${[...order.items, ...TIE_BREAK].join(", ")} LIMIT ? OFFSET ?`,
      ...[...order.values, ...where.values, limit, offset],
    );
    return rows.map(([runId]) => runId);
  };
  if (order.first === undefined) return await select();
  // What has a value comes first in both directions, so that a page of it is the page, read in the order of the values' index.
  const valued = await selectValued(sql, search, where, order, order.first);
  return valued.length === limit ? valued : await select();
}

/** The page among the runs that have a value for the first item of the order. */
async function selectValued(
  sql: Sql,
  search: RunSearch,
  where: Fragment,
  order: Order,
  first: ValueOrder,
): Promise<string[]> {
  const { limit, offset = 0 } = search, joins = order.joins.slice(1);
  const items = [first.item, ...order.items.slice(1), ...TIE_BREAK].join(", ");
  const rows = await sql.lists<[string]>(
    `SELECT r.run_id FROM ${first.table} o0 CROSS JOIN runs r
       JOIN experiments e ON e.experiment_id = r.experiment_id ${joins.join(" ")}
     WHERE r.run_id = o0.run_id AND o0.key = ?${first.guard} AND ${where.sql} ORDER BY ${items} LIMIT ? OFFSET ?`,
    ...[...order.values.slice(1), order.values[0], ...where.values, limit, offset],
  );
  return rows.map(([runId]) => runId);
}

/** How many runs a search finds on all of its pages. @throws SearchError with MLflow's sentence */
export async function countRuns(
  sql: Sql,
  search: Omit<RunSearch, "limit" | "offset" | "orderBy">,
): Promise<number> {
  const where = compileWhere(sql.dialect, search);
  if (search.experimentIds.length === 0) return 0;
  const counted = await sql.one<{ count: number }>(
    `SELECT count(*) AS count FROM runs r JOIN experiments e ON e.experiment_id = r.experiment_id WHERE ${where.sql}`,
    ...where.values,
  );
  return counted!.count;
}

function compileWhere(
  dialect: Dialect,
  { experimentIds, filter = "", view = "active" }: Pick<RunSearch, "experimentIds" | "filter" | "view">,
): Fragment {
  return joinConditions([
    { sql: `r.experiment_id IN (${experimentIds.map(() => "?")})`, values: experimentIds },
    ...viewCondition("r.deleted_at", view),
    ...parseFilter(filter).map((clause) => compileRun(dialect, resolveClause(clause, RUN_VOCABULARY))),
  ]);
}

/** The condition that a view sets on the time of deletion, if any. */
export function viewCondition(column: string, view: View): Fragment[] {
  return view === "all"
    ? []
    : [{ sql: `${column} IS ${view === "deleted" ? "NOT NULL" : "NULL"}`, values: [] }];
}

const KEYED = {
  metric: { table: "latest_metrics", owner: "run_id", subject: "r.run_id" },
  parameter: { table: "params", owner: "run_id", subject: "r.run_id" },
  tag: { table: "run_tags", owner: "run_id", subject: "r.run_id" },
};

function compileRun(dialect: Dialect, condition: Condition): Fragment {
  const { entity, key, operator, value } = condition;
  if (entity === "attribute") return compare(dialect, condition.attribute.column, operator, value);
  if (entity === "dataset") {
    const { sql, values } = compare(dialect, key, operator, value);
    return { sql: `r.run_id IN (SELECT run_id FROM run_datasets WHERE ${sql})`, values };
  }
  if (entity === "tag" && key === RUN_NAME_TAG) return compareName(dialect, operator, value);
  return compareKeyed(dialect, KEYED[entity], condition);
}

/** The name is a tag for clients, which is always there. */
function compareName(dialect: Dialect, operator: string, value: Condition["value"]): Fragment {
  if (operator === "IS NULL") return { sql: "1 = 0", values: [] };
  if (operator === "IS NOT NULL") return { sql: "1 = 1", values: [] };
  return compare(dialect, "r.name", operator, value);
}

/** An order as SQL has it. */
interface Order {
  /** Tables of the metrics, params and tags in it, the first called `o0`; each takes its key. */
  readonly joins: readonly string[];
  readonly values: readonly SqlValue[];
  /** Each in its turn; at last those that tell apart what is equal so far. */
  readonly items: readonly string[];
  /** The first of them, when it is a metric, a param or a tag. */
  readonly first: ValueOrder | undefined;
}

/** The order of those that have a value in a table of keys and values. */
interface ValueOrder {
  readonly table: string;
  readonly item: string;
  /** Keeps out what is no number. */
  readonly guard: string;
}

const TIE_BREAK = ["r.start_time DESC", "r.run_id"];

function compileOrder(orderBy: readonly string[]): Order {
  const joins: string[] = [], values: SqlValue[] = [];
  let first: Order["first"];
  const items = orderBy.map((item, i) => {
    const { identifier, ascending } = parseOrder(item);
    const { entity, key } = resolveName(identifier, RUN_VOCABULARY);
    if (entity === "dataset") throw new SearchError(`Invalid order_by entity type '${entity}'`);
    if (entity === "attribute") return orderColumn(RUN_VOCABULARY.attributes[key].column, ascending);
    if (entity === "tag" && key === RUN_NAME_TAG) return orderColumn("r.name", ascending);
    const alias = `o${joins.length}`;
    joins.push(
      `LEFT JOIN ${KEYED[entity].table} ${alias} ON ${alias}.run_id = r.run_id AND ${alias}.key = ?`,
    );
    values.push(key);
    if (i === 0) {
      const guard = entity === "metric" ? ` AND ${alias}.value < 'NaN'` : "";
      const item = `${alias}.value ${ascending ? "ASC" : "DESC"}`;
      first = { table: KEYED[entity].table, item, guard };
    }
    if (entity !== "metric") return orderColumn(`${alias}.value`, ascending);
    return orderMetric(`${alias}.value`, ascending);
  });
  return { joins, values, items, first };
}

/** Numbers, then NaN, then what is missing, either way. */
export function orderMetric(column: string, ascending: boolean): string {
  return `CASE WHEN ${column} IS NULL THEN 2 WHEN ${column} = 'NaN' THEN 1 ELSE 0 END, ${column} ${
    ascending ? "ASC" : "DESC"
  }`;
}
