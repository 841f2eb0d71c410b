/** Width of every chart in CSS pixels: fits a phone at full size and three in a row on a desk. */
export const CHART_WIDTH = 344;

/**
 * Room around the plot for its labels. It never gives way to long labels, so that charts in a row share their baselines
 * and the pointer's place can be read.
 */
export const PLOT = { left: 40, right: 10, top: 10, bottom: 24, outerBoundsMode: "none" } as const;
