import type {
  MonitoringResult,
  RankedSegment,
  RegressionPerformance,
  Segment,
} from "../pipeline/monitoring/monitoring_result.ts";
import { formatChange, formatCount, formatNumber, formatPercent } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import { segmentName, shortTitle, type Vocabulary } from "./vocabulary.ts";

const LISTED = 12;
/** Segments with fewer rows say more about chance than about the model. */
const FEWEST_ROWS = 30;

/** The segments that cost the most error, ranked, each with its rows and what the reference had; null without any. */
export function worstSegments(result: MonitoringResult, words: Vocabulary): SafeHtml | null {
  const { reference, current } = result;
  const ranked = result.worstSegments ?? rankSegments(reference.regression, current.regression);
  if (ranked.length === 0) return null;
  const unit = words.unit === "" ? "" : `, ${words.unit}`;
  return html`
    <table class="small wide worst">
      <caption>Worst segments in current, the most costly first; errors${unit}</caption>
      <thead>
        <tr>
          <th scope="col">segment</th>
          <th scope="col">${words.row}s</th>
          <th scope="col"><abbr title="mean absolute error in the reference">reference</abbr></th>
          <th scope="col"><abbr title="mean absolute error in current">current</abbr></th>
          <th scope="col"><abbr title="mean absolute error over that of all ${words
            .row}s">× average</abbr></th>
          <th scope="col"><abbr title="mean error: positive when predictions are too high">leans</abbr></th>
          <th scope="col">
            <abbr
              title="share of all error that would be gone were this segment as good as the average"
            >costs</abbr>
          </th>
        </tr>
      </thead>
      <tbody>${ranked.slice(0, LISTED).map((segment) => segmentRow(segment, words))}</tbody>
    </table>
  `;
}

function segmentRow(segment: RankedSegment, words: Vocabulary): SafeHtml {
  const { cut, label, rows, mae, me, ratio, excess, reference } = segment;
  const width = Math.round(Math.min(1, Math.max(0, excess) * 4) * 48);
  return html`
    <tr>
      <th scope="row"><span class="quiet">${shortTitle(words, cut)}</span> ${segmentName(
        words,
        cut,
        label,
      )}</th>
      <td>${formatCount(rows)}</td>
      <td>${formatNumber(reference?.mae ?? NaN)}</td>
      <td><strong>${formatNumber(mae)}</strong></td>
      <td>${formatNumber(ratio, 2)}</td>
      <td>${formatChange(me)}</td>
      <td>
        ${formatPercent(
          excess,
          2,
        )} <svg class="cost" viewBox="0 0 48 8" width="48" height="8" aria-hidden="true">
          <path
            d="M0 1h${width}v6H0z"
          />
        </svg>
      </td>
    </tr>
  `;
}

/** The same ranking for a result that has none: over the segments of every cut. */
function rankSegments(
  reference: RegressionPerformance | undefined,
  current: RegressionPerformance | undefined,
): RankedSegment[] {
  if (current === undefined) return [];
  const { mae, rows } = current.metrics;
  return Object.entries(current.segments)
    .flatMap(([cut, segments]) => {
      const before = new Map(
        reference?.segments[cut]?.map((segment): [string, Segment] => [segment.label, segment]),
      );
      return segments.map((segment): RankedSegment => ({
        ...segment,
        cut,
        ratio: segment.mae / mae,
        excess: segment.rows * (segment.mae - mae) / (rows * mae),
        reference: before.get(segment.label),
      }));
    })
    .filter((segment) => segment.rows >= FEWEST_ROWS && segment.excess > 0)
    .sort((a, b) => b.excess - a.excess)
    .slice(0, LISTED);
}
