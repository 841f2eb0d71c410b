import { formatCount, formatElapsed, formatNumber } from "../../../../lib/format.ts";
import type { TableRun } from "../../../../tracking/run_table.ts";
import { CutText, cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { StatusMark } from "../components/status_mark.tsx";
import { TimeText } from "../components/time_text.tsx";
import type { MetricScale } from "./metric_scale.ts";
import type { AttributeKey, RunColumn } from "./run_column.ts";
import { runsHref, type RunsQuery } from "./runs_query.ts";

/** What a row is made of. */
export interface RunRowProps {
  /** Whose run it is. */
  readonly experimentId: number;
  /** As the address has it. */
  readonly query: RunsQuery;
  /** The columns, by kind. */
  readonly columns: readonly RunColumn[];
  /** What the row is about. */
  readonly run: TableRun;
  /** Milliseconds since 1970: until when a running run has taken. */
  readonly now: number;
  /** By name of the metric. */
  readonly scales: ReadonlyMap<string, MetricScale>;
  /** Whether values have a bar. */
  readonly bars: boolean;
}

/** A run: to be selected, its name with the way to it, and the chosen columns. */
export function RunRow(
  { experimentId, query, columns, run, now, scales, bars }: RunRowProps,
): Markup {
  return (
    <tr data-run={run.runId}>
      <td class="pick">
        <label>
          <input type="checkbox" name="run" value={run.runId} />
          <span class="unseen">Select {cutText(run.name, 100)}</span>
        </label>
      </td>
      <th scope="row" class="name">
        <ParentLink parent={run.parent} />
        <a class="cut open" href={`/runs/${run.runId}`} title={cutText(run.name)}>{cutText(run.name, 200)}</a>
        <Children {...{ experimentId, query, run }} />
      </th>
      {columns.map((column) => <Cell {...{ column, run, now, bars, scale: scales.get(column.key) }} />)}
    </tr>
  );
}

/** The way to the run that this one is a part of, if any. */
function ParentLink({ parent }: { readonly parent: TableRun["parent"] }): Markup | null {
  if (parent === null) return null;
  if (parent.name === null) return <span class="up quiet" title="Part of a run that is gone">↳</span>;
  const label = `Part of ${cutText(parent.name, 200)}`;
  return <a class="up quiet" href={`/runs/${parent.runId}`} title={label} aria-label={label}>↳</a>;
}

/** The way to the runs that are parts of this one, if any. */
function Children({ experimentId, query, run: { runId, children } }: {
  readonly experimentId: number;
  readonly query: RunsQuery;
  readonly run: TableRun;
}): Markup | null {
  if (children === 0) return null;
  const filter = `tags.\`mlflow.parentRunId\` = '${runId}'`;
  return (
    <a class="children quiet" href={runsHref(experimentId, query, { filter })}>
      {children === 1 ? "1 child run" : `${children} child runs`}
    </a>
  );
}

interface CellProps {
  readonly column: RunColumn;
  readonly run: TableRun;
  readonly now: number;
  readonly bars: boolean;
  readonly scale: MetricScale | undefined;
}

/** What is missing is an empty cell, to which the style gives a dash: of a thousand columns most are empty. */
function Cell({ column: { kind, key }, run, now, bars, scale }: CellProps): Markup {
  if (kind === "attributes") return <td>{attribute(key as AttributeKey, run, now)}</td>;
  if (kind === "metrics") return <MetricCell value={run.metrics.get(key)} {...{ scale, bars }} />;
  const text = run[kind].get(key);
  return text === undefined ? <td></td> : (
    <td>
      <CutText text={text} />
    </td>
  );
}

function attribute(key: AttributeKey, run: TableRun, now: number): Markup | null {
  switch (key) {
    case "status":
      return <StatusMark status={run.status} />;
    case "start_time":
      return <TimeText at={run.startTime} />;
    case "duration": {
      const end = run.endTime ?? (run.status === "running" ? now : undefined);
      if (end === undefined || end < run.startTime) return null;
      return <span class="figures">{formatElapsed(end - run.startTime)}</span>;
    }
    case "user_id":
      return run.user === "" ? null : <CutText text={run.user} />;
    case "run_id":
      return <code>{run.runId}</code>;
  }
}

/** A value, where it lies between the least and the greatest of the page, and whether it is the best of the page. */
function MetricCell({ value, scale, bars }: {
  readonly value: number | undefined;
  readonly scale: MetricScale | undefined;
  readonly bars: boolean;
}): Markup {
  if (value === undefined) return <td class="figure"></td>;
  const share = bars ? scale?.share(value) : undefined, best = value === scale?.best;
  return (
    <td class={best ? "figure best" : "figure"} title={String(value)}>
      {best && (
        <>
          <span aria-hidden="true">★</span>
          <span class="unseen">best of this page:</span>
        </>
      )}
      {metricText(value)}
      {share !== undefined && (
        <svg class="bar" width="64" height="3" aria-hidden="true">
          <rect width={(Math.max(share, 0.02) * 64).toFixed(1)} height="3" />
        </svg>
      )}
    </td>
  );
}

/** Short enough for columns to be read down; the title has every digit. */
function metricText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isSafeInteger(value) ? formatCount(value) : formatNumber(value, 4);
}
