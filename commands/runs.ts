import { formatNumber } from "../lib/format.ts";
import type { Run } from "../tracking/run.ts";
import { createCommand, HOME_OPTION, homeWords, JSON_OPTION, parseCount } from "./command.ts";
import { findRun } from "./find_run.ts";
import { gcCommand } from "./runs_gc.ts";
import { resumeCommand } from "./runs_resume.ts";
import { TRACKING_OPTION, trackingWords } from "./tracking_option.ts";
import { withTracking } from "./with_tracking.ts";

/** `taxi runs`. */
export function runsCommand() {
  return createCommand("runs", "List, show, compare, delete, restore, resume and clean up tracked runs.", {
    example: "taxi runs list",
  })
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(compareCommand())
    .addCommand(deletionCommand("delete", "Hide a run; nothing is lost."))
    .addCommand(deletionCommand("restore", "Take back the deletion of a run."))
    .addCommand(resumeCommand())
    .addCommand(gcCommand());
}

function listCommand() {
  return createCommand("list", "Runs, newest first.", {
    example: 'taxi runs list --filter "metrics.mae < 4" --order "metrics.mae ASC"',
  })
    .option("--experiment <name>", "only those of this experiment")
    .option("--filter <text>", "only those that a filter of MLflow's grammar lets through")
    .option("--order <item>", 'another order, such as "metrics.mae ASC"')
    .option("--deleted", "the deleted ones instead")
    .option("--limit <count>", "at most so many", parseCount, 20)
    .option(...TRACKING_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((options) =>
      withTracking(options, async (out, tracking) => {
        const { experiment, filter, order, deleted = false, limit } = options;
        const experimentId = experiment === undefined
          ? undefined
          : (await tracking.experiments.getByName(experiment)).experimentId;
        const runs = await tracking.runs.search({
          deleted,
          limit,
          ...(experimentId === undefined ? {} : { experimentId }),
          ...(filter === undefined ? {} : { filter }),
          ...(order === undefined ? {} : { orderBy: [order] }),
        });
        if (runs.length > 0) {
          out.table([
            ["run", "name", "status", "started", "model", "MAE", "RMSE", "R2"],
            ...runs.map(runRow),
          ]);
        } else if (filter !== undefined) out.say("No run is like that.");
        else if (deleted) out.say("No deleted runs.");
        else {
          out.say("No runs yet.");
          out.next(
            `taxi train --train 2023-01..2023-02 --test 2023-03${trackingWords(options.tracking)}${
              homeWords(options.home)
            }`,
          );
        }
        out.document({ runs: runs.map(runDocument) });
      })
    );
}

function showCommand() {
  return createCommand("show", "One run: params, metrics, tags, data and files.", {
    example: "taxi runs show 3f2a",
  })
    .argument("<run>", "the run's id, or the start of one")
    .option(...TRACKING_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((id, options) =>
      withTracking(options, async (out, tracking) => {
        const run = await findRun(tracking, id);
        const artifacts = await tracking.artifacts.list(run.runId);
        out.say(`${run.name}  ${run.status}  ${run.runId}${run.deletedAt === null ? "" : "  deleted"}`);
        if (run.status === "failed" && run.error) out.say(`Failed: ${run.error}`);
        out.table([["param", "value"], ...Object.entries(run.params)]);
        out.table([
          ["metric", "value"],
          ...Object.entries(run.metrics).map(([key, { value }]) => [key, formatNumber(value, 6)]),
        ]);
        out.table([["tag", "value"], ...Object.entries(run.tags)]);
        out.table([
          ["data", "used for", "hash"],
          ...run.datasets.map(({ name, context, digest }) => [name, context, digest]),
        ]);
        out.table([["file", "bytes"], ...artifacts.map(({ path, size }) => [path, String(size)])]);
        out.document({ ...runDocument(run), artifacts });
      })
    );
}

function compareCommand() {
  return createCommand("compare", "Params and metrics of several runs side by side.", {
    example: "taxi runs compare 3f2a 77c0",
  })
    .argument("<runs...>", "ids, or the starts of ids")
    .option(...TRACKING_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((ids, options) =>
      withTracking(options, async (out, tracking) => {
        const runs = await Promise.all(ids.map((id) => findRun(tracking, id)));
        const rows = (of: (run: Run) => Readonly<Record<string, string>>) =>
          [...new Set(runs.flatMap((run) => Object.keys(of(run))))].map((key) => {
            const values = runs.map((run) => of(run)[key] ?? "");
            return [key, ...values, values.every((value) => value === values[0]) ? "" : "differs"];
          });
        const metrics = (run: Run) =>
          Object.fromEntries(
            Object.entries(run.metrics).map(([key, { value }]) => [key, formatNumber(value, 6)]),
          );
        const heading = runs.map(({ runId }) => runId.slice(0, 8));
        out.table([["param", ...heading], ...rows(({ params }) => params)]);
        out.table([["metric", ...heading], ...rows(metrics)]);
        out.document({ runs: runs.map(runDocument) });
      })
    );
}

function deletionCommand(name: "delete" | "restore", summary: string) {
  return createCommand(name, summary, { example: `taxi runs ${name} 3f2a` })
    .argument("<run>", "the run's id, or the start of one")
    .option(...TRACKING_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((id, options) =>
      withTracking(options, async (out, tracking) => {
        const { runId } = await findRun(tracking, id, name === "restore");
        await tracking.runs[name](runId);
        out.say(`${name === "delete" ? "Deleted" : "Restored"} run ${runId}`);
        out.document({ run_id: runId, deleted: name === "delete" });
      })
    );
}

function runRow(run: Run): string[] {
  const metric = (key: string) => run.metrics[key] ? run.metrics[key].value.toFixed(3) : "";
  const started = new Date(run.startTime).toISOString().slice(0, 16).replace("T", " ");
  return [
    run.runId.slice(0, 8),
    run.name,
    run.status,
    started,
    run.params.model ?? "",
    metric("mae"),
    metric("rmse"),
    metric("r2"),
  ];
}

function runDocument(run: Run): Record<string, unknown> {
  const time = (value: number | null = null) => value === null ? null : new Date(value).toISOString();
  return {
    run_id: run.runId,
    name: run.name,
    status: run.status,
    started: time(run.startTime),
    ended: run.status === "running" ? null : time(run.endTime),
    error: run.status === "failed" ? run.error : null,
    params: run.params,
    metrics: Object.fromEntries(Object.entries(run.metrics).map(([key, { value }]) => [key, value])),
    tags: run.tags,
    datasets: run.datasets,
  };
}
