import type { Sql } from "../lib/sql.ts";
import { fromStored, type StoredDouble } from "./run_rows.ts";

/** What is to be said of a metric of a run without its points. */
export interface CurveSummary {
  /** The run that logged it. */
  readonly runId: string;
  /** Name of the metric. */
  readonly key: string;
  /** How many points were logged, those without a finite value too. */
  readonly points: number;
  /** The least finite value; null without one. */
  readonly low: number | null;
  /** The greatest finite value; null without one. */
  readonly high: number | null;
  /** Points that are NaN or infinite. */
  readonly odd: number;
  /** The least step. A text, for it may be beyond doubles. */
  readonly firstStep: string;
  /** The greatest step, as a text. */
  readonly lastStep: string;
  /** When the first point was logged, milliseconds since 1970 UTC. */
  readonly firstTime: number;
  /** When the last point was logged. */
  readonly lastTime: number;
}

const MAX = "1.7976931348623157e308";

/** Holds for finite values: NaN is greater than every number, be it a text or a double. */
export const IS_FINITE = `value BETWEEN -${MAX} AND ${MAX}`;

const SUMMARY = `SELECT run_id AS "runId", key, count(*) AS points,
  CAST(min(step) AS TEXT) AS "firstStep", CAST(max(step) AS TEXT) AS "lastStep",
  min(timestamp) AS "firstTime", max(timestamp) AS "lastTime"`;

/**
 * {@linkcode CurveSummary} of every metric of some runs, or of some of them: all values at once where all are finite, as nearly always; what is not is told
 * apart in a second look.
 */
export async function summarize(
  sql: Sql,
  runIds: readonly string[],
  keys?: readonly string[],
): Promise<CurveSummary[]> {
  const found = await summaryRows<StoredDouble>(
    sql,
    runIds,
    keys,
    "min(value) AS low, max(value) AS high, 0 AS odd",
  );
  const isOdd = ({ low, high }: SummaryRow<StoredDouble>) =>
    !Number.isFinite(fromStored(low)) || !Number.isFinite(fromStored(high));
  const odd = found.filter(isOdd);
  if (odd.length === 0) return found.map((row) => ({ ...row }) as CurveSummary);
  const apart = await summaryRows<number | null>(
    ...[sql, odd.map(({ runId }) => runId), odd.map(({ key }) => key)] as const,
    `min(CASE WHEN ${IS_FINITE} THEN value END) AS low, max(CASE WHEN ${IS_FINITE} THEN value END) AS high,
     count(CASE WHEN NOT (${IS_FINITE}) THEN 1 END) AS odd`,
  );
  const name = ({ runId, key }: { readonly runId: string; readonly key: string }) => `${runId} ${key}`;
  const byName = new Map(apart.map((row) => [name(row), row]));
  return found.map((row) => ({ ...(byName.get(name(row)) ?? row) }) as CurveSummary);
}

type SummaryRow<Value> = Omit<CurveSummary, "low" | "high"> & { readonly low: Value; readonly high: Value };

async function summaryRows<Value>(
  sql: Sql,
  runIds: readonly string[],
  keys: readonly string[] | undefined,
  values: string,
): Promise<SummaryRow<Value>[]> {
  const list = sql.dialect.textList;
  return await sql.all<SummaryRow<Value>>(
    `${SUMMARY}, ${values} FROM metrics
     WHERE run_id IN ${list} ${keys === undefined ? "" : `AND key IN ${list}`}
     GROUP BY run_id, key ORDER BY run_id, key`,
    ...[JSON.stringify(runIds), ...(keys === undefined ? [] : [JSON.stringify(keys)])],
  );
}
