import { EXIT, TaxiError } from "../lib/errors.ts";
import type { Output } from "../lib/output.ts";
import { dryRun } from "../pipeline/flows/dry_run.ts";
import type { FlowEnding } from "../pipeline/flows/flow_journal.ts";
import type { Json } from "../pipeline/flows/input_hash.ts";
import { ARTIFACTS_OPTION } from "./artifacts_option.ts";
import { createCommand, HOME_OPTION, homeWords, JSON_OPTION } from "./command.ts";
import type { FlowHome } from "./flows/flow_home.ts";
import { runNotification } from "./flows/notification.ts";
import { notify, webhookOptions } from "./flows/notify.ts";
import { readFlowConfig } from "./flows/schedule_config.ts";
import { parseParam, shippedFlow, shippedFlows } from "./flows/shipped_flows.ts";
import { workOnRun } from "./flows/work_on_run.ts";
import { stopOnSignals } from "./flows/stop_on_signals.ts";
import { parseTime } from "./time_options.ts";
import { TRACKING_OPTION } from "./tracking_option.ts";
import { findFlowRun, withFlows } from "./with_flows.ts";

const CONFIG_OPTION = ["--config <file>", "whom to tell of it, in YAML"] as const;
const NO_PARAMS: Readonly<Record<string, Json>> = {};

/** `taxi flow run`. */
export function runCommand() {
  return createCommand("run", "Run a flow now, in this process.", {
    example: "taxi flow run monthly --param source=synthetic",
  })
    .argument("<name>", "monthly, train, backfill or monitor")
    .option("--param <key=value>", "a parameter of the flow; to be repeated", parseParam, NO_PARAMS)
    .option("--at <time>", "run as if it were that time, UTC: 2023-05-01 or 2023-05-01T06:00", parseTime)
    .option("--dry-run", "tell what would be done, and do nothing")
    .option(...CONFIG_OPTION)
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((name, options) =>
      withFlows(options, async (out, on) => {
        const flow = shippedFlow(on, name), { param, at = Date.now() } = options;
        const params = flow.parse(param);
        if (options.dryRun) return await showDryRun(out, await dryRun(flow, params, at, out.say));
        const run = (await on.flows.create({ flow: name, params: param, plannedAt: at, startAfter: at }))!;
        await work(out, on, run.flowRunId, options);
      })
    );
}

/** `taxi flow resume`. */
export function resumeCommand() {
  return createCommand("resume", "Go on with a run at its first unfinished task.", {
    example: "taxi flow resume 3f2a",
  })
    .argument("<run>", "the run's id, or the start of one")
    .option("--from <task>", "do this task and all after it again")
    .option(...CONFIG_OPTION)
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((id, options) =>
      withFlows(options, async (out, on) => {
        const { flowRunId } = await findFlowRun(on, id);
        await work(out, on, flowRunId, options);
      })
    );
}

/** `taxi flow cancel`. */
export function cancelCommand() {
  return createCommand("cancel", "Cancel a run, wherever it runs.", { example: "taxi flow cancel 3f2a" })
    .argument("<run>", "the run's id, or the start of one")
    .option("--reason <text>", "why, for the records", "Cancelled by taxi flow cancel")
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((id, options) =>
      withFlows(options, async (out, on) => {
        const { flowRunId } = await findFlowRun(on, id);
        const { state, owner } = await on.flows.askCancel(flowRunId, options.reason);
        out.say(
          state === "cancelled"
            ? `Cancelled run ${flowRunId}`
            : `Asked process ${owner} to cancel run ${flowRunId}`,
        );
        out.document({ flow_run_id: flowRunId, state });
      })
    );
}

/** How a run is worked on, as the command line has it. */
interface WorkingOptions {
  readonly home?: string;
  readonly from?: string;
  readonly config?: string;
}

/** Works on a run until it ends, showing its log, and tells who wants to know. @throws TaxiError unless it has completed */
async function work(out: Output, on: FlowHome, flowRunId: string, options: WorkingOptions): Promise<void> {
  const { home, from, config } = options;
  const channels = config === undefined ? [] : (await readFlowConfig(config)).notify;
  out.say(`Flow run ${flowRunId}`);
  using signals = stopOnSignals();
  const onLine = (key: string | null, line: string) => out.say(`${key === null ? "" : `${key}: `}${line}`);
  const ending = await workOnRun(on, flowRunId, { from, signal: signals.signal, onLine });
  const run = await on.flows.get(flowRunId);
  const told = runNotification(run, shippedFlows(on).find(({ name }) => name === run.flow));
  if (told) await notify(channels, told, out.say, webhookOptions());
  const words = homeWords(home);
  if (ending.state === "completed") out.say("Completed");
  out.next(`taxi flow ${ending.state === "completed" ? "show" : "resume"} ${flowRunId.slice(0, 8)}${words}`);
  out.document(runDocument(flowRunId, ending));
  if (ending.state === "completed") return;
  throw new TaxiError(`Flow run ${flowRunId} ${ending.state}: ${ending.error}`, {
    code: `flow_${ending.state}`,
    exit: signals.exitCode ?? EXIT.fault,
  });
}

function runDocument(flowRunId: string, ending: FlowEnding) {
  const { state } = ending;
  return ending.state === "completed"
    ? { flow_run_id: flowRunId, state, output: ending.output, error: null }
    : { flow_run_id: flowRunId, state, output: null, error: ending.error };
}

function showDryRun(out: Output, { would, ended }: Awaited<ReturnType<typeof dryRun>>): void {
  if (would.length === 0) out.say("Nothing would be done.");
  else out.table([["would do", "with"], ...would.map(({ key, input }) => [key, JSON.stringify(input)])]);
  if (!ended && would.length > 0) out.say("What comes after hangs on what these give.");
  out.document({ would, ended });
}
