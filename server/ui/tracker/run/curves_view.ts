import type { CurveSummary } from "../../../../tracking/curve_summary.ts";
import type { Curve } from "../../../../tracking/curves.ts";
import type { Run } from "../../../../tracking/run.ts";
import type { Tracking } from "../../../../tracking/tracking_store.ts";
import { type CurveOptions, readCurveOptions } from "../charts/curve_options.ts";

/** One page of a run's curves. */
export interface CurvesView {
  /** Those of this page. */
  readonly curves: readonly Curve[];
  /** How they are drawn. */
  readonly options: CurveOptions;
  /** Which of them are asked for: a part of the name; empty for all. */
  readonly wanted: string;
  /** Metrics that have a curve, or may have one. */
  readonly count: number;
  /** The page, from 1. */
  readonly page: number;
  /** How many pages there are; 0 without a curve. */
  readonly pages: number;
}

/** So many curves stand on a page. */
export const CURVES_ON_PAGE = 12;
/** About the pixels of a small chart. */
const BUCKETS = 320;

/**
 * Reads the curves of a page: `key` of the URL's query is a part of their names, `curves` the page.
 *
 * @param ask.keys metrics in their order
 * @param ask.counted what is known of them; a metric of a single point has no curve
 */
export async function readCurvesView(
  { curves }: Tracking,
  { run, query, keys, counted }: {
    readonly run: Run;
    readonly query: URLSearchParams;
    readonly keys: readonly string[];
    readonly counted: readonly CurveSummary[];
  },
): Promise<CurvesView> {
  const wanted = (query.get("key") ?? "").trim(), options = readCurveOptions(query);
  const single = new Set(counted.filter(({ points }) => points === 1).map(({ key }) => key));
  const words = wanted.toLowerCase().split(/\s+/);
  const all = keys.filter((key) =>
    !single.has(key) && words.every((word) => key.toLowerCase().includes(word))
  );
  const pages = Math.ceil(all.length / CURVES_ON_PAGE);
  const page = Math.min(Math.max(1, Math.trunc(Number(query.get("curves"))) || 1), Math.max(1, pages));
  const shown = all.slice((page - 1) * CURVES_ON_PAGE, page * CURVES_ON_PAGE);
  const found = shown.length === 0 ? [] : await curves.read({
    ...{ runIds: [run.runId], keys: shown, axis: options.axis, buckets: BUCKETS, known: counted },
  });
  return { curves: found, options, wanted, count: all.length, page, pages };
}
