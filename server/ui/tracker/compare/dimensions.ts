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
  /** What a run has, by its place; undefined where it has nothing. */
  readonly text: (run: number) => string | undefined;
  /** The same of all runs as numbers; undefined for words, which have no order. */
  readonly values: readonly (number | undefined)[] | undefined;
  /** So many runs have it. */
  readonly present: number;
  /** So many different values there are. */
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
      kind: "param" as const,
      text: (run: number) => texts[run],
      values: numbersOf(texts),
      ...countsOf(texts),
    } satisfies Dimension;
  });
  const metrics = keys(runs.map(({ metrics }) => metrics)).map((title) => {
    const values = runs.map(({ metrics }) => metrics.get(title));
    return {
      name: `metrics.${title}`,
      title,
      kind: "metric" as const,
      text: (run: number) => values[run] === undefined ? undefined : valueText(values[run]), // of thousands, few are ever said
      values,
      ...countsOf(values),
    } satisfies Dimension;
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

function countsOf(values: readonly unknown[]): Pick<Dimension, "present" | "distinct"> {
  const there = values.filter((value) => value !== undefined);
  return { present: there.length, distinct: new Set(there).size };
}
