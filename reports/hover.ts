import { CHART_WIDTH, PLOT } from "./plot_size.ts";

/** A strip of a chart from this many pixels on to the next strip: where one is, and what both windows have there. */
export type HoverStrip = readonly [from: number, where: string, reference: string, current: string];

/** What is read at one place of a chart. */
export interface HoverReading {
  /** The bin or category. */
  readonly where: string;
  /** What the reference has there. */
  readonly reference: string;
  /** What current has there. */
  readonly current: string;
}

/** Strips of equal width over the plot of a chart, left to right. */
export function hoverStrips(count: number, read: (index: number) => HoverReading): HoverStrip[] {
  const width = (CHART_WIDTH - PLOT.left - PLOT.right) / count;
  return Array.from({ length: count }, (_, i) => {
    const { where, reference, current } = read(i);
    return [Math.round(PLOT.left + i * width), where, reference, current];
  });
}
