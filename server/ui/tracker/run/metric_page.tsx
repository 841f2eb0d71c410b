import { formatCount, NO_VALUE } from "../../../../lib/format.ts";
import { NotFoundError } from "../../../../lib/errors.ts";
import type { CurveBucket } from "../../../../tracking/curve_buckets.ts";
import type { Curve } from "../../../../tracking/curves.ts";
import type { Run } from "../../../../tracking/run.ts";
import type { Tracking } from "../../../../tracking/tracking_store.ts";
import { CurveChart } from "../charts/curve_chart.tsx";
import { CurveControls } from "../charts/curve_controls.tsx";
import { type CurveOptions, readCurveOptions } from "../charts/curve_options.ts";
import { thinBuckets } from "../charts/join_buckets.ts";
import { placeText, valueText } from "../charts/number_text.ts";
import { Commands } from "../components/commands.tsx";
import type { Markup } from "../components/markup.ts";
import type { TrackerContext } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { metricCommands } from "./run_commands.ts";
import { short } from "./run_head.tsx";
import { runPath } from "./run_links.ts";

/** About the pixels of a large chart. */
const BUCKETS = 1000;
/** Rows of a table that is still read. */
const ROWS = 500;

/** What a page of a metric is about. */
export interface MetricRequest {
  /** The open store. */
  readonly tracking: Tracking;
  /** The run. */
  readonly runId: string;
  /** Name of the metric. */
  readonly key: string;
  /** Of the page's URL. */
  readonly query: URLSearchParams;
  /** Of this server. */
  readonly origin: string;
}

/** Answers with one metric of a run: its curve, large, and the same as a table. @throws NotFoundError */
export async function sendMetricPage(
  c: TrackerContext,
  { tracking, runId, key, query, origin }: MetricRequest,
): Promise<Response> {
  const run = await tracking.runs.get(runId);
  const experiment = await tracking.experiments.get(run.experimentId);
  const options = readCurveOptions(query), { axis } = options;
  const [curve] = await tracking.curves.read({ runIds: [runId], keys: [key], axis, buckets: BUCKETS });
  if (curve === undefined) throw new NotFoundError(`Cannot find metric "${key}" of run "${runId}"`);
  return await sendPage(c, {
    title: `${key} of ${short(run.name)}`,
    under: "/experiments",
    content: (
      <>
        <nav class="trail" aria-label="Above this metric">
          <a href={`/experiments/${run.experimentId}`}>{short(experiment.name)}</a>
          <a href={runPath(runId)}>{short(run.name)}</a>
        </nav>
        <h1 class="clamped">{key}</h1>
        <MetricFacts curve={curve} run={run} />
        <section aria-labelledby="curve">
          <h2 id="curve">Curve</h2>
          <CurveControls options={options} query={query} anchor="curve" />
          <div
            class="wide large-chart"
            id="chart"
            data-live
            tabindex={0}
            role="region"
            aria-label="Chart"
          >
            <CurveChart
              title={key}
              series={[{ name: key, curve, start: run.startTime }]}
              options={options}
              size="large"
            />
          </div>
        </section>
        <Points curve={{ ...curve, buckets: thinBuckets(curve.buckets, ROWS) }} run={run} options={options} />
        <Commands lines={metricCommands(runId, key, origin)} />
        {run.status === "running" && (
          <p class="quiet small" data-refresh>The page follows the run while it is running.</p>
        )}
      </>
    ),
  });
}

function MetricFacts({ curve, run }: { readonly curve: Curve; readonly run: Run }): Markup {
  const latest = Object.hasOwn(run.metrics, curve.key) ? run.metrics[curve.key].value : NaN;
  const facts: readonly (readonly [string, string])[] = [
    ["Latest", valueText(latest)],
    ["Min", curve.low === null ? NO_VALUE : valueText(curve.low)],
    ["Max", curve.high === null ? NO_VALUE : valueText(curve.high)],
    ["Points", formatCount(curve.points)],
    ...(curve.odd > 0 ? [["Not finite", formatCount(curve.odd)] as const] : []),
  ];
  return (
    <dl class="answers" id="facts" data-live>
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The same as the chart for readers without it. */
function Points(
  { curve, run, options }: { readonly curve: Curve; readonly run: Run; readonly options: CurveOptions },
): Markup {
  const place = (at: number) => placeText(options.axis, options.axis === "time" ? at - run.startTime : at);
  const cell = (value: number | null) => value === null ? NO_VALUE : valueText(value);
  const odd = ({ nan, over, under }: CurveBucket) => nan + over + under;
  const together = curve.buckets.length < curve.points;
  return (
    <section aria-labelledby="points">
      <h2 id="points">The same as a table</h2>
      <div class="wide tall" tabindex={0} role="region" aria-label="Table of points">
        <table class="values narrow">
          <thead>
            <tr>
              <th scope="col">{options.axis === "step" ? "Step" : "Since the start"}</th>
              {(together ? ["Points", "Min", "Mean", "Max"] : ["Value"]).map((name) => (
                <th scope="col" class="figure">
                  {name}
                </th>
              ))}
              {curve.odd > 0 && <th scope="col" class="figure">Not finite</th>}
            </tr>
          </thead>
          <tbody>
            {curve.buckets.map((bucket) => (
              <tr>
                <th scope="row">
                  {bucket.from === bucket.to
                    ? place(bucket.from)
                    : `${place(bucket.from)} to ${place(bucket.to)}`}
                </th>
                {together && <td class="figure">{formatCount(bucket.points)}</td>}
                {(together ? [bucket.low, bucket.mean, bucket.high] : [bucket.low]).map((value) => (
                  <td class="figure">
                    {cell(value)}
                  </td>
                ))}
                {curve.odd > 0 && <td class="figure">{odd(bucket) === 0 ? "" : odd(bucket)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
