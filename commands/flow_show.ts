import { sleep } from "../lib/sleep.ts";
import type { FlowRun, FlowTask } from "../tracking/flows/flow_run.ts";
import { ARTIFACTS_OPTION } from "./artifacts_option.ts";
import { createCommand, HOME_OPTION, homeWords, JSON_OPTION, parseCount } from "./command.ts";
import { scheduleDocuments, scheduleTable } from "./flows/shown_schedules.ts";
import { shippedFlows } from "./flows/shipped_flows.ts";
import { parseSpan } from "./time_options.ts";
import { TRACKING_OPTION } from "./tracking_option.ts";
import { findFlowRun, withFlows } from "./with_flows.ts";

const FOLLOW_MILLISECONDS = 500;

/** `taxi flow list`. */
export function listCommand() {
  return createCommand("list", "The flows, their schedules, and their runs, newest first.", {
    example: "taxi flow list --limit 5",
  })
    .option("--flow <name>", "only runs of this flow")
    .option("--limit <count>", "at most so many runs", parseCount, 20)
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((options) =>
      withFlows(options, async (out, on) => {
        const { flow, limit } = options;
        const runs = await on.flows.list({ limit, ...(flow === undefined ? {} : { flow }) });
        const flows = shippedFlows(on).map(({ name, summary }) => ({ name, summary }));
        const kept = await on.schedules.list(), now = Date.now();
        if (kept.length > 0) {
          out.table(scheduleTable(kept, now));
          out.say("");
        }
        if (runs.length === 0) {
          out.table([["flow", "what it does"], ...flows.map(({ name, summary }) => [name, summary])]);
          out.next(`taxi flow run monthly --param source=synthetic${homeWords(options.home)}`);
        } else {
          out.table([
            ["run", "flow", "state", "planned", "took", "attempts", "schedule"],
            ...runs.map(runRow),
          ]);
        }
        out.document({ flows, schedules: scheduleDocuments(kept, now), runs: runs.map(runDocument) });
      })
    );
}

/** `taxi flow show`. */
export function showCommand() {
  return createCommand("show", "One run: its tasks, and what they made.", { example: "taxi flow show 3f2a" })
    .argument("<run>", "the run's id, or the start of one")
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((id, options) =>
      withFlows(options, async (out, on) => {
        const run = await findFlowRun(on, id), { flowRunId } = run;
        const [tasks, links] = await Promise.all([
          on.flows.tasks(flowRunId),
          on.flows.links(flowRunId),
        ]);
        out.say(`${run.flow}  ${run.state}  ${flowRunId}  planned ${minute(run.plannedAt)}`);
        if (run.error !== null) out.say(`${run.state === "skipped" ? "Skipped" : "Ended"}: ${run.error}`);
        if (tasks.length > 0) {
          out.table([["task", "state", "attempt", "tries", "took", "why"], ...tasks.map(taskRow)]);
        }
        if (links.length > 0) {
          out.table([
            ["made or used", "which", "task"],
            ...links.map(({ kind, target, key }) => [kind, target, key ?? ""]),
          ]);
        }
        out.document({ ...runDocument(run), tasks: tasks.map(taskDocument), links });
      })
    );
}

/** `taxi flow logs`. */
export function logsCommand() {
  return createCommand("logs", "The log of a run.", { example: "taxi flow logs 3f2a" })
    .argument("<run>", "the run's id, or the start of one")
    .option("--follow", "go on until the run is over")
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((id, options) =>
      withFlows(options, async (out, on) => {
        const { flowRunId } = await findFlowRun(on, id), { flows } = on;
        const shown = [];
        for (let open = true; open;) {
          open = options.follow === true &&
            ["scheduled", "running"].includes((await flows.get(flowRunId)).state);
          for (const line of await flows.lines(flowRunId, shown.length)) {
            shown.push(line);
            out.say(
              `${new Date(line.at).toISOString()}  ${line.key === null ? "" : `${line.key}: `}${line.line}`,
            );
          }
          if (open) {
            await sleep(FOLLOW_MILLISECONDS);
            await flows.markCrashed();
          }
        }
        out.document({ flow_run_id: flowRunId, lines: shown });
      })
    );
}

/** `taxi flow prune`. */
export function pruneCommand() {
  return createCommand("prune", "Remove what was over long ago: runs, their tasks and logs.", {
    example: "taxi flow prune --older-than 90d",
  })
    .option("--older-than <time>", "runs that ended so long ago: 30d, 12w (default: 90d)", parseSpan)
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((options) =>
      withFlows(options, async (out, on) => {
        const removed = await on.flows.prune(Date.now() - (options.olderThan ?? parseSpan("90d")));
        out.say(`Removed ${removed} runs of flows; what they made stays`);
        out.document({ removed });
      })
    );
}

function runRow(run: FlowRun): string[] {
  const { flowRunId, flow, state, plannedAt, attempt, schedule } = run;
  return [flowRunId.slice(0, 8), flow, state, minute(plannedAt), took(run), String(attempt), schedule ?? ""];
}

function taskRow(task: FlowTask): string[] {
  const { key, state, attempt, tries, cachedFrom, error } = task;
  const how = cachedFrom === null ? state : "cached";
  return [key, how, String(attempt), String(tries), took(task), error ?? ""];
}

function took(
  { startedAt, endedAt }: { readonly startedAt: number | null; readonly endedAt: number | null },
): string {
  return startedAt === null || endedAt === null ? "" : `${((endedAt - startedAt) / 1000).toFixed(1)} s`;
}

function minute(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace("T", " ");
}

function runDocument(run: FlowRun) {
  return {
    flow_run_id: run.flowRunId,
    flow: run.flow,
    state: run.state,
    params: run.params,
    schedule: run.schedule,
    planned: iso(run.plannedAt),
    started: iso(run.startedAt),
    ended: iso(run.endedAt),
    attempt: run.attempt,
    error: run.error,
    output: run.output,
  };
}

function taskDocument({ inputHash, startedAt, endedAt, cachedFrom, ...task }: FlowTask) {
  return {
    ...task,
    input_hash: inputHash,
    started: iso(startedAt),
    ended: iso(endedAt),
    cached_from: cachedFrom,
  };
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
