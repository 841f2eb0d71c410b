import type { Distribution } from "../pipeline/monitoring/distribution.ts";
import type { MonitoringResult, Segment } from "../pipeline/monitoring/monitoring_result.ts";
import { comparableDays } from "./window_days.ts";

/** What the map can be coloured by. */
export type LayerName = "pickups" | "dropoffs" | "pickup_error" | "dropoff_error";

/** One zone in one layer; NaN where a window has nothing to tell. */
export interface ZoneFigure {
  /** Of the reference. */
  readonly before: number;
  /** Of current. */
  readonly now: number;
  /**
   * Step of colour: 0 is about the same, 1 to 4 more and more than before, -1 to -4 less and less; undefined where too few
   * trips tell.
   */
  readonly step: number | undefined;
}

/** What changed by zone in one respect. */
export interface ZoneLayer {
  /** Which. */
  readonly name: LayerName;
  /** By LocationID. */
  readonly zones: ReadonlyMap<string, ZoneFigure>;
  /** What `before` and `now` are: trips a day where both windows have days, else shares of all; or minutes of error. */
  readonly measure: "a day" | "share" | "error";
}

/** Zones with fewer trips in both windows are not coloured: chance would be. */
const FEWEST_TRIPS = 30;

/** A mean absolute error of fewer trips is off by a fifth and more. */
const FEWEST_ERRORS = 100;

/** Factors at which volume takes the next step of colour. */
export const VOLUME_STEPS: readonly number[] = [1.1, 1.25, 1.5, 2];

/** Factors at which error does. */
export const ERROR_STEPS: readonly number[] = [1.05, 1.15, 1.3, 1.5];

/** Every layer that the comparison has data for. */
export function zoneLayers(result: MonitoringResult): ZoneLayer[] {
  return [
    volumeLayer(result, "pickups", "PULocationID"),
    volumeLayer(result, "dropoffs", "DOLocationID"),
    errorLayer(result, "pickup_error", "PULocationID"),
    errorLayer(result, "dropoff_error", "DOLocationID"),
  ].filter((layer) => layer !== undefined);
}

function volumeLayer(result: MonitoringResult, name: LayerName, column: string): ZoneLayer | undefined {
  const found = result.columns.find((comparison) => comparison.column === column);
  if (found === undefined || found.reference.rows === 0 || found.current.rows === 0) return undefined;
  const { reference, current } = found;
  const counts = [zoneCounts(reference), zoneCounts(current)];
  const days = comparableDays(result);
  const measure = days === undefined ? "share" : "a day";
  const [perBefore, perNow] = days ?? [reference.rows, current.rows];
  const zones = new Map<string, ZoneFigure>();
  for (const zone of new Set([...counts[0].keys(), ...counts[1].keys()])) {
    const rows = [counts[0].get(zone) ?? 0, counts[1].get(zone) ?? 0];
    const [before, now] = [rows[0] / perBefore, rows[1] / perNow];
    const step = Math.max(...rows) < FEWEST_TRIPS ? undefined : changeStep(before, now, VOLUME_STEPS);
    zones.set(zone, { before, now, step });
  }
  return { name, zones, measure };
}

/** Another tool may have taken the numbers of zones for numbers. */
function zoneCounts(distribution: Distribution): ReadonlyMap<string, number> {
  if (distribution.kind === "categorical") return distribution.counts;
  return new Map(Array.from(distribution.values, (value, i) => [String(value), distribution.counts[i]]));
}

function errorLayer(result: MonitoringResult, name: LayerName, cut: string): ZoneLayer | undefined {
  const before = byLabel(result.reference.regression?.segments[cut]);
  const now = byLabel(result.current.regression?.segments[cut]);
  if (before.size === 0 || now.size === 0) return undefined;
  if ([...before.keys(), ...now.keys()].some((label) => !/^\d+$/.test(label))) return undefined; // bands of numbers
  const zones = new Map<string, ZoneFigure>();
  for (const zone of new Set([...before.keys(), ...now.keys()])) {
    const [first, second] = [before.get(zone), now.get(zone)];
    const few = Math.min(first?.rows ?? 0, second?.rows ?? 0) < FEWEST_ERRORS;
    const figure = { before: first?.mae ?? NaN, now: second?.mae ?? NaN };
    zones.set(zone, {
      ...figure,
      step: few ? undefined : changeStep(figure.before, figure.now, ERROR_STEPS),
    });
  }
  return { name, zones, measure: "error" };
}

/** How many of the factors a change has reached, negative for a fall. */
function changeStep(before: number, now: number, factors: readonly number[]): number {
  if (before === now) return 0;
  const factor = now > before ? now / before : before / now; // a zone of nothing before is infinitely more
  const reached = factors.filter((limit) => factor >= limit).length;
  return now > before || reached === 0 ? reached : -reached;
}

function byLabel(segments: readonly Segment[] = []): Map<string, Segment> {
  return new Map(segments.map((segment) => [segment.label, segment]));
}
