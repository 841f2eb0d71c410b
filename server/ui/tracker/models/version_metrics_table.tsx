import { formatCount, formatNumber } from "../../../../lib/format.ts";
import type { Markup } from "../components/markup.ts";
import type { VersionView } from "./read_version.ts";

interface MetricRow {
  readonly key: string;
  readonly value: number;
  /** The data that it was measured on; empty where that is not told. */
  readonly on: string;
}

const MOST = 100;

/** Metrics of a version: those measured of the model itself, then those of the run that made it. */
export function VersionMetrics(view: VersionView): Markup | null {
  const rows = metricRows(view);
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="metrics">
      <h2 id="metrics">Metrics</h2>
      <div class="wide" tabindex={0} role="region" aria-label="Metrics of the version">
        <table class="narrow">
          <thead>
            <tr>
              <th scope="col">Metric</th>
              <th scope="col" class="figure">Value</th>
              <th scope="col">Measured on</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST).map(({ key, value, on }) => (
              <tr>
                <th scope="row" class="name">{key}</th>
                <td class="figure" title={String(value)}>
                  {Number.isNaN(value) ? "NaN" : formatNumber(value)}
                </td>
                <td class="words">{on === "" ? <span class="quiet">–</span> : on}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > MOST && view.run && (
        <p>
          <a href={`/runs/${view.run.runId}`}>
            {formatCount(rows.length - MOST)} more on the page of the run
          </a>
        </p>
      )}
    </section>
  );
}

/** Later points of the model stand for earlier ones. */
function metricRows({ run, loggedModel }: Pick<VersionView, "run" | "loggedModel">): MetricRow[] {
  const measured = new Map(
    (loggedModel?.metrics ?? []).map(({ key, value, datasetName = "" }) =>
      [JSON.stringify([key, datasetName]), { key, value, on: datasetName }] as const
    ),
  );
  const known = new Set([...measured.values()].map(({ key }) => key));
  const others = Object.entries(run?.metrics ?? {}).filter(([key]) => !known.has(key));
  const rest = others.map(([key, { value }]) => ({ key, value, on: "" }));
  return [...measured.values(), ...rest.sort((a, b) => a.key < b.key ? -1 : 1)];
}
