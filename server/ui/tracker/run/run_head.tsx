import { formatElapsed } from "../../../../lib/format.ts";
import type { Run } from "../../../../tracking/run.ts";
import { valueText } from "../charts/number_text.ts";
import type { Markup } from "../components/markup.ts";
import { StatusMark } from "../components/status_mark.tsx";
import { TimeText } from "../components/time_text.tsx";
import { metricPath, runPath } from "./run_links.ts";
import type { RunView } from "./run_view.ts";

/** Who, where, how it went: what a visitor wants first. */
export function RunHead({ view }: { readonly view: RunView }): Markup {
  const { run, experiment, parent, main } = view;
  return (
    <>
      <nav class="trail" aria-label="Above this run">
        <a href={`/experiments/${run.experimentId}`}>{short(experiment)}</a>
        {parent && <a href={runPath(parent.runId)}>{short(parent.name ?? parent.runId)}</a>}
      </nav>
      <h1 class="clamped" title={run.name.length > 200 ? run.name : undefined}>{run.name}</h1>
      {run.deletedAt !== null && (
        <p class="is-warning">
          ▲ Deleted <TimeText at={run.deletedAt} />. <code>{`taxi runs restore ${run.runId}`}</code>{" "}
          brings it back.
        </p>
      )}
      <div id="state" data-live>
        <dl class="state">
          <Fact name="Status">
            <StatusMark status={run.status} />
          </Fact>
          <Fact name="Took">{duration(run)}</Fact>
          <Fact name="Started">
            <TimeText at={run.startTime} />
          </Fact>
          {run.user !== "" && <Fact name="User">{run.user}</Fact>}
          <Fact name="Run">
            <code>{run.runId}</code>
          </Fact>
        </dl>
        {run.status === "failed" && run.error !== null && <pre class="fault">{run.error}</pre>}
        {main.length > 0 && (
          <dl class="answers">
            {main.map((key) => (
              <div>
                <dt>
                  <a href={metricPath(run.runId, key)}>{key}</a>
                </dt>
                <dd title={String(run.metrics[key].value)}>{valueText(run.metrics[key].value, 4)}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children?: unknown }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children as Markup}</dd>
    </div>
  );
}

/** How long a run took; a running one has not ended, whatever a client told of its first life. */
export function duration(
  { status, startTime, endTime }: {
    readonly status: Run["status"];
    readonly startTime: number;
    readonly endTime?: number | null;
  },
): string {
  if (status === "running" || status === "scheduled") return "not ended";
  return endTime === null || endTime === undefined ? "–" : formatElapsed(Math.max(0, endTime - startTime));
}

/** The beginning of a name that stands in a line. */
export function short(name: string): string {
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}
