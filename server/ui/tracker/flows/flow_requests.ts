import type { Hono } from "hono";
import { NotFoundError, TaxiError } from "../../../../lib/errors.ts";
import type { TrackerContext, TrackerEnv } from "../tracker_env.ts";
import { flowRunPath } from "./flow_links.ts";
import { sendFlowRun } from "./flow_run_page.tsx";

/** `POST /flows/{id}/resume` and `/cancel`: what the buttons of a run's page ask for. */
export function bindFlowRequests(app: Hono<TrackerEnv>): void {
  app.post("/flows/:id/resume", (c) =>
    change(c, async (flowRunId) => {
      const { flows } = await c.env.tracking(), run = await flows.get(flowRunId);
      const { from } = await c.req.parseBody();
      if (c.env.startFlow === undefined) {
        throw new TaxiError("This server cannot go on with runs; taxi flow resume can", { code: "no_flows" });
      }
      if (run.state === "running") {
        throw new TaxiError("The run is running already", { code: "flow_run_in_use" });
      }
      c.env.startFlow(flowRunId, typeof from === "string" && from !== "" ? from : undefined);
    }));
  app.post("/flows/:id/cancel", (c) =>
    change(c, async (flowRunId) => {
      const { flows } = await c.env.tracking();
      await flows.askCancel(flowRunId, "Cancelled on its page");
    }));
}

async function change(c: TrackerContext, work: (flowRunId: string) => Promise<void>): Promise<Response> {
  const flowRunId = c.req.param("id")!;
  try {
    await work(flowRunId);
  } catch (fault) {
    if (!(fault instanceof TaxiError) || fault instanceof NotFoundError) throw fault;
    return await sendFlowRun(c, flowRunId, fault.message);
  }
  return c.redirect(flowRunPath(flowRunId), 303);
}
