import { formatNumber } from "../../../../lib/format.ts";
import type { Dimension } from "./dimensions.ts";

/** So many tones of one hue there are. */
export const TONES = 6;

/** Which tone each run has. */
export interface ColourScale {
  /** Of the dimension. */
  readonly title: string;
  /** 0, the least, to 5 for each run; undefined for one without a number. */
  readonly tones: readonly (number | undefined)[];
  /** The least and the greatest value in words; undefined when no run has a number. */
  readonly ends: readonly [least: string, greatest: string] | undefined;
}

/** Tones by rank: a value far off leaves the others apart. */
export function colourScale({ title, values = [] }: Dimension): ColourScale {
  const numbers = values.filter((value): value is number => value !== undefined && Number.isFinite(value));
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const rank = new Map(sorted.map((value, i) => [value, i]));
  const tone = (at: number) =>
    sorted.length === 1 ? TONES - 1 : Math.round(at * (TONES - 1) / (sorted.length - 1));
  return {
    title,
    tones: values.map((value) => {
      const at = value === undefined ? undefined : rank.get(value);
      return at === undefined ? undefined : tone(at);
    }),
    ends: sorted.length === 0 ? undefined : [formatNumber(sorted[0]), formatNumber(sorted.at(-1)!)],
  };
}
