import { NotFoundError } from "../../lib/errors.ts";
import type { Sql, SqlValue } from "../../lib/sql.ts";
import type { FlowRun, FlowTask, Json } from "./flow_run.ts";

const RUN_COLUMNS = `flow_run_id AS "flowRunId", flow, params, nullif(schedule, '') AS schedule,
  planned_at AS "plannedAt", created_at AS "createdAt", start_after AS "startAfter", state, attempt,
  started_at AS "startedAt", ended_at AS "endedAt", error, output, owner, heartbeat_at AS "heartbeatAt",
  cancel_reason AS "cancelReason"`;

type RunRow = Omit<FlowRun, "params" | "output"> & {
  readonly params: string;
  readonly output: string | null;
};

/** The runs that a clause of SQL, from `WHERE` on, selects. */
export async function selectRuns(sql: Sql, clause: string, ...values: SqlValue[]): Promise<FlowRun[]> {
  const rows = await sql.all<RunRow>(`SELECT ${RUN_COLUMNS} FROM flow_runs ${clause}`, ...values);
  return rows.map((row) => ({ ...row, params: JSON.parse(row.params), output: fromJson(row.output) }));
}

/** The run with this id. @throws NotFoundError */
export async function getRun(sql: Sql, flowRunId: string): Promise<FlowRun> {
  const [run] = await selectRuns(sql, "WHERE flow_run_id = ?", flowRunId);
  if (run) return run;
  throw new NotFoundError(`Cannot find flow run "${flowRunId}"`, "taxi flow list", { flowRun: flowRunId });
}

type TaskRow = Omit<FlowTask, "tags" | "output" | "forgotten"> & {
  readonly tags: string;
  readonly output: string | null;
  readonly forgotten: number;
};

/** Every task of a run, attempt by attempt, in the order in which they were called. */
export async function selectTasks(sql: Sql, flowRunId: string): Promise<FlowTask[]> {
  const rows = await sql.all<TaskRow>(
    `SELECT attempt, key, name, position, state, input_hash AS "inputHash", tags, started_at AS "startedAt",
       ended_at AS "endedAt", tries, output, error, cached_from AS "cachedFrom", forgotten
     FROM flow_tasks WHERE flow_run_id = ? ORDER BY attempt, position`,
    flowRunId,
  );
  return rows.map((row) => ({
    ...row,
    tags: JSON.parse(row.tags),
    output: fromJson(row.output),
    forgotten: row.forgotten === 1,
  }));
}

/** What a column of JSON holds; null where there is nothing. */
export function fromJson(text: string | null): Json {
  return text === null ? null : JSON.parse(text);
}
