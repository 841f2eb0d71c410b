import type { RunKeys } from "../../../../tracking/run_keys.ts";

/** A chosen column of the runs table: a property of every run, or what was logged under a name. */
export interface RunColumn {
  /** As the address has it: `attributes.status`, `params.depth`, `metrics.valid.mae`, `tags.team`. */
  readonly id: string;
  /** What it is of, in MLflow's words. */
  readonly kind: ColumnKind;
  /** The name behind the first dot. */
  readonly key: string;
}

/** What a column may be of, in the order in which a table has them. */
export const COLUMN_KINDS = ["attributes", "params", "metrics", "tags"] as const;

/** What a column may be of. */
export type ColumnKind = typeof COLUMN_KINDS[number];

/** Properties that have a column, with their headings. */
export const ATTRIBUTES = {
  status: "Status",
  start_time: "Started",
  duration: "Took",
  user_id: "User",
  run_id: "Id",
} as const;

/** A property that has a column. */
export type AttributeKey = keyof typeof ATTRIBUTES;

const USUAL: readonly AttributeKey[] = ["status", "start_time", "duration"];
/** By its grammar MLflow orders by everything but this. */
const WITHOUT_ORDER = "attributes.duration";

/** The columns that ids name, by kind and then as asked; what names none is left out, and so is what was named before. */
export function columnsOf(ids: readonly string[]): RunColumn[] {
  const columns = [...new Set(ids)].flatMap((id): RunColumn | [] => {
    const [, kind, key] = /^(attributes|params|metrics|tags)\.(.+)$/su.exec(id) ?? [];
    if (kind === undefined || (kind === "attributes" && !Object.hasOwn(ATTRIBUTES, key))) return [];
    return { id, kind: kind as ColumnKind, key };
  });
  return COLUMN_KINDS.flatMap((kind) => columns.filter((column) => column.kind === kind));
}

/** The columns of a table whose reader has chosen none. */
export function usualColumns({ params, metrics }: Pick<RunKeys, "params" | "metrics">): RunColumn[] {
  return columnsOf([
    ...USUAL.map((key) => `attributes.${key}`),
    ...params.map((key) => `params.${key}`),
    ...metrics.map((key) => `metrics.${key}`),
  ]);
}

/** Names of the columns of each kind. */
export function keysOf(columns: readonly RunColumn[]): RunKeys {
  const of = (kind: ColumnKind) => columns.flatMap((column) => column.kind === kind ? column.key : []);
  return { params: of("params"), metrics: of("metrics"), tags: of("tags") };
}

/** What MLflow's grammar calls a column; undefined where it cannot order by it. Names have no backticks. */
export function orderField({ id, kind, key }: RunColumn): string | undefined {
  if (id === WITHOUT_ORDER) return undefined;
  return kind === "attributes" || /^[\p{L}_][\p{L}\p{N}_]*$/u.test(key) ? id : `${kind}.\`${key}\``;
}
