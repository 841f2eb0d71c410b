import { CHART_WIDTH, PLOT } from "./plot_size.ts";

/**
 * A strip of a chart from this many pixels on to the next strip: where one is, and what both windows have there; a chart
 * of one window says only that.
 */
export type HoverStrip = readonly [from: number, where: string, reference: string, current?: string];

/** What is read at one place of a chart. */
export interface HoverReading {
  /** The bin or category. */
  readonly where: string;
  /** What the reference has there, or the only window of the chart. */
  readonly reference: string;
  /** What current has there. */
  readonly current?: string;
}

/** Strips of equal width over the plot of a chart, left to right. */
export function hoverStrips(
  count: number,
  read: (index: number) => HoverReading,
  left: number = PLOT.left,
): HoverStrip[] {
  const width = (CHART_WIDTH - left - PLOT.right) / count;
  return Array.from({ length: count }, (_, i) => {
    const { where, reference, current } = read(i);
    const from = Math.round(left + i * width);
    return current === undefined ? [from, where, reference] : [from, where, reference, current];
  });
}

/** Strips as the script reads them: a line each, fields apart by tabs; quotes of JSON would be half of the bytes. */
export function hoverText(strips: readonly HoverStrip[]): string {
  return strips.map((strip) => strip.map((field) => String(field).replace(/\s+/g, " ")).join("\t")).join(
    "\n",
  );
}
