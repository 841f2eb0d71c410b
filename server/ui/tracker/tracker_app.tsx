import { Hono } from "hono";
import { NotFoundError } from "../../../lib/errors.ts";
import { bindExperiments } from "./experiments/experiments_page.tsx";
import { bindCompare } from "./compare/compare_page.tsx";
import { bindFlowRequests } from "./flows/flow_requests.ts";
import { bindFlowRun } from "./flows/flow_run_page.tsx";
import { bindFlows } from "./flows/flows_page.tsx";
import { bindFlowReport } from "./flows/report_page.ts";
import { bindScheduleRequests } from "./flows/schedule_requests.ts";
import { bindModel } from "./models/model_page.tsx";
import { bindVersion } from "./models/version_page.tsx";
import { bindModels } from "./models/models_page.tsx";
import { TRACKER_FILES } from "./paths.ts";
import { bindPreview } from "./run/preview_page.tsx";
import { bindRun } from "./run/run_page.tsx";
import { bindSandbox } from "./run/sandbox_page.ts";
import { bindRuns } from "./runs/runs_page.tsx";
import { TRACKER_SCRIPT, TRACKER_STYLE } from "./tracker_assets.ts";
import type { TrackerEnv } from "./tracker_env.ts";
import { sendNotFound } from "./not_found.tsx";

/** Every page of the tracker, and what they are made of. */
export const trackerApp: Hono<TrackerEnv> = new Hono<TrackerEnv>();

bindExperiments(trackerApp);
bindRuns(trackerApp);
bindRun(trackerApp);
bindPreview(trackerApp);
bindSandbox(trackerApp);
bindCompare(trackerApp);
bindModels(trackerApp);
bindModel(trackerApp);
bindVersion(trackerApp);
bindFlows(trackerApp);
bindFlowRun(trackerApp);
bindFlowReport(trackerApp);
bindFlowRequests(trackerApp);
bindScheduleRequests(trackerApp);
trackerApp.get(TRACKER_FILES.style, (c) => c.body(TRACKER_STYLE, 200, asset("text/css")));
trackerApp.get(TRACKER_FILES.script, (c) => c.body(TRACKER_SCRIPT, 200, asset("text/javascript")));

trackerApp.notFound((c) => sendNotFound(c, `Nothing is at "${c.req.path}"`));
trackerApp.onError((fault, c) =>
  fault instanceof NotFoundError ? sendNotFound(c, fault.message) : c.env.answerFault(fault)
);

/** Asked for anew each time: another version of the program must not meet the files of the last one. */
function asset(type: string): Record<string, string> {
  return { "content-type": `${type}; charset=utf-8`, "cache-control": "no-cache" };
}
