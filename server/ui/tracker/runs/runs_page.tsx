import type { Hono } from "hono";
import { formatCounted } from "../../../../lib/format.ts";
import type { Experiment } from "../../../../tracking/experiments.ts";
import type { RunKeys } from "../../../../tracking/run_keys.ts";
import type { TableRun } from "../../../../tracking/run_table.ts";
import { SearchError } from "../../../../tracking/search/search_error.ts";
import type { Tracking } from "../../../../tracking/tracking_store.ts";
import { Commands } from "../components/commands.tsx";
import type { Markup } from "../components/markup.ts";
import { Pager } from "../components/pager.tsx";
import { experimentNote } from "../experiments/experiment_note.ts";
import { sendNotFound } from "../not_found.tsx";
import type { TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { ColumnChooser } from "./column_chooser.tsx";
import { exampleFilter } from "./example_filter.ts";
import { FilterForm } from "./filter_form.tsx";
import { NoRuns } from "./no_runs.tsx";
import { keysOf, type RunColumn, usualColumns } from "./run_column.ts";
import { PAGE_RUNS, pageFilter, readRunsQuery, runsHref, type RunsQuery } from "./runs_query.ts";
import { OrderForm, RunsTable } from "./runs_table.tsx";
import { shellLines } from "./shell_lines.ts";

/** By so many of the newest runs it is told which columns tell most. */
const LOOKED_AT = 30;
const MOST_USUAL = 5;

/** `GET /experiments/{id}`: the runs of an experiment in a table of chosen columns; `.../names`: what could be a column. */
export function bindRuns(app: Hono<TrackerEnv>): void {
  app.get("/experiments/:id", async (c) => {
    const tracking = await c.env.tracking(), url = new URL(c.req.url);
    const experiment = await findExperiment(tracking, c.req.param("id"));
    if (experiment === undefined) return sendNotFound(c, `There is no experiment "${c.req.param("id")}"`);
    const view = await readRunsView(tracking, experiment, readRunsQuery(url.searchParams));
    return sendPage(c, {
      title: experiment.name,
      under: "/experiments",
      full: true,
      content: <RunsContent view={view} origin={url.origin} now={Date.now()} />,
    }, view.fault === undefined ? 200 : 400);
  });
  app.get("/experiments/:id/names", async (c) => {
    const tracking = await c.env.tracking();
    const experiment = await findExperiment(tracking, c.req.param("id"));
    if (experiment === undefined) return c.json({ params: [], metrics: [], tags: [] }, 404);
    return c.json(await tracking.runs.keys(experiment.experimentId), 200, { "cache-control": "no-store" });
  });
}

async function findExperiment(tracking: Tracking, id: string): Promise<Experiment | undefined> {
  return /^\d{1,15}$/.test(id) ? await tracking.experiments.get(Number(id)) : undefined;
}

/** What the page is made of, as it was read. */
interface RunsView {
  readonly experiment: Experiment;
  readonly query: RunsQuery;
  readonly columns: readonly RunColumn[];
  /** Names of all columns there could be, where they are being chosen. */
  readonly keys: RunKeys | undefined;
  readonly runs: readonly TableRun[];
  /** Runs on all pages. */
  readonly total: number;
  /** Why it cannot be searched so. */
  readonly fault: string | undefined;
}

async function readRunsView(
  { runs }: Tracking,
  experiment: Experiment,
  query: RunsQuery,
): Promise<RunsView> {
  const { experimentId } = experiment;
  const columns = query.columns ??
    usualColumns(await runs.telling(experimentId, { runs: LOOKED_AT, limit: MOST_USUAL }));
  const keys = query.choosing ? await runs.keys(experimentId) : undefined;
  const search = { experimentIds: [experimentId], filter: pageFilter(query), view: query.view };
  const page = {
    ...(query.order === "" ? {} : { orderBy: [query.order] }),
    limit: PAGE_RUNS,
    offset: (query.page - 1) * PAGE_RUNS,
  };
  try {
    const found = await runs.table({ ...search, ...page }, keysOf(columns));
    const total = found.length < PAGE_RUNS && query.page === 1 ? found.length : await runs.count(search);
    return { experiment, query, columns, keys, runs: found, total, fault: undefined };
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    return { experiment, query, columns, keys, runs: [], total: 0, fault: error.message };
  }
}

function RunsContent({ view, origin, now }: {
  readonly view: RunsView;
  readonly origin: string;
  readonly now: number;
}): Markup {
  const { experiment, query, columns, keys, runs, total, fault } = view;
  const { experimentId, name } = experiment, note = experimentNote(experiment);
  const until = query.until ?? now;
  return (
    <>
      <h1 class="long">{name}</h1>
      {note !== "" && <p class="quiet long">{note}</p>}
      <FilterForm {...{ experimentId, query, fault }} example={exampleFilter(columns, runs)} />
      {keys && <ColumnChooser {...{ experimentId, query, keys }} chosen={columns} />}
      <OrderForm {...{ experimentId, query }} />
      <form
        action="/compare"
        id="selection"
        data-page={String(query.page)}
        data-experiment={String(experimentId)}
      >
        <Tools {...{ view }} />
        {fault === undefined && runs.length === 0 && <NoRuns {...{ experiment, query, origin }} />}
        {runs.length > 0 && <RunsTable {...{ experimentId, query, columns, runs, now }} />}
      </form>
      <Pager
        {...{ page: query.page, size: PAGE_RUNS, total }}
        href={(page) => runsHref(experimentId, query, { page, until: page === 1 ? undefined : until })}
      />
      <Commands lines={shellLines(origin, experiment, query)} />
    </>
  );
}

/** How many there are, which view, which columns, and what may be done with those that are selected. */
function Tools({ view: { experiment: { experimentId }, query, runs, total, fault } }: {
  readonly view: RunsView;
}): Markup {
  const view = (view: RunsQuery["view"], label: string) => (
    <a href={runsHref(experimentId, query, { view })} aria-current={query.view === view ? "true" : undefined}>
      {label}
    </a>
  );
  return (
    <div class="tools">
      {fault === undefined && <span id="count">{formatCounted(total, "run")}</span>}
      <span class="views">
        {view("active", "Active")} {view("deleted", "Deleted")}
      </span>
      <a href={runsHref(experimentId, query, { choosing: true, page: query.page, until: query.until })}>
        Columns
      </a>
      {runs.length > 0 && <button type="submit">Compare selected</button>}
      <span id="live"></span>
    </div>
  );
}
