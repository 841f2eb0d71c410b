import type { Clause, Identifier } from "./parse_filter.ts";
import { SearchError } from "./search_error.ts";

/** What may stand before the dot of a name, in one word each. */
export type Entity = "attribute" | "metric" | "parameter" | "tag" | "dataset";

/** A property of what is searched for. */
export interface Attribute {
  /** What it is in SQL. */
  readonly column: string;
  /** How it is compared. */
  readonly type: "text" | "number";
  /** Whether it may be compared with a list. */
  readonly lists?: true;
  /** Whether a number may be quoted. */
  readonly quoted?: true;
}

/** Names and operators that a search knows. */
export interface Vocabulary {
  /** What may stand before the dot, as it is written. */
  readonly entities: Readonly<Record<string, Entity>>;
  /** How MLflow tells what is valid. */
  readonly expectedEntities: string;
  /** By name. */
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Those of data, where data can be searched by. */
  readonly datasets?: readonly string[];
  /** Entities that may be asked whether they are there. */
  readonly nullable: readonly Entity[];
  /** Whether params and tags may be compared with a list. */
  readonly textLists?: true;
}

/** A comparison whose parts fit together. */
export type Condition =
  & { readonly key: string; readonly operator: string }
  & (
    | { readonly entity: "attribute"; readonly attribute: Attribute; readonly value: ConditionValue }
    | { readonly entity: Exclude<Entity, "attribute">; readonly value: ConditionValue }
  );

/** Undefined where it is only asked whether something is there. */
export type ConditionValue = string | number | readonly string[] | undefined;

const NUMBER_OPERATORS = [">", ">=", "!=", "=", "<", "<="];
const TEXT_OPERATORS = ["!=", "=", "LIKE", "ILIKE"];
const LIST_OPERATORS = ["IN", "NOT IN"];

/** The entity and key that a name means. @throws SearchError with MLflow's sentence */
export function resolveName(
  { entity: written, key }: Identifier,
  vocabulary: Vocabulary,
): { readonly entity: Entity; readonly key: string } {
  const entity = written === undefined ? "attribute" : ownOf(vocabulary.entities, written);
  if (entity === undefined) {
    throw new SearchError(
      `Invalid entity type '${written}'. ${vocabulary.expectedEntities}`,
    );
  }
  if (entity === "attribute" && ownOf(vocabulary.attributes, key) === undefined) {
    const keys = Object.keys(vocabulary.attributes);
    throw new SearchError(`Invalid attribute key '${key}' specified. Valid keys are '${setText(keys)}'`);
  }
  if (entity === "dataset" && !vocabulary.datasets!.includes(key)) {
    throw new SearchError(
      `Invalid dataset key '${key}' specified. Valid keys are '${setText(vocabulary.datasets!)}'`,
    );
  }
  return { entity, key };
}

/** What a clause means. @throws SearchError with MLflow's sentence */
export function resolveClause(clause: Clause, vocabulary: Vocabulary): Condition {
  const { entity, key } = resolveName(clause.identifier, vocabulary);
  const { operator } = clause;
  if (operator.startsWith("IS ")) {
    if (vocabulary.nullable.includes(entity) && entity !== "attribute") {
      return { entity, key, operator, value: undefined };
    }
    throw new SearchError(
      `IS NULL / IS NOT NULL is only supported for tags and params, not for '${entity}' '${key}'`,
    );
  }
  if (entity !== "attribute") {
    const value = entity === "metric"
      ? metricValue(clause)
      : textValue(clause, entity, entity === "dataset" || vocabulary.textLists);
    refuseOperator(operator, operatorsOf(entity, vocabulary), value);
    return { entity, key, operator, value };
  }
  const attribute = vocabulary.attributes[key];
  const value = attribute.type === "number"
    ? numberValue(clause, key, attribute)
    : attributeValue(clause, vocabulary, attribute);
  const operators = attribute.type === "number"
    ? NUMBER_OPERATORS
    : attribute.lists
    ? [...TEXT_OPERATORS, ...LIST_OPERATORS]
    : TEXT_OPERATORS;
  refuseOperator(operator, operators, value);
  return { entity, key, attribute, operator, value };
}

function operatorsOf(entity: Entity, vocabulary: Vocabulary): readonly string[] {
  if (entity === "metric") return NUMBER_OPERATORS;
  const lists = entity === "dataset" || vocabulary.textLists ? LIST_OPERATORS : [];
  const nulls = vocabulary.nullable.includes(entity) ? ["IS NULL", "IS NOT NULL"] : [];
  return [...TEXT_OPERATORS, ...lists, ...nulls];
}

function metricValue({ literal }: Clause): number {
  if (literal.kind === "number") return literal.value;
  throw new SearchError(`Expected numeric value type for metric. Found ${written(literal)}`);
}

function numberValue({ literal }: Clause, key: string, { quoted }: Attribute): number {
  if (literal.kind === "number") return literal.value;
  if (quoted && literal.kind === "text" && /^-?\d+$/.test(literal.value)) return Number(literal.value);
  throw new SearchError(
    `Expected numeric value type for numeric attribute: ${key}. Found ${written(literal)}`,
  );
}

function textValue({ literal }: Clause, entity: Entity, lists?: boolean): string | readonly string[] {
  if (literal.kind === "text" || (lists && literal.kind === "list")) return literal.value;
  throw new SearchError(
    entity === "dataset"
      ? `Expected a quoted string value for dataset attributes. Got value ${written(literal)}`
      : `Expected a quoted string value for ${entity} (e.g. 'my-value'). Got value ${written(literal)}`,
  );
}

function attributeValue(
  { literal }: Clause,
  vocabulary: Vocabulary,
  { lists }: Attribute,
): string | readonly string[] {
  if (literal.kind === "text") return literal.value;
  if (literal.kind !== "list") {
    throw new SearchError(`Expected a quoted string value for attributes. Got value ${written(literal)}`);
  }
  if (lists) return literal.value;
  const listed = Object.entries(vocabulary.attributes).filter(([, attribute]) => attribute.lists);
  throw new SearchError(
    `Only [${
      listed.map(([key]) => `'${key}'`).join(", ")
    }] attributes support comparison with a list of quoted string values.`,
  );
}

function refuseOperator(operator: string, expected: readonly string[], value: ConditionValue): void {
  if (expected.includes(operator) && Array.isArray(value) === LIST_OPERATORS.includes(operator)) return;
  throw new SearchError(`Invalid comparator '${operator}' not one of '${setText(expected)}'`);
}

function written(literal: Clause["literal"]): string {
  return literal.kind === "nothing" ? "" : literal.text;
}

/** As Python prints a set. */
function setText(words: readonly string[]): string {
  return `{${words.map((word) => `'${word}'`).join(", ")}}`;
}

function ownOf<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
