import type { CurveAxis } from "../../../../tracking/curve_buckets.ts";
import type { ScaleKind } from "./chart_scale.ts";

/** How curves are drawn. */
export interface CurveOptions {
  /** What they lie along. */
  readonly axis: CurveAxis;
  /** How the axis of their values grows. */
  readonly scale: ScaleKind;
  /** Weight of what came before in the average that is drawn over them, 0 to below 1. */
  readonly smoothing: number;
}

/** Offered weights of smoothing. */
export const SMOOTHINGS = [0, 0.6, 0.9, 0.99] as const;

/** The options that a URL asks for: `axis`, `scale`, `smoothing`; what it does not say, or says wrongly, is as usual. */
export function readCurveOptions(query: URLSearchParams): CurveOptions {
  const smoothing = Number(query.get("smoothing") ?? 0);
  return {
    axis: query.get("axis") === "time" ? "time" : "step",
    scale: query.get("scale") === "log" ? "log" : "linear",
    smoothing: smoothing >= 0 && smoothing < 1 ? smoothing : 0,
  };
}

/** A URL's query with some of it changed; undefined takes a name away. @returns with `?`, or empty */
export function changedQuery(
  query: URLSearchParams,
  changes: Readonly<Record<string, string | undefined>>,
): string {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) changed.delete(name);
    else changed.set(name, value);
  }
  return changed.size === 0 ? "" : `?${changed}`;
}
