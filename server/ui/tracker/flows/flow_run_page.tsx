import type { Hono } from "hono";
import type { FlowRun } from "../../../../tracking/flows/flow_run.ts";
import { Commands } from "../components/commands.tsx";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import type { TrackerContext, TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { AttemptsSection } from "./attempts_section.tsx";
import { FlowRunHead } from "./flow_run_head.tsx";
import { type FlowRunView, readFlowRun } from "./flow_run_view.ts";
import { FlowLog } from "./log_section.tsx";
import { MadeSection } from "./made_section.tsx";

const LONGEST_JSON = 4000;

/** `GET /flows/{id}`: one run, task by task, and ways to go on with it. */
export function bindFlowRun(app: Hono<TrackerEnv>): void {
  app.get("/flows/:id", (c) => sendFlowRun(c, c.req.param("id")));
}

/** Answers with the page of a run. @param fault why what was asked of it was not done */
export async function sendFlowRun(c: TrackerContext, flowRunId: string, fault?: string): Promise<Response> {
  const { flows } = await c.env.tracking();
  const view = await readFlowRun(flows, flowRunId, {
    canStart: c.env.flows !== undefined,
    isWhole: c.req.query("tasks") === "all",
    ...fault === undefined ? {} : { fault },
  });
  const title = `${cutText(view.run.flow, 80)} ${flowRunId.slice(0, 8)}`;
  const content = <FlowRunContent {...view} />;
  return await sendPage(c, { title, under: "/flows", content }, fault === undefined ? 200 : 409);
}

function FlowRunContent(view: FlowRunView): Markup {
  const { run, isOpen } = view;
  return (
    <>
      <FlowRunHead {...view} />
      <AttemptsSection {...view} />
      <div id="flow-log" data-live="grows">
        <FlowLog lines={view.lines} />
      </div>
      <div id="flow-made" data-live>
        <MadeSection run={run} links={view.links} />
      </div>
      <div id="flow-result" data-live>
        <Result run={run} />
      </div>
      <Commands lines={commandLines(run, isOpen)} />
      {isOpen && <p class="quiet small" data-refresh>The page follows the run until it is over.</p>}
    </>
  );
}

function Result({ run }: { readonly run: FlowRun }) {
  return (
    <section aria-labelledby="result">
      <h2 id="result">Asked and given</h2>
      <h3>Parameters</h3>
      {Object.keys(run.params).length === 0
        ? <p class="quiet">Those that the flow has by itself.</p>
        : <Json label="Parameters" value={run.params} />}
      {run.output !== null && (
        <>
          <h3>What it gave</h3>
          <Json label="What it gave" value={run.output} />
        </>
      )}
    </section>
  );
}

function Json({ label, value }: { readonly label: string; readonly value: unknown }) {
  return (
    <pre class="tall" tabindex={0} role="region" aria-label={label}>{
      cutText(JSON.stringify(value, null, 2), LONGEST_JSON)
    }</pre>
  );
}

function commandLines(run: FlowRun, isOpen: boolean) {
  const id = run.flowRunId.slice(0, 12);
  return [
    { label: "Command line", text: `taxi flow show ${id}` },
    ...isOpen
      ? [{ label: "Log", text: `taxi flow logs ${id} --follow` }, {
        label: "Cancel",
        text: `taxi flow cancel ${id}`,
      }]
      : [{ label: "Log", text: `taxi flow logs ${id}` }],
    ...isOpen || run.state === "skipped" ? [] : [{
      label: "Resume",
      text: run.state === "completed" ? `taxi flow resume ${id} --from TASK` : `taxi flow resume ${id}`,
    }],
  ];
}
