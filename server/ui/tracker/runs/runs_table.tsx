import type { TableRun } from "../../../../tracking/run_table.ts";
import type { Markup } from "../components/markup.ts";
import { metricDirection } from "../compare/metric_direction.ts";
import { metricScale } from "./metric_scale.ts";
import { type AttributeKey, ATTRIBUTES, COLUMN_KINDS, type RunColumn } from "./run_column.ts";
import { HiddenFields } from "./hidden_fields.tsx";
import { RunRow } from "./run_row.tsx";
import { nextOrder, type RunsQuery, sortingOf } from "./runs_query.ts";

/** What the table is made of. */
export interface RunsTableProps {
  /** Whose runs they are. */
  readonly experimentId: number;
  /** As the address has it. */
  readonly query: RunsQuery;
  /** The columns, by kind. */
  readonly columns: readonly RunColumn[];
  /** One page of runs. */
  readonly runs: readonly TableRun[];
  /** Milliseconds since 1970: until when a running run has taken. */
  readonly now: number;
}

const KIND_TITLES = { attributes: "", params: "Params", metrics: "Metrics", tags: "Tags" } as const;
/** With more of them a page of bars would be slow and tell nothing. */
const MOST_BARS = 20;

/** One page of runs, each a row to be selected and opened. */
export function RunsTable(props: RunsTableProps): Markup {
  const { columns, runs } = props;
  const metrics = columns.filter(({ kind }) => kind === "metrics");
  const scales = new Map(metrics.map(({ key }) => [
    key,
    metricScale(key, runs.flatMap(({ metrics }) => metrics.get(key) ?? [])),
  ]));
  const bars = metrics.length <= MOST_BARS;
  return (
    <div class="wide runs-wide" tabindex={0} role="region" aria-label="Runs, by column">
      <table class="runs" id="runs">
        <TableHead {...props} />
        <tbody>
          {runs.map((run) => <RunRow {...{ ...props, run, scales, bars }} />)}
        </tbody>
      </table>
    </div>
  );
}

function TableHead({ query, columns }: RunsTableProps): Markup {
  const groups = COLUMN_KINDS.flatMap((kind) => {
    const span = columns.filter((column) => column.kind === kind).length;
    return span === 0 ? [] : { kind, span };
  });
  return (
    <thead>
      {groups.some(({ kind }) => kind !== "attributes") && (
        <tr class="kinds">
          <td colspan={2}></td>
          {groups.map(({ kind, span }) =>
            kind === "attributes"
              ? <td colspan={span}></td>
              : <th scope="colgroup" colspan={span}>{KIND_TITLES[kind]}</th>
          )}
        </tr>
      )}
      <tr>
        <th scope="col">
          <span class="unseen">Select</span>
        </th>
        <Heading {...{ query, column: NAME, label: "Run" }} />
        {columns.map((column) => (
          <Heading
            {...{ query, column }}
            label={column.kind === "attributes" ? ATTRIBUTES[column.key as AttributeKey] : column.key}
          />
        ))}
      </tr>
    </thead>
  );
}

/** The name is no column to choose, for it is always there. */
const NAME: RunColumn = { id: "attributes.run_name", kind: "attributes", key: "run_name" };
const ARROWS = { ascending: "↑", descending: "↓", none: "" } as const;

/** Metrics that are better when higher, and times, begin with the greatest. */
function firstOrder({ id, kind, key }: RunColumn): "ASC" | "DESC" {
  return id === "attributes.start_time" || (kind === "metrics" && metricDirection(key) === "higher")
    ? "DESC"
    : "ASC";
}

/** A button of the form {@linkcode OrderForm}: a link each would repeat a thousand chosen columns a thousand times. */
function Heading({ query, column, label }: {
  readonly query: RunsQuery;
  readonly column: RunColumn;
  readonly label: string;
}): Markup {
  const sorting = sortingOf(column, query.order), order = nextOrder(column, query.order, firstOrder(column));
  return (
    <th
      scope="col"
      class={column.kind === "metrics" ? "figure" : undefined}
      aria-sort={sorting === "none" ? undefined : sorting}
    >
      {order === undefined
        ? <span class="cut">{label}</span>
        : (
          <button class="cut" type="submit" form="order" name="order" value={order} title={label}>
            {label} <span aria-hidden="true">{ARROWS[sorting]}</span>
          </button>
        )}
    </th>
  );
}

/** What the headings ask for: the same table in another order. */
export function OrderForm({ experimentId, query }: Pick<RunsTableProps, "experimentId" | "query">): Markup {
  return (
    <form id="order" action={`/experiments/${experimentId}`}>
      <HiddenFields query={{ ...query, order: "" }} filter />
    </form>
  );
}
