import { setImmediate } from "node:timers/promises";
import type { Sql } from "../lib/sql.ts";
import { type CurveAxis, type CurveBucket, readBuckets, readPoints } from "./curve_buckets.ts";
import { type CurveSummary, summarize } from "./curve_summary.ts";
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
  /** What {@linkcode Curves.summarize} has given of these runs a moment ago, so that it is not looked up again. */
  readonly known?: readonly CurveSummary[];
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
    summarize: (runIds, keys) => summarize(sql, runIds, keys),
    async hasMorePoints(runId, than) {
      const counted = "SELECT count(*) AS count FROM (SELECT 1 FROM metrics WHERE run_id = ? LIMIT ?) found";
      return (await sql.one<{ count: number }>(counted, runId, than + 1))!.count > than;
    },
  };
}

/**
 * Few points are read as they are and all at once, many of a curve by a query of its own, between which whoever else waits for
 * this process has a turn.
 */
async function read(sql: Sql, { runIds, keys, axis, buckets, known = [] }: CurveQuery): Promise<Curve[]> {
  const asked = new Set(keys);
  const found = known.length > 0
    ? known.filter(({ key }) => asked.has(key))
    : await summarize(sql, runIds, keys);
  const isShort = ({ points }: CurveSummary) => points <= 2 * buckets;
  const short = await readPoints(sql, found.filter(isShort), axis);
  const curves: Curve[] = [];
  for (const summary of found) {
    if (isShort(summary)) {
      curves.push({ ...summary, buckets: short.get(summary.runId)?.get(summary.key) ?? [] });
    } else {
      curves.push({ ...summary, buckets: await readBuckets(sql, summary, axis, buckets) });
      await setImmediate();
    }
  }
  return curves;
}
