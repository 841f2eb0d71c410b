import { mainMetrics } from "../run/main_metrics.ts";
import type { CompareQuery } from "./compare_query.ts";
import type { Dimension } from "./dimensions.ts";
import { metricDirection } from "./metric_direction.ts";

/** Which dimensions the charts of a comparison show. */
export interface ChosenDimensions {
  /** Across the scatter chart. */
  readonly x: Dimension | undefined;
  /** Up the scatter chart. */
  readonly y: Dimension | undefined;
  /** Side by side. */
  readonly axes: readonly Dimension[];
  /** Of numbers; undefined for one colour. */
  readonly colour: Dimension | undefined;
}

const MOST_PARAMS = 5;
const MOST_METRICS = 3;
/** Words of more kinds than that are names rather than choices. */
const MOST_KINDS = 12;

/** Those that are asked for; else those that tell the runs apart: params that differ, then metrics known by everybody. */
export function chooseDimensions(all: readonly Dimension[], query: CompareQuery): ChosenDimensions {
  const named = (name: string | undefined) => all.find((dimension) => dimension.name === name);
  const differing = all.filter(({ distinct }) => distinct > 1);
  const metrics = differing.filter(({ kind }) => kind === "metric").sort(byRank(all));
  const params = differing.filter((found) => found.kind === "param" && isChoice(found)).sort(byPresence);
  const usual = [...params.slice(0, MOST_PARAMS), ...metrics.slice(0, MOST_METRICS).reverse()];
  const asked = query.axes.flatMap((name) => named(name) ?? []);
  const y = named(query.y) ?? metrics[0] ?? all.find(({ kind }) => kind === "metric");
  const x = named(query.x) ?? params.find(({ values }) => values) ?? metrics.find((found) => found !== y) ??
    params[0];
  return {
    x,
    y,
    axes: asked.length > 0 ? asked : usual,
    colour: query.colour === "none" ? undefined : numeric(named(query.colour)) ?? metrics[0],
  };
}

function numeric(dimension: Dimension | undefined): Dimension | undefined {
  return dimension?.values && dimension;
}

/** Ids and paths differ in each run and say nothing. */
function isChoice({ values, distinct }: Dimension): boolean {
  return values !== undefined || distinct <= MOST_KINDS;
}

/** The metrics that everybody knows first, then those of which it is known what is better. */
function byRank(all: readonly Dimension[]): (a: Dimension, b: Dimension) => number {
  const main = mainMetrics(all.filter(({ kind }) => kind === "metric").map(({ title }) => title));
  const rank = ({ title }: Dimension) => {
    const at = metricDirection(title) === undefined ? -1 : main.indexOf(title);
    return at >= 0 ? at : metricDirection(title) === undefined ? main.length + 1 : main.length;
  };
  return (a, b) => rank(a) - rank(b) || byPresence(a, b);
}

function byPresence(a: Dimension, b: Dimension): number {
  return b.present - a.present;
}
