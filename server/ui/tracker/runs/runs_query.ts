import { parseOrder } from "../../../../tracking/search/parse_order.ts";
import type { View } from "../../../../tracking/search/run_search.ts";
import { columnsOf, orderField, type RunColumn } from "./run_column.ts";

/** Runs a page shows. */
export const PAGE_RUNS = 50;

/** What the address of the runs table asks for. */
export interface RunsQuery {
  /** As it was typed, in MLflow's grammar; empty for all runs. */
  readonly filter: string;
  /** One item of MLflow's `order_by`; empty for the newest first. */
  readonly order: string;
  /** The chosen columns; undefined for those that tell most. */
  readonly columns: readonly RunColumn[] | undefined;
  /** Counts from 1. */
  readonly page: number;
  /** Deleted runs instead of the others. */
  readonly view: Exclude<View, "all">;
  /** Whether the columns are being chosen. */
  readonly choosing: boolean;
  /** Later pages leave out what began after the first was made, so that nothing moves from page to page. Milliseconds since 1970. */
  readonly until: number | undefined;
}

/** Reads the query of an address; what makes no sense is left out. */
export function readRunsQuery(search: URLSearchParams): RunsQuery {
  const columns = search.getAll("columns").flatMap((ids) => ids.split(",")).filter((id) => id !== "");
  const page = Number(search.get("page") ?? 1), until = Number(search.get("until") ?? NaN);
  return {
    filter: search.get("filter")?.trim() ?? "",
    order: search.get("order")?.trim() ?? "",
    columns: columns.length === 0 ? undefined : columnsOf(columns),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    view: search.get("view") === "deleted" ? "deleted" : "active",
    choosing: search.has("choose"),
    until: Number.isSafeInteger(until) ? until : undefined,
  };
}

/** The address of the same table but for `changes`. */
export function runsHref(experimentId: number, query: RunsQuery, changes: Partial<RunsQuery> = {}): string {
  const asked = { ...query, choosing: false, page: 1, until: undefined, ...changes };
  const search = new URLSearchParams(hiddenFields(asked));
  if (asked.filter !== "") search.set("filter", asked.filter);
  if (asked.choosing) search.set("choose", "1");
  if (asked.page > 1) search.set("page", String(asked.page));
  if (asked.until !== undefined) search.set("until", String(asked.until));
  const text = search.toString().replaceAll("%2C", ","); // no name has a comma
  return `/experiments/${experimentId}${text === "" ? "" : `?${text}`}`;
}

/** What a form that changes the filter keeps of the query. */
export function hiddenFields({ order, columns, view }: RunsQuery): [name: string, value: string][] {
  return [
    ...(order === "" ? [] : [["order", order] as [string, string]]),
    ...(columns === undefined
      ? []
      : [["columns", columns.map(({ id }) => id).join(",")] as [string, string]]),
    ...(view === "active" ? [] : [["view", view] as [string, string]]),
  ];
}

/** The filter with what keeps pages apart. */
export function pageFilter({ filter, until }: Pick<RunsQuery, "filter" | "until">): string {
  if (until === undefined) return filter;
  return `${filter === "" ? "" : `${filter} AND `}attributes.start_time <= ${until}`;
}

/** Whether, and which way, a table is ordered by a column. */
export type Sorting = "ascending" | "descending" | "none";

/** How the table is ordered by a column; without an order the newest run is first. */
export function sortingOf(column: RunColumn, order: string): Sorting {
  if (order === "") return column.id === "attributes.start_time" ? "descending" : "none";
  const field = orderField(column), found = orderOf(order);
  if (field === undefined || found === undefined || found.field !== field) return "none";
  return found.ascending ? "ascending" : "descending";
}

/** The order that the heading of a column asks for: its own first, then the other way; undefined where there is none. */
export function nextOrder(column: RunColumn, order: string, first: "ASC" | "DESC"): string | undefined {
  const field = orderField(column);
  if (field === undefined) return undefined;
  const sorting = sortingOf(column, order);
  if (sorting === "none") return `${field} ${first}`;
  return `${field} ${sorting === "ascending" ? "DESC" : "ASC"}`;
}

function orderOf(order: string): { readonly field: string; readonly ascending: boolean } | undefined {
  try {
    const { identifier: { entity = "attributes", key }, ascending } = parseOrder(order);
    const [column] = columnsOf([`${PLURALS[entity] ?? entity}.${key}`]);
    return column && { field: orderField(column) ?? "", ascending };
  } catch {
    return undefined; // the search itself says what is wrong
  }
}

const PLURALS: Readonly<Record<string, string>> = {
  ...{ attribute: "attributes", metric: "metrics", param: "params", parameter: "params", tag: "tags" },
};
