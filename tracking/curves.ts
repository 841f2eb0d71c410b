import type { Sql } from "../lib/sql.ts";
import { type CurveAxis, type CurveBucket, readBuckets, readPoints } from "./curve_buckets.ts";
import type { StoreContext } from "./store_context.ts";

/** Which curves to read. Every metric of every run is one. */
export interface CurveQuery {
  /** Of these runs. */
  readonly runIds: readonly string[];
  /** Of these metrics. */
  readonly keys: readonly string[];
  /** What the curves lie along: the step, or the time of logging. */
  readonly axis: CurveAxis;
  /** So many buckets at most, such as the pixels of a chart; a curve of no more than two points for each is read whole. */
  readonly buckets: number;
}

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
}

/** A metric of a run along an axis, its points together where there are more than can be told apart. */
export interface Curve extends CurveSummary {
  /** In the order of the axis. */
  readonly buckets: readonly CurveBucket[];
}

/** Histories of metrics as they are looked at: summed up and thinned out by the database, however many points there are. */
export interface Curves {
  /** The curves that have a point, by run and metric. */
  read(query: CurveQuery): Promise<Curve[]>;
  /** {@linkcode Curves.read} without the points. @param keys all metrics unless told */
  summarize(runIds: readonly string[], keys?: readonly string[]): Promise<CurveSummary[]>;
  /** Whether a run has more points than that, of all metrics together: what {@linkcode Curves.summarize} would have to read. */
  hasMorePoints(runId: string, than: number): Promise<boolean>;
}

/** {@linkcode Curves} in a database. */
export function storedCurves({ sql }: Pick<StoreContext, "sql">): Curves {
  return {
    read: (query) => read(sql, query),
    summarize: async (runIds, keys) => (await extents(sql, runIds, keys)).map(toSummary),
    async hasMorePoints(runId, than) {
      const counted = "SELECT count(*) AS count FROM (SELECT 1 FROM metrics WHERE run_id = ? LIMIT ?) found";
      return (await sql.one<{ count: number }>(counted, runId, than + 1))!.count > than;
    },
  };
}

/** What {@linkcode CurveSummary} says, and where a curve begins and ends. Steps are texts: they may be beyond doubles. */
export interface CurveExtent extends CurveSummary {
  /** The least. */
  readonly firstStep: string;
  /** The greatest. */
  readonly lastStep: string;
  /** Milliseconds since 1970 UTC. */
  readonly firstTime: number;
  /** Milliseconds since 1970 UTC. */
  readonly lastTime: number;
}

const MAX = "1.7976931348623157e308";

/** Holds for finite values: NaN is greater than every number, be it a text or a double. */
export const IS_FINITE = `value BETWEEN -${MAX} AND ${MAX}`;

async function extents(
  sql: Sql,
  runIds: readonly string[],
  keys: readonly string[] | undefined,
): Promise<CurveExtent[]> {
  const list = sql.dialect.textList;
  return await sql.all<CurveExtent>(
    `SELECT run_id AS "runId", key, count(*) AS points,
       min(CASE WHEN ${IS_FINITE} THEN value END) AS low, max(CASE WHEN ${IS_FINITE} THEN value END) AS high,
       count(CASE WHEN NOT (${IS_FINITE}) THEN 1 END) AS odd,
       CAST(min(step) AS TEXT) AS "firstStep", CAST(max(step) AS TEXT) AS "lastStep",
       min(timestamp) AS "firstTime", max(timestamp) AS "lastTime"
     FROM metrics WHERE run_id IN ${list} ${keys === undefined ? "" : `AND key IN ${list}`}
     GROUP BY run_id, key ORDER BY run_id, key`,
    ...[JSON.stringify(runIds), ...(keys === undefined ? [] : [JSON.stringify(keys)])],
  );
}

/** Few points are read as they are and all at once, many of a curve by a query of its own. */
async function read(sql: Sql, { runIds, keys, axis, buckets }: CurveQuery): Promise<Curve[]> {
  const found = await extents(sql, runIds, keys);
  const isShort = ({ points }: CurveExtent) => points <= 2 * buckets;
  const short = await readPoints(sql, found.filter(isShort), axis);
  return await Promise.all(
    found.map(async (extent) => ({
      ...toSummary(extent),
      buckets: isShort(extent)
        ? short.get(extent.runId)?.get(extent.key) ?? []
        : await readBuckets(sql, extent, axis, buckets),
    })),
  );
}

function toSummary({ runId, key, points, low, high, odd }: CurveExtent): CurveSummary {
  return { runId, key, points, low, high, odd };
}
