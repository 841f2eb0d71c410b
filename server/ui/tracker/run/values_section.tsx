import { formatCount, NO_VALUE } from "../../../../lib/format.ts";
import { valueText } from "../charts/number_text.ts";
import type { Markup } from "../components/markup.ts";
import { metricPath } from "./run_links.ts";
import type { RunView } from "./run_view.ts";
import { ValueTable } from "./value_table.tsx";

/** Shown elsewhere on the page, in words. */
const TOLD_ELSEWHERE = new Set([
  ...["mlflow.note.content", "mlflow.runName", "mlflow.parentRunId", "mlflow.user"],
  ...["mlflow.source.name", "mlflow.source.type", "mlflow.source.git.commit", "taxi.command"],
]);

/** The latest value of each metric, and between what it went where any metric has more than one. */
export function MetricTable({ view }: { readonly view: RunView }): Markup {
  const { run, summaries } = view;
  const keys = Object.keys(run.metrics).sort();
  const moved = keys.some((key) => summaries.get(key)?.points !== 1 || run.metrics[key].step !== 0);
  const rows = keys.map((key) => {
    const { value, step, exactStep } = run.metrics[key], about = summaries.get(key);
    const row = [
      <a href={metricPath(run.runId, key)}>{key}</a>,
      <span title={String(value)}>{valueText(value)}</span>,
      formatCount(Number(exactStep ?? step)),
      bound(about?.low),
      bound(about?.high),
      about === undefined ? NO_VALUE : formatCount(about.points),
    ];
    return moved ? row : row.slice(0, 2);
  });
  return (
    <ValueTable
      id="metrics"
      title="Metrics"
      columns={moved ? ["Metric", "Latest", "Step", "Min", "Max", "Points"] : ["Metric", "Value"]}
      figures={[1, 2, 3, 4, 5]}
      rows={rows}
      note={summaries.size < keys.length
        ? "There are so many points that bounds are shown only of the metrics drawn below."
        : undefined}
      empty={
        <>
          None yet: <code>mlflow.log_metric("mae", 3.6)</code> logs one.
        </>
      }
    />
  );
}

function bound(value: number | null | undefined): string {
  return value === null || value === undefined ? NO_VALUE : valueText(value);
}

/** What the run was asked to do. */
export function ParamTable({ view }: { readonly view: RunView }): Markup {
  return (
    <ValueTable
      id="params"
      title="Params"
      columns={["Param", "Value"]}
      rows={entries(view.run.params)}
      empty={
        <>
          None: <code>mlflow.log_param("depth", 6)</code> logs one.
        </>
      }
    />
  );
}

/** What people and programs noted, without what the page says elsewhere. */
export function TagTable({ view }: { readonly view: RunView }): Markup {
  return (
    <ValueTable
      id="tags"
      title="Tags"
      columns={["Tag", "Value"]}
      rows={entries(view.run.tags).filter(([key]) => !TOLD_ELSEWHERE.has(key))}
      empty={
        <>
          None: <code>mlflow.set_tag("stage", "nightly")</code> sets one.
        </>
      }
    />
  );
}

function entries(values: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(values).sort(([a], [b]) => a < b ? -1 : 1);
}
