import type { RunValues } from "../../../../tracking/run_values.ts";
import { valueText } from "../charts/number_text.ts";

/** A param or metric that runs can be placed by. */
export interface Dimension {
  /** `params.KEY` or `metrics.KEY`. */
  readonly name: string;
  /** The key alone. */
  readonly title: string;
  /** What it is. */
  readonly kind: "param" | "metric";
  /** What each run has; undefined where it has nothing. */
  readonly texts: readonly (string | undefined)[];
  /** The same as numbers; undefined for words, which have no order. */
  readonly values: readonly (number | undefined)[] | undefined;
  /** So many different texts there are. */
  readonly distinct: number;
}

/** Every param and metric of the runs, params first, by key. */
export function dimensions(runs: readonly Pick<RunValues, "params" | "metrics">[]): Dimension[] {
  const keys = (maps: readonly ReadonlyMap<string, unknown>[]) =>
    [...new Set(maps.flatMap((map) => [...map.keys()]))].sort((a, b) => a < b ? -1 : 1);
  const params = keys(runs.map(({ params }) => params)).map((title) => {
    const texts = runs.map(({ params }) => params.get(title));
    return {
      name: `params.${title}`,
      title,
      kind: "param",
      texts,
      values: numbersOf(texts),
      distinct: countOf(texts),
    } as const;
  });
  const metrics = keys(runs.map(({ metrics }) => metrics)).map((title) => {
    const values = runs.map(({ metrics }) => metrics.get(title));
    const texts = values.map((value) => value === undefined ? undefined : valueText(value));
    return {
      name: `metrics.${title}`,
      title,
      kind: "metric",
      texts,
      values,
      distinct: countOf(values),
    } as const;
  });
  return [...params, ...metrics];
}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** Params are texts; those that are numbers in every run that has them are taken for numbers. */
function numbersOf(texts: readonly (string | undefined)[]): (number | undefined)[] | undefined {
  if (texts.every((text) => text === undefined || NUMBER.test(text))) {
    return texts.map((text) => text === undefined ? undefined : Number(text));
  }
  return undefined;
}

function countOf(values: readonly unknown[]): number {
  return new Set(values.filter((value) => value !== undefined)).size;
}
