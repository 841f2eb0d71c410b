import type { RunValues } from "../../../../tracking/run_values.ts";
import type { Tracking } from "../../../../tracking/tracking_store.ts";
import { type CurveOptions, readCurveOptions } from "../charts/curve_options.ts";
import type { CurveSeries } from "../charts/curve_picture.ts";
import { mainMetrics } from "../run/main_metrics.ts";
import { chooseDimensions, type ChosenDimensions } from "./choose_dimensions.ts";
import type { CompareQuery } from "./compare_query.ts";
import { type ComparedRow, metricRows, textRows } from "./differences.ts";
import { type Dimension, dimensions } from "./dimensions.ts";

/** A metric of which some run has a curve. */
export interface ComparedCurves {
  /** Name of the metric. */
  readonly key: string;
  /** In the order of the runs. */
  readonly series: readonly CurveSeries[];
}

/** Everything that a comparison shows. */
export interface Comparison {
  /** At least two; the first is the baseline. */
  readonly runs: readonly RunValues[];
  /** Names of their experiments by id. */
  readonly experiments: ReadonlyMap<number, string>;
  /** What is asked for. */
  readonly query: CompareQuery;
  /** Of the address, with the ids of these runs. */
  readonly params: URLSearchParams;
  /** All rows of each section, whatever is asked for. */
  readonly rows: Readonly<Record<"params" | "metrics" | "tags", readonly ComparedRow[]>>;
  /** All that the runs could be placed by. */
  readonly dimensions: readonly Dimension[];
  /** Those that the charts show. */
  readonly chosen: ChosenDimensions;
  /** A chart each. */
  readonly curves: readonly ComparedCurves[];
  /** How they are drawn. */
  readonly curveOptions: CurveOptions;
}

/** Said elsewhere on the page, or by machines to machines. */
const HIDDEN_TAGS: ReadonlySet<string> = new Set(["mlflow.runName", "mlflow.log-model.history"]);
const USUAL_CHARTS = 2;

/** Gathers a comparison. @param runs at least two */
export async function readComparison(
  tracking: Tracking,
  runs: readonly RunValues[],
  query: CompareQuery,
  asked: URLSearchParams,
): Promise<Comparison> {
  const all = dimensions(runs), curveOptions = readCurveOptions(asked);
  const ids = [...new Set(runs.map(({ experimentId }) => experimentId))];
  const [experiments, curves] = await Promise.all([
    Promise.all(ids.map((id) => tracking.experiments.get(id))),
    readCurves(tracking, runs, query, curveOptions),
  ]);
  const others = [...asked].filter(([name]) => name !== "run");
  return {
    runs,
    query,
    curves,
    curveOptions,
    experiments: new Map(experiments.map(({ experimentId, name }) => [experimentId, name])),
    params: new URLSearchParams([...runs.map(({ runId }) => ["run", runId]), ...others]),
    rows: {
      params: textRows(runs.map(({ params }) => params)),
      metrics: metricRows(runs),
      tags: textRows(runs.map(({ tags }) => tags), HIDDEN_TAGS),
    },
    dimensions: all,
    chosen: chooseDimensions(all, query),
  };
}

/** Curves of the asked metrics; else of the main ones of which most runs have more than a point. */
async function readCurves(
  { curves }: Tracking,
  runs: readonly RunValues[],
  { metrics: asked }: CompareQuery,
  { axis }: CurveOptions,
): Promise<ComparedCurves[]> {
  const known = [...new Set(runs.flatMap(({ metrics }) => [...metrics.keys()]))];
  const keys = asked.length > 0 ? asked.filter((key) => known.includes(key)) : mainMetrics(known);
  // All of a chart's curves share its ink: many of them are drawn more coarsely
  const buckets = Math.max(40, Math.min(320, Math.floor(6400 / runs.length)));
  const runIds = runs.map(({ runId }) => runId);
  const read = Map.groupBy(await curves.read({ runIds, keys, axis, buckets }), ({ key }) => key);
  const found = keys.map((key) => ({
    key,
    series: (read.get(key) ?? []).sort((a, b) => runIds.indexOf(a.runId) - runIds.indexOf(b.runId)).map(
      (curve) => {
        const at = runIds.indexOf(curve.runId);
        return { name: `${at + 1} ${runs[at].name}`.slice(0, 80), curve, start: runs[at].startTime };
      },
    ),
  }));
  if (asked.length > 0) return found.filter(({ series }) => series.length > 0);
  const isCurve = ({ series }: ComparedCurves) =>
    2 * series.filter(({ curve }) => curve.points > 1).length > series.length;
  return found.filter(isCurve).slice(0, USUAL_CHARTS);
}
