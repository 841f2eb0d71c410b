import { formatNumber, formatPercent } from "../../../../lib/format.ts";
import { chartScale } from "../charts/chart_scale.ts";
import { tickTexts } from "../charts/number_text.ts";
import type { Markup } from "../components/markup.ts";
import type { HistoryMonth } from "./champion_history.ts";
import { flowRunPath } from "./flow_links.ts";

const WIDTH = 1120, HEIGHT = 300, LEFT = 48, RIGHT = 16, TOP = 34, BOTTOM = 84;
const VERDICT_SHAPES: Readonly<Record<string, string>> = { ok: "✓", warning: "▲", alert: "✕" };
const MOST_LABELS = 16;

/** How well the champion predicted each month as it came, when it changed, and what had drifted. */
export function HistorySection({ months }: { readonly months: readonly HistoryMonth[] }): Markup {
  return (
    <section aria-labelledby="history">
      <h2 id="history">Error by month, and who was champion</h2>
      <div class="wide" tabindex={0} role="region" aria-label="Chart of the error by month">
        <HistoryChart months={months} />
      </div>
      <ul class="legend">
        <li>
          <svg width="24" height="10" aria-hidden="true">
            <path class="history-line" d="M0 5H24" />
          </svg>
          champion on the month as it came
        </li>
        <li>
          <svg width="12" height="10" aria-hidden="true">
            <circle class="history-challenger" cx="6" cy="5" r="3.5" />
          </svg>
          challenger on the same trips
        </li>
        <li>
          <svg width="12" height="14" aria-hidden="true">
            <path class="history-change" d="M6 0V14" />
          </svg>
          champion changes
        </li>
        <li>✓ ok, ▲ warning, ✕ alert: what monitoring said of the month; drifted: part of the columns</li>
      </ul>
      <HistoryTable months={months} />
    </section>
  );
}

function HistoryChart({ months }: { readonly months: readonly HistoryMonth[] }) {
  const errors = months.flatMap(({ championMae, challengerMae }) => [championMae, challengerMae])
    .filter((value) => value !== null);
  if (errors.length === 0) return <p class="quiet">Errors are there from the second month on.</p>;
  const scale = chartScale("linear", Math.min(...errors), Math.max(...errors), 5);
  const step = (WIDTH - LEFT - RIGHT) / months.length;
  const x = (i: number) => LEFT + step * (i + 0.5);
  const y = (value: number) => HEIGHT - BOTTOM - scale.place(value) * (HEIGHT - TOP - BOTTOM);
  const texts = tickTexts(scale.ticks), every = Math.ceil(months.length / MOST_LABELS);
  const line = months.flatMap(({ championMae }, i) =>
    championMae === null ? [] : `${x(i)} ${y(championMae)}`
  );
  return (
    <svg
      class="history"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label="Mean absolute error by month; the table below has the numbers"
    >
      {scale.ticks.map((tick, i) => (
        <>
          <path class="history-grid" d={`M${LEFT} ${y(tick)}H${WIDTH - RIGHT}`} />
          <text x={LEFT - 6} y={y(tick) + 4} text-anchor="end">{texts[i]}</text>
        </>
      ))}
      <text x={LEFT} y={14}>MAE, minutes: lower is better</text>
      {months.map(({ changed, champion }, i) =>
        changed && (
          <>
            <path class="history-change" d={`M${x(i)} ${TOP - 6}V${HEIGHT - BOTTOM}`} />
            <text class="history-version" x={x(i) + 4} y={TOP - 2}>{`v${champion}`}</text>
          </>
        )
      )}
      <path class="history-line" d={line.length > 1 ? `M${line.join("L")}` : ""} />
      <text x={LEFT} y={HEIGHT - BOTTOM + 40} text-anchor="end">drift</text>
      {months.map(({ month, championMae, challengerMae, verdict, driftedShare }, i) => (
        <>
          {challengerMae !== null && (
            <circle class="history-challenger" cx={x(i)} cy={y(challengerMae)} r="3.5" />
          )}
          {championMae !== null && <circle class="history-champion" cx={x(i)} cy={y(championMae)} r="3.5" />}
          {verdict !== null && (
            <text
              class={`history-verdict verdict-${verdict}`}
              x={x(i)}
              y={HEIGHT - BOTTOM + 20}
              text-anchor="middle"
            >
              {VERDICT_SHAPES[verdict] ?? "?"}
            </text>
          )}
          {driftedShare !== null && (
            <text x={x(i)} y={HEIGHT - BOTTOM + 40} text-anchor="middle">
              {formatPercent(driftedShare, 2)}
            </text>
          )}
          {i % every === 0 && <text x={x(i)} y={HEIGHT - BOTTOM + 64} text-anchor="middle">{month}</text>}
        </>
      ))}
    </svg>
  );
}

function HistoryTable({ months }: { readonly months: readonly HistoryMonth[] }) {
  const error = (value: number | null) => value === null ? "–" : formatNumber(value, 4);
  return (
    <details>
      <summary>The same as a table</summary>
      <div class="wide" tabindex={0} role="region" aria-label="Error by month">
        <table>
          <thead>
            <tr>
              <th scope="col">Month</th>
              <th scope="col" class="figure">Champion MAE, min</th>
              <th scope="col" class="figure">Challenger MAE, min</th>
              <th scope="col">Champion after</th>
              <th scope="col">Monitoring</th>
              <th scope="col" class="figure">Columns drifted</th>
            </tr>
          </thead>
          <tbody>
            {months.map((one) => (
              <tr>
                <th scope="row">
                  <a href={flowRunPath(one.flowRunId)}>{one.month}</a>
                </th>
                <td class="figure">{error(one.championMae)}</td>
                <td class="figure">{error(one.challengerMae)}</td>
                <td>{`version ${one.champion}${one.changed ? ", new" : ""}`}</td>
                <td>{one.verdict === null ? "–" : `${VERDICT_SHAPES[one.verdict] ?? "?"} ${one.verdict}`}</td>
                <td class="figure">{one.driftedShare === null ? "–" : formatPercent(one.driftedShare)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
