import { type Identifier, parseIdentifier } from "./parse_filter.ts";
import { SearchError } from "./search_error.ts";

/** One item of an order. */
export interface OrderItem {
  /** What is ordered by. */
  readonly identifier: Identifier;
  /** The least first. */
  readonly ascending: boolean;
}

/** Reads `name`, `name ASC` or `name DESC`. @throws SearchError with MLflow's sentence */
export function parseOrder(item: string): OrderItem {
  const [, name, direction = "ASC"] = /^(\S.*?)(?:\s+(asc|desc))?$/is.exec(item) ?? [];
  const identifier = name === undefined || item !== item.trim() ? undefined : parseIdentifier(name);
  if (identifier === undefined && /^[^\s"'`]+\s+[^\s"'`]+$/.test(item)) {
    throw new SearchError(`Invalid ordering key in order_by clause '${item}'.`);
  }
  if (identifier === undefined) {
    throw new SearchError(`Invalid order_by clause '${item}'. Could not be parsed.`);
  }
  return { identifier, ascending: direction.toUpperCase() === "ASC" };
}

/** A column in an order, what is missing last either way. */
export function orderColumn(column: string, ascending: boolean): string {
  return `CASE WHEN ${column} IS NULL THEN 1 ELSE 0 END, ${column} ${ascending ? "ASC" : "DESC"}`;
}
