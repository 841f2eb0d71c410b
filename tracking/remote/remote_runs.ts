import { assertText } from "../key_rules.ts";
import type { RunLog } from "../run_log.ts";
import type { Run } from "../run.ts";
import { runName } from "../run_name.ts";
import type { RunDraft, RunEnding, RunQuery } from "../runs.ts";
import type { TrackerRuns } from "../tracker.ts";
import { createOnce } from "./create_once.ts";
import { quoted, searchAll } from "./paging.ts";
import { ERROR_TAG, object, readRun, text } from "./read_objects.ts";
import { assertBatch, pairsJson } from "./remote_run_log.ts";
import { withExperiment, withRun } from "./with_words.ts";
import type { Json, Transport } from "./transport.ts";

/** Older servers take no longer tags. */
const LONGEST_ERROR = 5000;

/** Runs of a server. @param log writes what a run begins with */
export function remoteRuns(transport: Transport, log: RunLog["log"], now: () => number): TrackerRuns {
  const get = (runId: string) =>
    withRun(
      runId,
      async () => readRun(object((await transport.call("GET", "runs/get", { run_id: runId })).run)),
    );
  return {
    get,
    async create({ log: batch, ...draft }) {
      if (batch) assertBatch(batch);
      const run = await createRun(transport, draft, batch?.tags ?? {}, now());
      if (!batch) return run;
      await log(run.runId, { ...batch, tags: {} });
      return await get(run.runId);
    },
    search: (query) => searchRuns(transport, query),
    end: (runId, ending) => withRun(runId, () => endRun(transport, runId, ending, now())),
    delete: (runId) =>
      withRun(runId, async () => void await transport.call("POST", "runs/delete", { run_id: runId })),
    restore: (runId) =>
      withRun(runId, async () => void await transport.call("POST", "runs/restore", { run_id: runId })),
  };
}

/** Name and time of the start tell the run again, should the answer get lost. */
async function createRun(
  transport: Transport,
  draft: Omit<RunDraft, "log">,
  tags: Readonly<Record<string, string>>,
  now: number,
): Promise<Run> {
  const { user = "", name = runName(Math.random), startTime = now } = draft;
  assertText("a run's name", name, 8000);
  const experimentId = String(draft.experimentId);
  const fields = {
    experiment_id: experimentId,
    user_id: user,
    run_name: name,
    start_time: startTime,
    tags: pairsJson({ ...(user !== "" && { "mlflow.user": user }), ...tags }),
  };
  const create = async () => object((await transport.callOnce("POST", "runs/create", fields)).run);
  const find = async () => {
    const filter = `attributes.start_time = ${startTime}`;
    const answer = await transport.callOnce("POST", "runs/search", {
      experiment_ids: [experimentId],
      filter,
    });
    const found = Array.isArray(answer.runs) ? answer.runs.map(object) : [];
    return found.find((run) => text(object(run.info).run_name) === name);
  };
  return readRun(await withExperiment(draft.experimentId, () => createOnce(transport, create, find)));
}

async function endRun(transport: Transport, runId: string, ending: RunEnding, now: number): Promise<void> {
  const fields = { run_id: runId, status: ending.status.toUpperCase(), end_time: ending.endTime ?? now };
  await transport.call("POST", "runs/update", fields);
  if (ending.status !== "failed" || !ending.error) return;
  const value = ending.error.slice(0, LONGEST_ERROR);
  await transport.call("POST", "runs/set-tag", { run_id: runId, key: ERROR_TAG, value });
}

async function searchRuns(transport: Transport, query: RunQuery): Promise<Run[]> {
  const { experimentId, status, idStart = "", deleted = false, limit = 100, offset = 0 } = query;
  const { filter = "", orderBy = [] } = query;
  const filters = [
    ...filter === "" ? [] : [filter],
    ...status === undefined ? [] : [`attributes.status = '${status.toUpperCase()}'`],
    ...idStart === "" ? [] : [`attributes.run_id LIKE ${quoted(`${idStart}%`) ?? "''"}`],
  ];
  const experiments = experimentId === undefined
    ? (await allExperiments(transport)).map(({ experiment_id }) => text(experiment_id))
    : [String(experimentId)];
  const fields = {
    experiment_ids: experiments,
    run_view_type: deleted ? "DELETED_ONLY" : "ACTIVE_ONLY",
    ...(filters.length > 0 && { filter: filters.join(" AND ") }),
    ...(orderBy.length > 0 && { order_by: orderBy }),
  };
  const found = await searchAll(transport, "POST", "runs/search", "runs", fields, offset + limit);
  return found.slice(offset).map(readRun).filter(({ runId }) => runId.startsWith(idStart)); // `_` is a wildcard of LIKE
}

function allExperiments(transport: Transport): Promise<Json[]> {
  return searchAll(transport, "POST", "experiments/search", "experiments", { view_type: "ALL" });
}
