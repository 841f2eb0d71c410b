import type { Hono } from "hono";
import { NotFoundError, TaxiError } from "../../../../lib/errors.ts";
import { sleep } from "../../../../lib/sleep.ts";
import { assertFinished } from "../../../../pipeline/flows/run_flow.ts";
import type { FlowRun } from "../../../../tracking/flows/flow_run.ts";
import type { TrackerContext, TrackerEnv } from "../tracker_env.ts";
import { flowRunPath } from "./flow_links.ts";
import { sendFlowRun } from "./flow_run_page.tsx";

/** A process that has not begun the run by then may still do so: the page is shown without waiting any longer. */
const BEGIN_MILLISECONDS = 10_000;
const LOOK_MILLISECONDS = 50;

/** `POST /flows/{id}/resume` and `/cancel`: what the buttons of a run's page ask for. */
export function bindFlowRequests(app: Hono<TrackerEnv>): void {
  app.post("/flows/:id/resume", (c) => change(c, resume));
  app.post("/flows/:id/cancel", (c) =>
    change(c, async (c, flowRunId) => {
      const { flows } = await c.env.tracking();
      await flows.askCancel(flowRunId, "Cancelled on its page");
    }));
}

/** Does what was asked and shows the run's page again; where it cannot be done, the page says why. */
async function change(
  c: TrackerContext,
  work: (c: TrackerContext, flowRunId: string) => Promise<void>,
): Promise<Response> {
  const flowRunId = c.req.param("id")!;
  try {
    await work(c, flowRunId);
  } catch (fault) {
    if (!(fault instanceof TaxiError) || fault instanceof NotFoundError) throw fault;
    return await sendFlowRun(c, flowRunId, fault.message);
  }
  return c.redirect(flowRunPath(flowRunId), 303);
}

async function resume(c: TrackerContext, flowRunId: string): Promise<void> {
  const { flows } = await c.env.tracking(), { from: asked } = await c.req.parseBody();
  const from = typeof asked === "string" && asked !== "" ? asked : undefined;
  await flows.markCrashed();
  const run = await flows.get(flowRunId);
  assertCanBegin(run, from);
  if (from !== undefined) {
    assertFinished((await flows.tasks(flowRunId)).filter(({ state }) => state === "completed"), from);
  }
  if (c.env.flows === undefined) throw cannotBegin(run, "this server only shows what ran");
  await begun(run, c.env.flows.start(flowRunId, from), flows.get);
}

function assertCanBegin(run: FlowRun, from: string | undefined): void {
  const { state } = run;
  if (state === "running") throw cannotBegin(run, `process ${run.owner} is working on it`);
  if (state === "scheduled") throw cannotBegin(run, "the scheduler begins it at its time");
  if (state === "skipped") throw cannotBegin(run, "it was skipped, expected one that has begun");
  if (state === "completed" && from === undefined) {
    throw cannotBegin(run, "it is completed, expected a task to do again");
  }
}

/** Waits until the run's next attempt has begun, so that the page shows it. @throws TaxiError when its process ended before */
async function begun(
  run: FlowRun,
  ended: Promise<void>,
  get: (flowRunId: string) => Promise<FlowRun>,
): Promise<void> {
  let over = false;
  ended.catch(() => {}).finally(() => over = true);
  for (const until = Date.now() + BEGIN_MILLISECONDS; Date.now() < until;) {
    const wasOver = over;
    if ((await get(run.flowRunId)).attempt > run.attempt) return;
    if (wasOver) throw cannotBegin(run, "its process ended at once; on a command line it says why");
    await sleep(LOOK_MILLISECONDS);
  }
}

function cannotBegin({ flowRunId }: FlowRun, why: string): TaxiError {
  return new TaxiError(`Cannot go on with flow run "${flowRunId}": ${why}`, {
    code: "flow_run_not_begun",
    hint: `taxi flow resume ${flowRunId}`,
  });
}
