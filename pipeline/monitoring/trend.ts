import { type ChangePoint, changePoints } from "./change_points.ts";

/** What is drawn and searched for changes of one judged window. */
export interface TrendWindow {
  /** Share of the scored columns that drifted, 0 to 1; null when none was scored. */
  readonly driftedShare: number | null;
  /** Numbers by name; `mae` is searched for changes. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Scored columns. */
  readonly columns: readonly TrendColumn[];
}

/** A column's score in one window. */
export interface TrendColumn {
  /** The column. */
  readonly name: string;
  /** Short name of the statistic. */
  readonly method: string;
  /** A `distance` grows with drift, the p-value of a `test` shrinks. */
  readonly kind: "distance" | "test";
  /** Null when none could be told. */
  readonly score: number | null;
  /** Where drift begins. */
  readonly threshold: number;
}

/** One number over windows, with the places where its level changed. */
export interface Trend {
  /** `drifted_share`, `mae`, or the name of a column. */
  readonly name: string;
  /** Of a column: its statistic and what its number is. */
  readonly score?: Pick<TrendColumn, "method" | "kind" | "threshold">;
  /** One a window; null where there is none. */
  readonly values: readonly (number | null)[];
  /** Their indices are those of windows. */
  readonly changes: readonly ChangePoint[];
}

/** P-values below this are as good as none. */
const LEAST_P = 1e-12;

/** On which scores have a level: the noise of a distance grows with it, and p-values span orders of magnitude. */
const SCALES: Readonly<Record<TrendColumn["kind"], (score: number) => number>> = {
  distance: (distance) => Math.sqrt(Math.max(distance, 0)),
  test: (pValue) => Math.log(Math.max(pValue, LEAST_P)),
};

/**
 * The series of a model's windows: the share of drifted columns, the mean absolute error where actuals are known, and each column's
 * score by the statistic that the newest window used; another window's score by another statistic is left out.
 *
 * @param windows in the order of time
 */
export function trends(windows: readonly TrendWindow[]): Trend[] {
  const newest = windows.at(-1);
  if (newest === undefined) return [];
  const columns = newest.columns.map(({ name, method, kind, threshold }): Trend => {
    const values = windows.map((window) =>
      window.columns.find((column) => column.name === name && column.method === method)?.score ?? null
    );
    return { name, score: { method, kind, threshold }, values, changes: changesOf(values, SCALES[kind]) };
  });
  return [
    trend("drifted_share", windows.map(({ driftedShare }) => driftedShare)),
    trend("mae", windows.map(({ metrics }) => metrics.mae ?? null)),
    ...columns,
  ];
}

function trend(name: string, values: readonly (number | null)[]): Trend {
  return { name, values, changes: changesOf(values) };
}

/** Changes among the values that are there, found on a scale, told in the values themselves. */
function changesOf(values: readonly (number | null)[], scale = (value: number) => value): ChangePoint[] {
  const there = values.flatMap((value, index) => value === null ? [] : [{ value, index }]);
  const cuts = changePoints(there.map(({ value }) => scale(value))).map(({ index }) => index);
  const mean = (from: number, to?: number) => {
    const part = there.slice(from, to);
    return part.reduce((sum, { value }) => sum + value, 0) / part.length;
  };
  return cuts.map((cut, i) => ({
    index: there[cut].index,
    before: mean(cuts[i - 1] ?? 0, cut),
    after: mean(cut, cuts[i + 1]),
  }));
}
