import type { Dialect, Sql, SqlValue } from "../../lib/sql.ts";
import { compare, compareKeyed, type Fragment, joinConditions } from "./compile_condition.ts";
import { parseFilter } from "./parse_filter.ts";
import { orderColumn } from "./parse_order.ts";
import { orderMetric } from "./run_search.ts";
import { SearchError } from "./search_error.ts";
import { type Attribute, type Condition, resolveClause, type Vocabulary } from "./vocabulary.ts";

/** Data that metrics of models were measured on. */
export interface MeasuredOn {
  /** Name of the data. */
  readonly datasetName: string;
  /** Any digest unless told. */
  readonly datasetDigest?: string;
}

/** One item of an order of logged models. */
export interface LoggedModelOrder extends Partial<MeasuredOn> {
  /** `metrics.` and the key as it is, or a property such as `creation_timestamp`. */
  readonly field: string;
  /** The least first. */
  readonly ascending: boolean;
}

/** Which logged models to find, in MLflow's grammar. */
export interface LoggedModelSearch {
  /** Of these experiments. */
  readonly experimentIds: readonly number[];
  /** Such as `name = 'model' AND metrics.mae < 3`; all unless told. */
  readonly filter?: string;
  /** Only models with points on this data, and only these points in the filter; all unless told. */
  readonly datasets?: readonly MeasuredOn[];
  /** The newest first unless told, and then. */
  readonly orderBy?: readonly LoggedModelOrder[];
  /** At most so many. */
  readonly limit: number;
  /** So many of the first are left out. */
  readonly offset?: number;
}

const CREATED: Attribute = { column: "m.created_at", type: "number" };
const text = (column: string): Attribute => ({ column, type: "text", lists: true });

const VOCABULARY: Vocabulary = {
  entities: {
    ...{ attributes: "attribute", attribute: "attribute" },
    ...{ metrics: "metric", params: "parameter", tags: "tag" },
  },
  expectedEntities: "Valid values are ['attributes', 'metrics', 'params', 'tags']",
  attributes: {
    name: text("m.name"),
    model_id: text("m.model_id"),
    model_type: text("m.model_type"),
    status: text("CASE m.status WHEN 'failed' THEN 'UPLOAD_FAILED' ELSE upper(m.status) END"),
    source_run_id: text("m.source_run_id"),
    creation_timestamp: CREATED,
    creation_time: CREATED,
    creation_timestamp_ms: CREATED,
    last_updated_timestamp: { column: "m.updated_at", type: "number" },
    last_updated_timestamp_ms: { column: "m.updated_at", type: "number" },
  },
  nullable: [],
  textLists: true,
};

const PARAMS = { table: "logged_model_params", owner: "model_id", subject: "m.model_id" };
const TAGS = { table: "logged_model_tags", owner: "model_id", subject: "m.model_id" };

/** Ids of the logged models that a search finds; deleted ones are not found. @throws SearchError with MLflow's sentence */
export async function findLoggedModels(sql: Sql, search: LoggedModelSearch): Promise<string[]> {
  const { experimentIds, filter = "", datasets = [], orderBy = [], limit, offset = 0 } = search;
  const conditions = parseFilter(filter).map((clause) => resolveClause(clause, VOCABULARY));
  const where = joinConditions([
    { sql: `m.experiment_id IN (${experimentIds.map(() => "?")})`, values: experimentIds },
    { sql: "m.deleted_at IS NULL", values: [] },
    ...conditions.map((condition) => compile(sql.dialect, condition, datasets)),
    ...(datasets.length > 0 && !conditions.some(({ entity }) => entity === "metric")
      ? [measured(datasets)]
      : []),
  ]);
  const order = compileOrder(orderBy);
  if (experimentIds.length === 0) return [];
  const rows = await sql.all<{ modelId: string }>(
    `SELECT m.model_id AS "modelId" FROM (SELECT m.*${order.columns} FROM logged_models m WHERE ${where.sql}) m
     ORDER BY ${order.sql} LIMIT ? OFFSET ?`,
    ...[...order.values, ...where.values, limit, offset],
  );
  return rows.map(({ modelId }) => modelId);
}

function compile(dialect: Dialect, condition: Condition, datasets: readonly MeasuredOn[]): Fragment {
  const { entity, key, operator, value } = condition;
  if (entity === "attribute") return compare(dialect, condition.attribute.column, operator, value);
  if (entity !== "metric") return compareKeyed(dialect, entity === "tag" ? TAGS : PARAMS, condition);
  const compared = compare(dialect, "value", operator, value);
  const guard = operator.startsWith(">") ? " AND value < 'NaN'" : "";
  const on = measuredOn(datasets);
  return {
    sql:
      `m.model_id IN (SELECT model_id FROM logged_model_metrics WHERE key = ? AND ${compared.sql}${guard}${on.sql})`,
    values: [key, ...compared.values, ...on.values],
  };
}

/** Whether the model has any point on the data. */
function measured(datasets: readonly MeasuredOn[]): Fragment {
  const { sql, values } = measuredOn(datasets);
  return { sql: `m.model_id IN (SELECT model_id FROM logged_model_metrics WHERE TRUE${sql})`, values };
}

function measuredOn(datasets: readonly MeasuredOn[]): Fragment {
  if (datasets.length === 0) return { sql: "", values: [] };
  const any = datasets.map(({ datasetDigest }) =>
    datasetDigest === undefined ? "dataset_name = ?" : "(dataset_name = ? AND dataset_digest = ?)"
  );
  return {
    sql: ` AND (${any.join(" OR ")})`,
    values: datasets.flatMap(({ datasetName, datasetDigest }) =>
      datasetDigest === undefined ? [datasetName] : [datasetName, datasetDigest]
    ),
  };
}

/** A metric's value in an order is that of its latest point by time and step. */
function compileOrder(orderBy: readonly LoggedModelOrder[]): Fragment & { readonly columns: string } {
  const columns: string[] = [], values: SqlValue[] = [];
  const items = orderBy.map(({ field, ascending, ...dataset }) => {
    const key = /^metrics\.(.+)$/s.exec(field)?.[1].replace(/^([`"])(.*)\1$/s, "$2");
    if (key === undefined) {
      if (!Object.hasOwn(VOCABULARY.attributes, field)) {
        throw new SearchError(`Invalid order by field name: ${field}`);
      }
      return orderColumn(VOCABULARY.attributes[field].column, ascending);
    }
    const on = dataset.datasetName === undefined
      ? { sql: "", values: [] }
      : measuredOn([dataset as MeasuredOn]);
    columns.push(
      `, (SELECT value FROM logged_model_metrics WHERE model_id = m.model_id AND key = ?${on.sql}
         ORDER BY timestamp DESC, step DESC, value DESC LIMIT 1) AS o${columns.length}`,
    );
    values.push(key, ...on.values);
    return { metric: `m.o${columns.length - 1}`, ascending };
  });
  const sql = items.map((item) => typeof item === "string" ? item : orderMetric(item.metric, item.ascending));
  return { columns: columns.join(""), values, sql: [...sql, "m.created_at DESC", "m.model_id"].join(", ") };
}
