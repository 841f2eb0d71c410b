/** What became of a run of a flow. `crashed`: its process is gone. `skipped`: its turn came while another run was under way. */
export type FlowState =
  | "scheduled"
  | "running"
  | "completed"
  | "failed"
  | "crashed"
  | "cancelled"
  | "skipped";

/** What became of a task. */
export type TaskState = "running" | "completed" | "failed" | "crashed" | "cancelled";

/** What parameters and outputs are kept as. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One run of a flow, with all of its attempts. Times are milliseconds since 1970-01-01 UTC. */
export interface FlowRun {
  /** 32 hex digits. */
  readonly flowRunId: string;
  /** Name of the flow. */
  readonly flow: string;
  /** What the flow was asked to do. */
  readonly params: Readonly<Record<string, Json>>;
  /** The schedule whose turn it was; null when somebody asked for the run. */
  readonly schedule: string | null;
  /** When it was to run. */
  readonly plannedAt: number;
  /** When it was written down. */
  readonly createdAt: number;
  /** Not to be started before. */
  readonly startAfter: number;
  /** What became of it. */
  readonly state: FlowState;
  /** The newest attempt, from 1; 0 as long as there was none. */
  readonly attempt: number;
  /** Begin of the first attempt; null as long as there was none. */
  readonly startedAt: number | null;
  /** End of the newest attempt; null while it runs, and of a crash. */
  readonly endedAt: number | null;
  /** Why it failed, was cancelled, crashed or skipped. */
  readonly error: string | null;
  /** What the flow gave; null unless it has completed. */
  readonly output: Json;
  /** The process of the newest attempt, such as `4711@host`; empty before. */
  readonly owner: string;
  /** When that process last said that it lives. */
  readonly heartbeatAt: number | null;
  /** Why it is to be cancelled; null unless somebody asked. */
  readonly cancelReason: string | null;
}

/** One task of one attempt. Times are milliseconds since 1970-01-01 UTC. */
export interface FlowTask {
  /** From 1. */
  readonly attempt: number;
  /** The same in every attempt. */
  readonly key: string;
  /** Name of the task. */
  readonly name: string;
  /** Its place among the tasks of its attempt, from 0. */
  readonly position: number;
  /** What became of it. */
  readonly state: TaskState;
  /** Of its name, version and input. */
  readonly inputHash: string;
  /** For people. */
  readonly tags: readonly string[];
  /** When it began. */
  readonly startedAt: number;
  /** When it ended; null while it runs, and of a crash. */
  readonly endedAt: number | null;
  /** How often it was tried; 0 when its output came from an earlier run. */
  readonly tries: number;
  /** What it gave; null unless it has completed. */
  readonly output: Json;
  /** Why it failed or was cancelled. */
  readonly error: string | null;
  /** The run whose output it is; null when it is its own. */
  readonly cachedFrom: string | null;
  /** Whether somebody wished it done again, so that no later attempt keeps its output. */
  readonly forgotten: boolean;
}

/** What a run or task made or used. */
export interface FlowLink {
  /** Of the task; null for the flow itself. */
  readonly key: string | null;
  /** `run`, `model_version`, `dataset`, `report`, ... */
  readonly kind: string;
  /** Its id or path. */
  readonly target: string;
}

/** A line of a run's log. */
export interface FlowLine {
  /** From 1, without gaps. */
  readonly number: number;
  /** Of the attempt that says it. */
  readonly attempt: number;
  /** Of the task that says it; null for the flow itself. */
  readonly key: string | null;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  /** Without a line end. */
  readonly line: string;
}
