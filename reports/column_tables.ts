import type { Distribution, NumericDistribution } from "../pipeline/monitoring/distribution.ts";
import { formatChange, formatCount, formatCounted, formatNumber, formatPercent } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import type { LevelShare } from "./level_shares.ts";
import { mean, missingShare, quantile } from "./numeric_summary.ts";

const QUANTILES = [
  ["5% are under", 0.05],
  ["25% are under", 0.25],
  ["median", 0.5],
  ["75% are under", 0.75],
  ["95% are under", 0.95],
  ["maximum", 1],
] as const;

/** Mean, quantiles, rows and missing values of both windows side by side. */
export function quantileTable(
  reference: NumericDistribution,
  current: NumericDistribution,
  unit: string,
): SafeHtml {
  const row = (name: string, before: number, now: number) =>
    html`
      <tr>
        <th scope="row">${name}</th>
        <td>${formatNumber(before)}</td>
        <td>${formatNumber(now)}</td>
        <td>${formatChange(now - before)}</td>
      </tr>
    `;
  return html`
    <table class="small">
      <caption>Figures${unit === "" ? "" : `, ${unit}`}</caption>
      ${smallHead("")}
      <tbody>
        ${row("mean", mean(reference), mean(current))} ${QUANTILES.map(([name, share]) =>
          row(name, quantile(reference, share), quantile(current, share))
        )} ${qualityRows(reference, current)}
      </tbody>
    </table>
  `;
}

/** The categories whose share changed most, larger changes first. */
export function categoryTable(shares: readonly LevelShare[], label: (level: string) => string): SafeHtml {
  const change = (level: LevelShare) => level.current - level.reference;
  const most = shares.toSorted((a, b) => Math.abs(change(b)) - Math.abs(change(a))).slice(0, 8);
  return html`
    <table class="small">
      <caption>Largest changes, percentage points</caption>
      ${smallHead("category")}
      <tbody>
        ${most.map((level) =>
          html`
            <tr>
              <th scope="row">${label(level.level)}</th>
              <td>${formatPercent(level.reference)}</td>
              <td>${formatPercent(level.current)}</td>
              <td>${formatChange(change(level) * 100, "", 2)}</td>
            </tr>
          `
        )}
      </tbody>
    </table>
  `;
}

/** Categories that only one window has, with rows and missing values. */
export function changedNames(
  shares: readonly LevelShare[],
  label: (level: string) => string,
  windows: { readonly reference: Distribution; readonly current: Distribution },
): SafeHtml {
  const appeared = shares.filter((level) => level.referenceRows === 0);
  const vanished = shares.filter((level) => level.currentRows === 0);
  return html`
    <div class="names">
      ${nameList("New in current", appeared, (level) => level.currentRows, label)} ${nameList(
        "Vanished since reference",
        vanished,
        (level) => level.referenceRows,
        label,
      )}
      <table class="small">
        <caption>Quality</caption>
        ${smallHead("")}
        <tbody>${qualityRows(windows.reference, windows.current)}</tbody>
      </table>
    </div>
  `;
}

const LISTED = 10;

function nameList(
  title: string,
  levels: readonly LevelShare[],
  rows: (level: LevelShare) => number,
  label: (level: string) => string,
): SafeHtml {
  const most = levels.toSorted((a, b) => rows(b) - rows(a));
  const listed = most.slice(0, LISTED).map((level) =>
    html`
      <li>${label(level.level)} <span class="quiet">${formatCounted(rows(level), "row")}</span></li>
    `
  );
  const left = most.slice(LISTED);
  const leftRows = left.reduce((sum, level) => sum + rows(level), 0);
  return html`
    <h3>${title}</h3>${levels.length === 0
      ? html`
        <p class="quiet">none</p>
      `
      : html`
        <ul>${listed}${left.length > 0 &&
          html`
            <li class="quiet">and ${formatCount(left.length)} more with ${formatCounted(leftRows, "row")}</li>
          `}</ul>
      `}
  `;
}

function qualityRows(reference: Distribution, current: Distribution): SafeHtml {
  const [before, now] = [missingShare(reference), missingShare(current)];
  return html`
    <tr>
      <th scope="row">rows with a value</th>
      <td>${formatCount(reference.rows)}</td>
      <td>${formatCount(current.rows)}</td>
      <td></td>
    </tr><tr>
      <th scope="row">missing</th>
      <td>${formatPercent(before)}</td>
      <td>${formatPercent(now)}</td>
      <td>${formatChange((now - before) * 100, "", 2)}</td>
    </tr>
  `;
}

function smallHead(first: string): SafeHtml {
  return html`
    <thead>
      <tr>
        <th scope="col">${first || html`
          <span class="unseen">figure</span>
        `}</th>
        <th scope="col" class="in-reference">reference</th>
        <th scope="col" class="in-current">current</th>
        <th scope="col">change</th>
      </tr>
    </thead>
  `;
}
