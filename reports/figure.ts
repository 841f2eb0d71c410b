import { html, type HtmlValue, type SafeHtml } from "../lib/html.ts";
import type { Chart } from "./distribution_charts.ts";

/**
 * A chart with its caption above. What the pointer stands on is read out in the line below, from data in the
 * `data-hover` attribute; without the script that line stays empty.
 */
export function figure(chart: Chart, caption: HtmlValue, note: HtmlValue = null): SafeHtml {
  return html`
    <figure data-hover="${JSON.stringify(chart.hover)}">
      <figcaption>${caption}</figcaption>${chart.svg}<p class="reading" aria-hidden="true">${note}</p>
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
