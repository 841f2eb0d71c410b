import type { ErrorGroup, RegressionPerformance } from "../pipeline/monitoring/monitoring_result.ts";
import type { NumericDistribution } from "../pipeline/monitoring/distribution.ts";
import { formatChange, formatNumber, formatPercent } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** How far predictions are too low and too high, and how often; null without groups. */
export function errorGroupsTable(
  reference: RegressionPerformance | undefined,
  current: RegressionPerformance | undefined,
  words: Vocabulary,
): SafeHtml | null {
  if (reference?.groups === undefined && current?.groups === undefined) return null;
  const [low, high] = words.trips && words.unit === "min"
    ? ["too short", "too long"]
    : ["too low", "too high"];
  const group = (name: string, of: "underestimated" | "majority" | "overestimated") =>
    row(name, groupText(reference?.groups?.[of]), groupText(current?.groups?.[of]));
  const share = (name: string, side: -1 | 1) =>
    row(
      name,
      formatPercent(reference === undefined ? NaN : shareOfSign(reference.errors, side)),
      formatPercent(current === undefined ? NaN : shareOfSign(current.errors, side)),
    );
  return html`
    <table class="small">
      <caption>Too low and too high: mean error ± standard deviation${words.unit === ""
        ? ""
        : `, ${words.unit}`}</caption>
      <thead>
        <tr>
          <th scope="col"><span class="unseen">${words.row}s</span></th>
          <th scope="col" class="in-reference">reference</th>
          <th scope="col" class="in-current">current</th>
        </tr>
      </thead>
      <tbody>
        ${group(`5% most ${low}`, "underestimated")} ${group("the 90% between", "majority")} ${group(
          `5% most ${high}`,
          "overestimated",
        )} ${share(`all that were ${low}`, -1)} ${share(`all that were ${high}`, 1)}
      </tbody>
    </table>
  `;
}

function row(name: string, before: string, now: string): SafeHtml {
  return html`
    <tr>
      <th scope="row">${name}</th>
      <td>${before}</td>
      <td>${now}</td>
    </tr>
  `;
}

function groupText(group: ErrorGroup | undefined): string {
  return group === undefined || group.rows === 0
    ? "–"
    : `${formatChange(group.me)} ± ${formatNumber(group.std)}`;
}

function shareOfSign({ values, counts, rows }: NumericDistribution, sign: -1 | 1): number {
  let found = 0;
  values.forEach((value, i) => found += Math.sign(value) === sign ? counts[i] : 0);
  return found / rows;
}
