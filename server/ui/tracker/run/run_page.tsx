import type { Hono } from "hono";
import { Commands } from "../components/commands.tsx";
import { Markdown } from "../components/markdown.tsx";
import type { Markup } from "../components/markup.ts";
import { LinkedFlows } from "../flows/linked_flows.tsx";
import type { TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { ArtifactsSection } from "./artifacts_section.tsx";
import { ChildrenSection } from "./children_section.tsx";
import { CurvesSection } from "./curves_section.tsx";
import type { CurvesView } from "./curves_view.ts";
import { LineageSection } from "./lineage_section.tsx";
import { sendMetricPage } from "./metric_page.tsx";
import { ModelsSection } from "./models_section.tsx";
import { runCommands } from "./run_commands.ts";
import { RunHead, short } from "./run_head.tsx";
import { readRunView, type RunView } from "./run_view.ts";
import { MetricTable, ParamTable, TagTable } from "./values_section.tsx";

/** `GET /runs/{id}`: everything about a run; with `metric`, everything about one of its metrics. */
export function bindRun(app: Hono<TrackerEnv>): void {
  app.get("/runs/:id", async (c) => {
    const tracking = await c.env.tracking(), runId = c.req.param("id");
    const { searchParams: query, origin } = new URL(c.req.url);
    const metric = query.get("metric");
    if (metric !== null) return await sendMetricPage(c, { tracking, runId, key: metric, query, origin });
    const view = await readRunView(tracking, runId, query);
    return sendPage(c, {
      title: `Run ${short(view.run.name)}`,
      under: "/experiments",
      content: <RunContent view={view} query={query} origin={origin} />,
    });
  });
}

function RunContent(
  { view, query, origin }: {
    readonly view: RunView;
    readonly query: URLSearchParams;
    readonly origin: string;
  },
): Markup {
  const { run } = view;
  const note = run.tags["mlflow.note.content"];
  return (
    <>
      <RunHead view={view} />
      {note && <Markdown text={note} />}
      <div class="side-by-side">
        <div id="metric-values" data-live>
          <MetricTable view={view} />
        </div>
        <div id="param-values" data-live>
          <ParamTable view={view} />
        </div>
      </div>
      {hasCurves(view.curves) && (
        <CurvesSection id="curves" title="Curves" run={run} view={view.curves} query={query} />
      )}
      {view.children.length > 0 && <ChildrenSection view={view} />}
      {view.models.length + view.versions.length > 0 && <ModelsSection view={view} />}
      <div id="files" data-live>
        <ArtifactsSection view={view} />
      </div>
      <LineageSection run={run} />
      <LinkedFlows kind="run" target={run.runId} runs={view.flows} />
      {hasCurves(view.system) && (
        <CurvesSection id="system" title="System metrics" run={run} view={view.system} query={query} />
      )}
      <TagTable view={view} />
      <Commands lines={runCommands(run.runId, origin)} />
      {run.status === "running" && (
        <p class="quiet small" data-refresh>The page follows the run while it is running.</p>
      )}
    </>
  );
}

/** Whether there are curves, or somebody looks for some. */
function hasCurves({ count, wanted }: CurvesView): boolean {
  return count > 0 || wanted !== "";
}
