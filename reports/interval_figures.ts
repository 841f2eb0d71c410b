import type { IntervalCalibration, RegressionPerformance } from "../pipeline/monitoring/monitoring_result.ts";
import { formatCount, formatCounted, formatPercent, formatQuantity } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import { figure } from "./figure.ts";
import { levelLineChart } from "./level_lines.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Whether prediction intervals hold what they promise: in a sentence, a chart by band and a table; null without any. */
export function intervalFigures(
  reference: RegressionPerformance | undefined,
  current: RegressionPerformance | undefined,
  words: Vocabulary,
): SafeHtml | null {
  const before = reference?.intervals, now = current?.intervals;
  const known = now ?? before;
  if (known === undefined) return null;
  const hasBands = known.bands.length > 1;
  return html`
    <h3>Prediction intervals</h3>
    <p>${promise(known, now === undefined ? "reference" : "current", words)}</p>
    <div class="figures">
      ${hasBands && coverageFigure(before, now, known.nominal, words)} ${calibrationTable(before, now, words)}
    </div>
  `;
}

function promise({ nominal, covered, rows, width }: IntervalCalibration, window: string, words: Vocabulary) {
  return `Promised to hold ${formatPercent(nominal)} of the ${words.row}s, ${
    howKept(nominal, covered, rows)
  } in ${window}: ${formatPercent(covered)} of ${formatCount(rows)} lay inside, at a mean width of ${
    formatQuantity(width, words.unit)
  }.`;
}

/** Two standard errors of a share are chance; a point below is a small matter. */
function howKept(nominal: number, covered: number, rows: number): string {
  if (covered >= nominal - 2 * Math.sqrt(nominal * (1 - nominal) / rows)) return "kept";
  return covered >= nominal - 0.02 ? "nearly kept" : "not kept";
}

function coverageFigure(
  before: IntervalCalibration | undefined,
  now: IntervalCalibration | undefined,
  nominal: number,
  words: Vocabulary,
): SafeHtml {
  const labels = bandLabels(before, now);
  const find = (of: IntervalCalibration | undefined, label: string) =>
    of?.bands.find((band) => band.label === label);
  const say = (band: ReturnType<typeof find>) =>
    band === undefined
      ? `no ${words.row}s`
      : `${formatPercent(band.covered)} of ${formatCounted(band.rows, words.row)} inside`;
  const covered = [before, now].flatMap((of) => of?.bands.map((band) => band.covered) ?? []);
  const lowest = Math.min(nominal, ...covered);
  const chart = levelLineChart({
    labels,
    reference: labels.map((label) => find(before, label)?.covered ?? NaN),
    current: labels.map((label) => find(now, label)?.covered ?? NaN),
    format: (value) => formatPercent(value),
    min: Math.floor(Math.max(0, lowest - 0.02) * 10) / 10,
    max: 1,
    rule: nominal,
    read: (i) => ({
      where: labels[i],
      reference: say(find(before, labels[i])),
      current: say(find(now, labels[i])),
    }),
    description:
      `Share of ${words.row}s inside their prediction interval by predicted value, in both windows`,
  });
  const unit = words.unit === "" ? "" : `, ${words.unit}`;
  return figure(
    chart,
    `Share inside by predicted value${unit}`,
    `On the dotted line the promise of ${formatPercent(nominal)} is kept`,
  );
}

function calibrationTable(
  before: IntervalCalibration | undefined,
  now: IntervalCalibration | undefined,
  words: Vocabulary,
): SafeHtml {
  const row = (
    name: string,
    first: { covered: number; width: number } | undefined,
    second: { covered: number; width: number } | undefined,
  ) =>
    html`
      <tr>
        <th scope="row">${name}</th>
        <td>${formatPercent(first?.covered ?? NaN)}</td>
        <td>${formatPercent(second?.covered ?? NaN)}</td>
        <td>${formatQuantity((second ?? first)?.width ?? NaN, words.unit)}</td>
      </tr>
    `;
  return html`
    <table class="small">
      <caption>Share inside the interval, by predicted value</caption>
      <thead>
        <tr>
          <th scope="col">predicted${words.unit === "" ? "" : `, ${words.unit}`}</th>
          <th scope="col" class="in-reference">reference</th>
          <th scope="col" class="in-current">current</th>
          <th scope="col">width</th>
        </tr>
      </thead>
      <tbody>
        ${bandLabels(before, now).map((label) =>
          row(
            label,
            before?.bands.find((band) => band.label === label),
            now?.bands.find((band) => band.label === label),
          )
        )} ${row("all", before, now)}
      </tbody>
    </table>
  `;
}

function bandLabels(before: IntervalCalibration | undefined, now: IntervalCalibration | undefined): string[] {
  const longer = (now?.bands.length ?? 0) >= (before?.bands.length ?? 0) ? [now, before] : [before, now];
  return [...new Set(longer.flatMap((of) => of?.bands.map((band) => band.label) ?? []))];
}
