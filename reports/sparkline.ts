import { html, raw, type SafeHtml } from "../lib/html.ts";

const WIDTH = 160;
const HEIGHT = 30;

/**
 * Two distributions as one tiny picture on one scale: the reference as a slate area, current as a blue line. Drawn here,
 * not by the chart library: a row of a table needs no axes. Shares are bin by bin, as many for both.
 */
export function sparkline(reference: readonly number[], current: readonly number[]): SafeHtml {
  const top = Math.max(...reference, ...current, Number.MIN_VALUE);
  return html`
    <svg
      class="spark"
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      width="${WIDTH}"
      height="${HEIGHT}"
      aria-hidden="true"
    >
      ${raw(`<path class="spark-reference" d="${steps(reference, top)}"/>`)}${raw(
        `<path class="spark-current" d="${steps(current, top)}"/>`,
      )}
    </svg>
  `;
}

const SCALE = 40;
const END = 3;

/**
 * A severity as a bullet bar: the mark is the threshold, the bar what was measured. All bars share one scale, so rows
 * compare; what is over three thresholds ends in an arrow.
 */
export function bulletBar(severity: number, drifted: boolean): SafeHtml {
  const length = Math.round(Math.min(severity, END) * SCALE * 10) / 10;
  const arrow = severity > END ? `<path d="M${END * SCALE} 3l6 4l-6 4z"/>` : "";
  return html`
    <svg class="bullet ${drifted
      ? "is-warning"
      : "is-quiet"}" viewBox="0 0 128 14" width="128" height="14" aria-hidden="true">
      ${raw(
        `<path class="bullet-track" d="M0 7H${
          END * SCALE
        }"/><rect y="4" width="${length}" height="6"/>${arrow}` +
          `<path class="bullet-mark" d="M${SCALE} 0V14"/>`,
      )}
    </svg>
  `;
}

/** A closed outline of steps, one a bin, in whole tenths of a pixel. */
function steps(shares: readonly number[], top: number): string {
  const width = WIDTH / shares.length;
  const round = (value: number) => Math.round(value * 10) / 10;
  const bars = shares.map((share, i) =>
    `V${round(HEIGHT - 1 - (share / top) * (HEIGHT - 2))}H${round((i + 1) * width)}`
  );
  return `M0 ${HEIGHT - 1}${bars.join("")}V${HEIGHT - 1}`;
}
