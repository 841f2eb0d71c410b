import { formatChange, formatPercent } from "../../../../lib/format.ts";
import type { RunValues } from "../../../../tracking/run_values.ts";
import { valueText } from "../charts/number_text.ts";
import { metricDirection } from "./metric_direction.ts";

/** What a run has under a key. */
export interface Cell {
  /** Undefined when the run has nothing there. */
  readonly text: string | undefined;
  /** How far a metric is from that of the baseline; undefined where there is no telling, or no change. */
  readonly change?: Change;
}

/** How a metric differs from that of the baseline. */
export interface Change {
  /** With its sign. */
  readonly text: string;
  /** The same as a share of the baseline; empty where that is 0. */
  readonly share: string;
  /** Only for metrics of which it is known. */
  readonly verdict?: "better" | "worse";
}

/** One key and what each run has under it, in the order of the runs. */
export interface ComparedRow {
  /** Of a param, metric or tag. */
  readonly key: string;
  /** One for each run, made when the row is shown. */
  readonly cells: () => readonly Cell[];
  /** Whether not all runs have the same. */
  readonly differs: boolean;
}

/** Params or tags side by side, by key. */
export function textRows(
  maps: readonly ReadonlyMap<string, string>[],
  hidden: ReadonlySet<string> = new Set(),
): ComparedRow[] {
  return keysOf(maps).filter((key) => !hidden.has(key)).map((key) => {
    const texts = maps.map((map) => map.get(key));
    return {
      key,
      cells: () => texts.map((text) => ({ text })),
      differs: texts.some((text) => text !== texts[0]),
    };
  });
}

/** Latest values of metrics side by side, by key, each with its distance from the first run's. */
export function metricRows(runs: readonly Pick<RunValues, "metrics">[]): ComparedRow[] {
  const maps = runs.map(({ metrics }) => metrics);
  return keysOf(maps).map((key) => {
    const values = maps.map((map) => map.get(key)), [base] = values, direction = metricDirection(key);
    const cells = () =>
      values.map((value): Cell => {
        if (value === undefined) return { text: undefined };
        const change = changeOf(value, base, direction);
        return { text: valueText(value), ...(change && { change }) };
      });
    return { key, cells, differs: values.some((value) => !isSame(value, base)) };
  });
}

/** Compared as numbers: -0 is 0, and NaN is NaN. */
function isSame(a: number | undefined, b: number | undefined): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

function changeOf(
  value: number,
  base: number | undefined,
  direction: ReturnType<typeof metricDirection>,
): Change | undefined {
  if (base === undefined || !Number.isFinite(value - base) || value === base) return undefined;
  const change = value - base, share = change / Math.abs(base);
  const percent = Number.isFinite(share) ? formatPercent(Math.abs(share), 2) : "";
  return {
    text: formatChange(change),
    share: percent === "" ? "" : `${change > 0 ? "+" : "\u2212"}${percent}`,
    ...(direction && { verdict: change < 0 === (direction === "lower") ? "better" : "worse" }),
  };
}

function keysOf(maps: readonly ReadonlyMap<string, unknown>[]): string[] {
  return [...new Set(maps.flatMap((map) => [...map.keys()]))].sort((a, b) => a < b ? -1 : 1);
}

/** Rows as they are asked for. @param part of a key, whatever the case */
export function chosenRows(rows: readonly ComparedRow[], only: boolean, part: string): ComparedRow[] {
  const wanted = part.toLowerCase();
  return rows.filter(({ key, differs }) => (differs || !only) && key.toLowerCase().includes(wanted));
}
