import type { Sql } from "../lib/sql.ts";
import { type CurveSummary, IS_FINITE } from "./curve_summary.ts";
import { fromStored, type StoredDouble } from "./run_rows.ts";

/** What a curve lies along. */
export type CurveAxis = "step" | "time";

/** The points of a curve that lie together: one, or those that share a pixel. */
export interface CurveBucket {
  /** Where the first lies on the axis: its step, or milliseconds since 1970 UTC. */
  readonly from: number;
  /** Where the last lies. */
  readonly to: number;
  /** How many there are. */
  readonly points: number;
  /** The least finite value; null without one. */
  readonly low: number | null;
  /** The greatest finite value; null without one. */
  readonly high: number | null;
  /** The mean of the finite values, or the middle of very great ones; null without one. */
  readonly mean: number | null;
  /** Those that are NaN. */
  readonly nan: number;
  /** Those that are +∞. */
  readonly over: number;
  /** Those that are −∞. */
  readonly under: number;
}

const COLUMN: Readonly<Record<CurveAxis, string>> = { step: "step", time: "timestamp" };

/** Steps may be beyond doubles; a chart has no use for their last digits. */
const PLACE: Readonly<Record<CurveAxis, string>> = {
  step: "CAST(step AS DOUBLE PRECISION)",
  time: "CAST(timestamp AS DOUBLE PRECISION)",
};

type PointRow = readonly [runId: string, key: string, place: number, value: StoredDouble];

/** Every point of some curves as a bucket of its own, by run and metric. */
export async function readPoints(
  sql: Sql,
  summarys: readonly CurveSummary[],
  axis: CurveAxis,
): Promise<Map<string, Map<string, CurveBucket[]>>> {
  const list = sql.dialect.textList;
  const curves = new Map<string, Map<string, CurveBucket[]>>();
  for (const [runId, ofRun] of Map.groupBy(summarys, (summary) => summary.runId)) {
    const rows = await sql.lists<PointRow>(
      `SELECT run_id, key, ${PLACE[axis]}, value FROM metrics WHERE run_id = ? AND key IN ${list}
       ORDER BY key, ${axis === "step" ? "step, timestamp" : "timestamp, step"}`,
      ...[runId, JSON.stringify(ofRun.map(({ key }) => key))],
    );
    const byKey = Map.groupBy(rows, ([, key]) => key);
    curves.set(runId, new Map([...byKey].map(([key, rows]) => [key, rows.map(toPoint)])));
  }
  return curves;
}

function toPoint([, , place, stored]: PointRow): CurveBucket {
  const value = fromStored(stored), finite = Number.isFinite(value) ? value : null;
  return {
    ...{ from: place, to: place, points: 1, low: finite, high: finite, mean: finite },
    nan: Number.isNaN(value) ? 1 : 0,
    over: value === Infinity ? 1 : 0,
    under: value === -Infinity ? 1 : 0,
  };
}

/** The points of one curve in `count` buckets of equal width; buckets without a point are left out. */
export async function readBuckets(
  sql: Sql,
  summary: CurveSummary,
  axis: CurveAxis,
  count: number,
): Promise<CurveBucket[]> {
  const [first, last] = axis === "step"
    ? [BigInt(summary.firstStep), BigInt(summary.lastStep)]
    : [BigInt(summary.firstTime), BigInt(summary.lastTime)];
  const place = PLACE[axis], column = COLUMN[axis];
  const { bucket, values } = bucketOf(column, first, last, count);
  const rows = await sql.all<CurveBucket>(
    `SELECT min(${place}) AS "from", max(${place}) AS "to", count(*) AS points,
       ${summary.odd === 0 ? FINITE_VALUES : ANY_VALUES}
     FROM metrics WHERE run_id = ? AND key = ? GROUP BY ${bucket} ORDER BY 1`,
    ...[summary.runId, summary.key, ...values],
  );
  return rows.map((row) => ({ ...row, mean: meanOf(row) }));
}

const SUM = "sum(CASE WHEN value BETWEEN -1e290 AND 1e290 THEN value END)";

/** Half as long to read. */
const FINITE_VALUES =
  `min(value) AS low, max(value) AS high, ${SUM} AS mean, 0 AS nan, 0 AS "over", 0 AS "under"`;

const ANY_VALUES =
  `min(CASE WHEN ${IS_FINITE} THEN value END) AS low, max(CASE WHEN ${IS_FINITE} THEN value END) AS high,
  ${SUM} AS mean, count(CASE WHEN NOT (value < 'NaN') THEN 1 END) AS nan,
  count(CASE WHEN value < 'NaN' AND value > 0 AND NOT (${IS_FINITE}) THEN 1 END) AS "over",
  count(CASE WHEN value < 0 AND NOT (${IS_FINITE}) THEN 1 END) AS "under"`;

/** From the sum that a row has in place of its mean, unless values are so great that their sum might be beyond a double. */
function meanOf({ mean: sum, low, high, points, nan, over, under }: CurveBucket): number | null {
  if (low === null || high === null) return null;
  if (sum === null || low < -1e290 || high > 1e290) return low / 2 + high / 2;
  return sum / (points - nan - over - under);
}

const GREATEST = 2n ** 63n - 1n;

/** Whole numbers divide whole in both databases. Where the difference is beyond 64 bits, buckets count from 0. */
function bucketOf(column: string, first: bigint, last: bigint, count: number) {
  const width = (last - first) / BigInt(count) + 1n;
  if (last - first <= GREATEST) return { bucket: `(${column} - ?) / ?`, values: [first, width] };
  return { bucket: `${column} / ?`, values: [width < GREATEST ? width : GREATEST] };
}
