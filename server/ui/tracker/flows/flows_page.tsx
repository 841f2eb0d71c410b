import type { Hono } from "hono";
import { formatElapsed } from "../../../../lib/format.ts";
import type { FlowRun, FlowState } from "../../../../tracking/flows/flow_run.ts";
import { Commands } from "../components/commands.tsx";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { TimeText } from "../components/time_text.tsx";
import type { TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { type ShownSchedule, shownSchedule } from "./calendar.ts";
import { championHistory, type HistoryMonth } from "./champion_history.ts";
import { flowRunPath } from "./flow_links.ts";
import { FlowStateMark } from "./flow_state_mark.tsx";
import { HistorySection } from "./history_section.tsx";
import { SchedulesSection } from "./schedules_section.tsx";

const PAGE_SIZE = 50, MOST_MONTHS = 600;

/** `GET /flows`: what ran, what runs, and what runs next. */
export function bindFlows(app: Hono<TrackerEnv>): void {
  app.get("/flows", async (c) => {
    const { flows, schedules } = await c.env.tracking(), now = Date.now();
    const flow = c.req.query("flow") || undefined, page = pageOf(c.req.query("page"));
    await flows.markCrashed();
    const [runs, kept, monthly, open] = await Promise.all([
      flows.list({
        ...(flow === undefined ? {} : { flow }),
        limit: PAGE_SIZE + 1,
        offset: (page - 1) * PAGE_SIZE,
      }),
      schedules.list(),
      flows.list({ flow: "monthly", states: ["completed"], limit: MOST_MONTHS }),
      flows.list({ states: ["running", "scheduled"], limit: 1 }),
    ]);
    const view = {
      ...{ runs, page, now, ...(flow === undefined ? {} : { flow }), isLive: open.length > 0 },
      schedules: kept.map((schedule) => shownSchedule(schedule, now)),
      history: championHistory(monthly),
    };
    return sendPage(c, { title: "Flows", under: "/flows", content: <FlowsContent {...view} /> });
  });
}

interface FlowsView {
  readonly runs: readonly FlowRun[];
  readonly page: number;
  readonly now: number;
  readonly flow?: string;
  readonly isLive: boolean;
  readonly schedules: readonly ShownSchedule[];
  readonly history: readonly HistoryMonth[];
}

function FlowsContent(view: FlowsView): Markup {
  const { runs, schedules, history, now, isLive } = view;
  return (
    <>
      <h1>What ran, and what runs next?</h1>
      {runs.length === 0 && schedules.length === 0 ? <NothingYet /> : <Answer {...view} />}
      {runs.length > 0 && <RunsSection {...view} />}
      {history.length > 1 && <HistorySection months={history} />}
      {schedules.length > 0 && <SchedulesSection schedules={schedules} now={now} />}
      <Commands
        lines={[
          { label: "Command line", text: "taxi flow list" },
          { label: "Scheduler", text: "taxi flow serve --config flows.yaml" },
        ]}
      />
      {isLive && <p class="quiet small" data-refresh>The page follows what runs.</p>}
    </>
  );
}

/** The page's question, answered in a sentence. */
function Answer({ runs, schedules }: FlowsView) {
  const over = runs.filter(({ state }) => state !== "skipped"), newest = over.at(0);
  const failed = over.filter(({ state }) => state === "failed" || state === "crashed").length;
  const next = schedules.filter(({ next }) => next !== null).sort((a, b) => a.next! - b.next!).at(0);
  return (
    <p id="answer" data-live class="lead">
      {newest && (
        <>
          The newest run, of <b>{newest.flow}</b>, is <FlowStateMark state={newest.state} />.{" "}
          {failed > 0 && `${failed} of the ${over.length} runs shown failed. `}
        </>
      )}
      {next && (
        <>
          <b>{next.schedule.name}</b> is next, at <TimeText at={next.next} />.
        </>
      )}
    </p>
  );
}

function NothingYet() {
  return (
    <>
      <p>No flow has run yet. This runs the newest published month, from the raw file to the champion:</p>
      <pre><code>taxi flow run monthly</code></pre>
    </>
  );
}

function RunsSection({ runs, page, flow }: FlowsView) {
  const shown = runs.slice(0, PAGE_SIZE),
    href = (to: number) => {
      const query = new URLSearchParams({ ...(flow === undefined ? {} : { flow }), page: String(to) });
      return `/flows?${query}`;
    };
  return (
    <section aria-labelledby="flow-runs">
      <h2 id="flow-runs">
        {flow === undefined ? "Runs" : `Runs of ${flow}`}
        {flow !== undefined && <a class="small all" href="/flows">All flows</a>}
      </h2>
      <div id="flow-runs-table" data-live class="wide" tabindex={0} role="region" aria-label="Table of runs">
        <table class="values">
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Flow</th>
              <th scope="col">State</th>
              <th scope="col">Planned</th>
              <th scope="col" class="figure">Took</th>
              <th scope="col" class="figure">Attempts</th>
              <th scope="col">Schedule</th>
              <th scope="col">What came of it</th>
            </tr>
          </thead>
          <tbody>{shown.map((run) => <RunRow run={run} />)}</tbody>
        </table>
      </div>
      {(page > 1 || runs.length > PAGE_SIZE) && (
        <nav class="pages" aria-label="Pages of the list">
          {page > 1 && <a href={href(page - 1)} rel="prev">← Newer</a>}
          {runs.length > PAGE_SIZE && <a href={href(page + 1)} rel="next">Older →</a>}
        </nav>
      )}
    </section>
  );
}

function RunRow({ run }: { readonly run: FlowRun }) {
  return (
    <tr>
      <th scope="row">
        <a href={flowRunPath(run.flowRunId)}>
          <code>{run.flowRunId.slice(0, 8)}</code>
        </a>
      </th>
      <td>
        <a href={`/flows?flow=${encodeURIComponent(run.flow)}`}>{run.flow}</a>
      </td>
      <td>
        <FlowStateMark state={run.state} />
      </td>
      <td>
        <TimeText at={run.plannedAt} />
      </td>
      <td class="figure">{tookText(run)}</td>
      <td class="figure">{run.attempt}</td>
      <td>{run.schedule ?? <span class="quiet">asked for</span>}</td>
      <td>{cutText(run.error ?? outcome(run), 160)}</td>
    </tr>
  );
}

function outcome({ state, output }: FlowRun): string {
  if (state !== "completed" || output === null) return "";
  const { month, champion } = output as { readonly month?: unknown; readonly champion?: unknown };
  return typeof month === "string" && typeof champion === "number"
    ? `${month}, champion is version ${champion}`
    : JSON.stringify(output);
}

/** How long a run took; of several attempts the time from the first begin to the last end. */
export function tookText(
  { startedAt, endedAt, state }: {
    readonly startedAt: number | null;
    readonly endedAt: number | null;
    readonly state: FlowState;
  },
): string {
  if (state === "running") return "not ended";
  return startedAt === null || endedAt === null ? "–" : formatElapsed(Math.max(0, endedAt - startedAt));
}

function pageOf(text: string | undefined): number {
  const page = Number(text);
  return Number.isSafeInteger(page) && page > 0 && page < 1e6 ? page : 1;
}
