import type { Hono } from "hono";
import type { FlowRun } from "../../../../tracking/flows/flow_run.ts";
import type { Flows } from "../../../../tracking/flows/flow_store.ts";
import { Commands } from "../components/commands.tsx";
import type { Markup } from "../components/markup.ts";
import type { TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { findAttention } from "./attention.ts";
import { shownSchedule } from "./calendar.ts";
import { championHistory, type HistoryMonth } from "./champion_history.ts";
import { type AnswerProps, FlowsAnswer } from "./flows_answer.tsx";
import { HistorySection } from "./history_section.tsx";
import { FlowRunsSection, type RunsSectionProps } from "./runs_section.tsx";
import { SchedulesSection } from "./schedules_section.tsx";

const PAGE_SIZE = 50, MOST_MONTHS = 600, MOST_RUNNING = 100, MOST_LINKED = 500;

/** `GET /flows`: what needs somebody, what ran, and what runs next; with `flow`, or `kind` and `target`, the runs that are so. */
export function bindFlows(app: Hono<TrackerEnv>): void {
  app.get("/flows", async (c) => {
    const { flows, schedules: stored } = await c.env.tracking(), now = Date.now();
    await flows.markCrashed();
    const schedules = (await stored.list()).map((schedule) => shownSchedule(schedule, now));
    const [section, attention, monthly, open, newest] = await Promise.all([
      runsSection(flows, new URL(c.req.url).searchParams),
      findAttention(flows, schedules, now),
      flows.list({ flow: "monthly", states: ["completed"], limit: MOST_MONTHS }),
      flows.list({ states: ["running", "scheduled"], limit: MOST_RUNNING }),
      flows.list({ states: ["running", "completed", "failed", "crashed", "cancelled"], limit: 1 }),
    ]);
    const view = {
      ...{ section, schedules, attention, now, isLive: open.length > 0 },
      running: open.filter(({ state }) => state === "running").length,
      history: championHistory(monthly),
      ...newest.length === 0 ? {} : { newest: newest[0] },
    };
    return sendPage(c, { title: "Flows", under: "/flows", content: <FlowsContent {...view} /> });
  });
}

interface FlowsView extends AnswerProps {
  readonly section: RunsSectionProps;
  readonly now: number;
  /** Whether something may change soon. */
  readonly isLive: boolean;
  readonly history: readonly HistoryMonth[];
}

function FlowsContent(view: FlowsView): Markup {
  const { section, schedules, history, now, isLive } = view;
  const isEmpty = section.isAll && section.runs.length === 0;
  return (
    <>
      <h1>What ran, and what runs next?</h1>
      {isEmpty && schedules.length === 0 ? <NothingYet /> : <FlowsAnswer {...view} />}
      {!isEmpty && <FlowRunsSection {...section} />}
      {section.isAll && history.length > 1 && <HistorySection months={history} />}
      {section.isAll && schedules.length > 0 && <SchedulesSection schedules={schedules} now={now} />}
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

function NothingYet() {
  return (
    <>
      <p>No flow has run yet. This runs the newest published month, from the raw file to the champion:</p>
      <pre><code>taxi flow run monthly</code></pre>
    </>
  );
}

/** The runs that the address asks for. */
async function runsSection(flows: Flows, query: URLSearchParams): Promise<RunsSectionProps> {
  const kind = query.get("kind"), target = query.get("target");
  if (kind !== null && target !== null) {
    const linked = await flows.linkedFrom(kind, target);
    const title = `Runs that made or used ${kind.replaceAll("_", " ")} ${target}`;
    return { runs: linked.slice(0, MOST_LINKED), title, isAll: false };
  }
  const flow = query.get("flow") || undefined, page = pageOf(query.get("page"));
  const found: FlowRun[] = await flows.list({
    ...flow === undefined ? {} : { flow },
    ...{ limit: PAGE_SIZE + 1, offset: (page - 1) * PAGE_SIZE },
  });
  const href = (to: number) =>
    `/flows?${new URLSearchParams({ ...flow === undefined ? {} : { flow }, page: String(to) })}`;
  return {
    runs: found.slice(0, PAGE_SIZE),
    title: flow === undefined ? "Runs" : `Runs of ${flow}`,
    isAll: flow === undefined && page === 1,
    ...page > 1 ? { newer: href(page - 1) } : {},
    ...found.length > PAGE_SIZE ? { older: href(page + 1) } : {},
  };
}

function pageOf(text: string | null): number {
  const page = Number(text);
  return Number.isSafeInteger(page) && page > 0 && page < 1e6 ? page : 1;
}
