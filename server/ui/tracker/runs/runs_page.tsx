import type { Hono } from "hono";
import type { Experiment } from "../../../../tracking/experiments.ts";
import type { RunKeys } from "../../../../tracking/run_keys.ts";
import type { TableRun } from "../../../../tracking/run_table.ts";
import { SearchError } from "../../../../tracking/search/search_error.ts";
import type { Tracking } from "../../../../tracking/tracking_store.ts";
import { Commands } from "../components/commands.tsx";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { Pager, type Total, totalText } from "../components/pager.tsx";
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
/** To count all runs that a filter lets through takes longer than to find a page of them; so many more are found with the page. */
const AHEAD = 500;

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
  readonly total: Total;
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
  const read = { experiment, query, columns, keys };
  try {
    const { ids, total } = await findPage(runs, experimentId, query);
    return { ...read, runs: await runs.table(ids, keysOf(columns)), total, fault: undefined };
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    return { ...read, runs: [], total: { counted: 0, more: false }, fault: error.message };
  }
}

/** Ids of one page of runs, and how many there are on all of them. */
async function findPage(
  runs: Tracking["runs"],
  experimentId: number,
  query: RunsQuery,
): Promise<{ readonly ids: readonly string[]; readonly total: Total }> {
  const search = { experimentIds: [experimentId], filter: pageFilter(query), view: query.view };
  const orderBy = query.order === "" ? [] : [query.order];
  const offset = (query.page - 1) * PAGE_RUNS, limit = PAGE_RUNS + (query.filter === "" ? 0 : AHEAD);
  const found = await runs.ids({ ...search, orderBy, limit, offset });
  const ids = found.slice(0, PAGE_RUNS), end = offset + found.length;
  if (found.length > 0 && found.length < limit) return { ids, total: { counted: end, more: false } };
  if (found.length > 0 && query.filter !== "") return { ids, total: { counted: end - 1, more: true } };
  return { ids, total: { counted: await runs.count(search), more: false } };
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
      <h1 class="long" title={name}>{cutText(name, 120)}</h1>
      {note !== "" && <p class="quiet long">{note}</p>}
      {experiment.deletedAt !== null && (
        <p class="is-warning">
          ■ This experiment is deleted;{" "}
          <a href={runsHref(experimentId, query, { view: "deleted" })}>its runs</a> are too.
        </p>
      )}
      <FilterForm {...{ experimentId, query, fault }} example={exampleFilter(columns, runs)} />
      {keys && <ColumnChooser {...{ experimentId, query, keys }} chosen={columns} />}
      <OrderForm {...{ experimentId, query }} />
      <form
        action="/compare"
        id="selection"
        data-columns={columns.map(({ id }) => id).join(",")}
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
      {fault === undefined && (
        <span id="count">{totalText(total)} {total.counted === 1 ? "run" : "runs"}</span>
      )}
      <span class="views">
        {view("active", "Active")} {view("deleted", "Deleted")}
      </span>
      <a href={runsHref(experimentId, query, { choosing: true, page: query.page, until: query.until })}>
        Columns
      </a>
      {runs.length > 0 && <button type="submit">Compare selected</button>}
      {fault === undefined && query.page === 1 && <span id="live"></span>}
    </div>
  );
}
