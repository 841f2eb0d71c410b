import type { RegressionPerformance, Segment } from "../pipeline/monitoring/monitoring_result.ts";
import { formatChange, formatCount, formatNumber } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import { type LevelLabel, shortTitle } from "./wording.ts";

const LISTED = 8;
/** Segments with fewer trips say more about chance than about the model. */
const FEWEST_ROWS = 30;

interface RankedSegment {
  readonly cut: string;
  readonly now: Segment;
  readonly before?: Segment;
}

/** The segments of all cuts with the largest mean absolute error in current, with their counts; empty without segments. */
export function worstSegments(
  reference: RegressionPerformance | undefined,
  current: RegressionPerformance | undefined,
  label: LevelLabel,
): SafeHtml {
  const ranked = Object.entries(current?.segments ?? {})
    .flatMap(([cut, segments]): RankedSegment[] =>
      segments.map((now) => ({
        cut,
        now,
        before: reference?.segments[cut]?.find((segment) => segment.label === now.label),
      }))
    )
    .filter(({ now }) => now.rows >= FEWEST_ROWS)
    .sort((a, b) => b.now.mae - a.now.mae)
    .slice(0, LISTED);
  if (ranked.length === 0) {
    return html`

    `;
  }
  return html`
    <table class="small">
      <caption>Worst segments in current of ${FEWEST_ROWS} trips or more, mean absolute error, min</caption>
      <thead>
        <tr>
          <th scope="col">segment</th>
          <th scope="col">trips</th>
          <th scope="col" class="in-reference">reference</th>
          <th scope="col" class="in-current">current</th>
          <th scope="col">change</th>
        </tr>
      </thead>
      <tbody>
        ${ranked.map(({ cut, now, before }) =>
          html`
            <tr>
              <th scope="row">${shortTitle(cut)} ${label(
                cut,
                now.label,
              )}</th>
              <td>${formatCount(now.rows)}</td>
              <td>${formatNumber(before?.mae ?? NaN)}</td>
              <td>${formatNumber(now.mae)}</td>
              <td>${formatChange(now.mae - (before?.mae ?? NaN))}</td>
            </tr>
          `
        )}
      </tbody>
    </table>
  `;
}
