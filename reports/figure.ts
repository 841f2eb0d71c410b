import { html, type HtmlValue, type SafeHtml } from "../lib/html.ts";
import type { Chart } from "./distribution_charts.ts";
import { hoverText } from "./hover.ts";

/**
 * A chart with its caption above. What the pointer stands on, or the arrow keys, is read out in the line below, from data
 * in the `data-hover` attribute; without the script that line has the note alone.
 */
export function figure(chart: Chart, caption: HtmlValue, note: HtmlValue = null): SafeHtml {
  return html`
    <figure data-hover="${hoverText(chart.hover)}" data-rows="${chart.rows ? "yes" : "no"}">
      <figcaption>${caption}</figcaption>${chart.svg}<p class="reading">${note}</p>
    </figure>
  `;
}

/** The two windows by colour and name; stands once over each group of charts. */
export function windowKey(reference: string, current: string): SafeHtml {
  return html`
    <p class="key">
      <span class="key-reference">reference</span> ${reference} <span class="key-current">current</span>
      ${current}
    </p>
  `;
}
