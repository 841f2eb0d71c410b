import type { Dialect, Sql } from "../../lib/sql.ts";
import {
  compare,
  compareKeyed,
  type Fragment,
  joinConditions,
  type KeyedTable,
} from "./compile_condition.ts";
import { parseFilter } from "./parse_filter.ts";
import { parseOrder } from "./parse_order.ts";
import { SearchError } from "./search_error.ts";
import { type Condition, resolveClause, type Vocabulary } from "./vocabulary.ts";

/** Which registered models, or versions of them, to find, in MLflow's grammar. */
export interface RegistrySearch {
  /** Such as `name LIKE 'taxi%' AND tags.team = 'a'`; all unless told. */
  readonly filter?: string;
  /** Such as `name DESC`. */
  readonly orderBy?: readonly string[];
  /** At most so many. */
  readonly limit: number;
  /** So many of the first are left out. */
  readonly offset?: number;
}

/** Prompts are registered models with this tag; who does not ask for it does not want them. */
const PROMPT_TAG = "mlflow.prompt.is_prompt";

const COMMON = {
  entities: { attribute: "attribute", tag: "tag", tags: "tag" },
  expectedEntities: "Valid entity types are ('attribute', 'tag', 'tags')",
  nullable: ["tag"],
} as const;

const MODELS: Vocabulary = {
  ...COMMON,
  attributes: { name: { column: "m.name", type: "text", lists: true } },
};

const VERSIONS: Vocabulary = {
  ...COMMON,
  attributes: {
    name: { column: "m.name", type: "text", lists: true },
    version_number: { column: "m.version", type: "number", quoted: true },
    run_id: { column: "coalesce(m.run_id, '')", type: "text", lists: true },
    source_path: { column: "m.source", type: "text" },
  },
};

const MODEL_TAGS: KeyedTable = { table: "registered_model_tags", owner: "name", subject: "m.name" };
const VERSION_TAGS: KeyedTable = {
  table: "model_version_tags",
  owner: "name, version",
  subject: "(m.name, m.version)",
};

const MODEL_ORDER = { name: "m.name", timestamp: "m.updated_at", last_updated_timestamp: "m.updated_at" };
const VERSION_ORDER = {
  name: "m.name",
  version_number: "m.version",
  creation_timestamp: "m.created_at",
  last_updated_timestamp: "m.updated_at",
};

/** Names of the registered models that a search finds. @throws SearchError with MLflow's sentence */
export async function findModels(sql: Sql, search: RegistrySearch): Promise<string[]> {
  const where = conditions(sql.dialect, search, MODELS, MODEL_TAGS);
  const order = [...orders(search, MODEL_ORDER), "m.name ASC"].join(", ");
  const rows = await sql.all<{ name: string }>(
    `SELECT m.name FROM registered_models m WHERE ${where.sql} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...[...where.values, search.limit, search.offset ?? 0],
  );
  return rows.map(({ name }) => name);
}

/** The versions that a search finds. @throws SearchError with MLflow's sentence */
export async function findVersions(
  sql: Sql,
  search: RegistrySearch,
): Promise<{ readonly name: string; readonly version: number }[]> {
  const where = conditions(sql.dialect, search, VERSIONS, VERSION_TAGS);
  const asked = orders(search, VERSION_ORDER), usual = asked.length > 0 ? [] : ["m.updated_at DESC"];
  const order = [...asked, ...usual, "m.name ASC", "m.version DESC"].join(", ");
  return await sql.all(
    `SELECT m.name, m.version FROM model_versions m WHERE ${where.sql} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...[...where.values, search.limit, search.offset ?? 0],
  );
}

function conditions(
  dialect: Dialect,
  { filter = "" }: RegistrySearch,
  vocabulary: Vocabulary,
  tags: KeyedTable,
): Fragment {
  const asked = parseFilter(filter).map((clause) => resolveClause(clause, vocabulary));
  const hidden = asked.some(({ entity, key }) => entity === "tag" && key === PROMPT_TAG)
    ? []
    : [noPrompt(tags)];
  return joinConditions([
    { sql: "1 = 1", values: [] },
    ...asked.map((condition) => compile(dialect, condition, tags)),
    ...hidden,
  ]);
}

function compile(dialect: Dialect, condition: Condition, tags: KeyedTable): Fragment {
  const { entity, key, operator, value } = condition;
  if (entity === "attribute") return compare(dialect, condition.attribute.column, operator, value);
  if (key === PROMPT_TAG && operator === "!=" && value === "true") return noPrompt(tags);
  return compareKeyed(dialect, tags, condition);
}

/** True without the tag too, for that is what the client means. */
function noPrompt({ table, owner, subject }: KeyedTable): Fragment {
  return {
    sql: `${subject} NOT IN (SELECT ${owner} FROM ${table} WHERE key = ? AND value = 'true')`,
    values: [PROMPT_TAG],
  };
}

function orders({ orderBy = [] }: RegistrySearch, columns: Readonly<Record<string, string>>): string[] {
  return orderBy.map((item) => {
    const { identifier, ascending } = parseOrder(item);
    const { entity, key } = identifier;
    if (entity === undefined && Object.hasOwn(columns, key)) {
      return `${columns[key]} ${ascending ? "ASC" : "DESC"}`;
    }
    const keys = Object.keys(columns).map((column) => `'${column}'`).join(", ");
    throw new SearchError(`Invalid order by key '${key}' specified. Valid keys are '{${keys}}'`);
  });
}
