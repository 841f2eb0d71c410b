import type { Json } from "./input_hash.ts";
import type { Task } from "./task.ts";

/** What a flow is given beside its parameters. */
export interface FlowContext {
  /** The run's id. */
  readonly flowRunId: string;
  /** The time that the run was planned for, else when it was asked for: milliseconds since 1970-01-01 UTC. */
  readonly plannedAt: number;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  /**
   * Does a task, or takes its output from an earlier attempt of this run. What it gives is committed before it is given.
   *
   * @param key tells apart calls of one task; its number within the run unless told, which only calls in order can rely on
   */
  call<Input extends Json, Output extends Json>(
    task: Task<Input, Output>,
    input: Input,
    key?: string,
  ): Promise<Output>;
  /** Writes a line to the run's log. */
  log(line: string): void;
  /** Says what the run made or used, such as a report. */
  link(kind: string, target: string): void;
}

/**
 * A pipeline: a function that calls tasks. What it does between them is done again by each attempt, so it must come to the same
 * calls from the same parameters and outputs.
 */
export interface Flow<Params extends Json> {
  /** Unique. */
  readonly name: string;
  /** For people, one sentence. */
  readonly summary: string;
  /** Reads parameters as they were given or kept. @throws UsageError for what cannot be meant */
  readonly parse: (given: Readonly<Record<string, Json>>) => Params;
  /** The pipeline. */
  readonly run: (context: FlowContext, params: Params) => Promise<Json>;
  /** What came of a run, for people, in one sentence without a full stop; that it has completed unless told. */
  readonly sentence?: (output: Json) => string;
}
