import type { Json } from "./input_hash.ts";
import { NO_RETRIES, type RetryPolicy } from "./retry_policy.ts";

/** What a task is given beside its input. */
export interface TaskContext {
  /** Aborted when the run is cancelled or the task's time is over. Long work asks it now and then. */
  readonly signal: AbortSignal;
  /** The same for every try and attempt of this work: what a task writes elsewhere is named by it, so that it is written once. */
  readonly inputHash: string;
  /** Writes a line to the run's log. */
  log(line: string): void;
  /** Says what the task made or used, such as a tracked run. */
  link(kind: string, target: string): void;
}

/** One step of a flow. It may run more than once: after a crash nobody knows how far it had come. */
export interface Task<Input extends Json, Output extends Json> {
  /** Unique within a flow. */
  readonly name: string;
  /** Changed when the same input no longer gives the same output. */
  readonly version: string;
  /** What happens when it fails. */
  readonly retry: RetryPolicy;
  /** Milliseconds for each try; no limit when null. */
  readonly timeout: number | null;
  /** Whether the output of the same input is taken from an earlier run; a number says for how many milliseconds. */
  readonly cache: boolean | number;
  /** At most so many tasks with this key at once, on the whole home; none when null. */
  readonly concurrency: { readonly key: string; readonly limit: number } | null;
  /** Whether it changes nothing, so that a dry run does it too. */
  readonly reads: boolean;
  /** For people. */
  readonly tags: readonly string[];
  /** The work. */
  readonly run: (input: Input, context: TaskContext) => Promise<Output>;
}

/** What can be said of a {@linkcode Task} beside its name and work. */
export type TaskOptions = Partial<Omit<Task<Json, Json>, "name" | "run" | "retry">> & {
  readonly retry?: Partial<RetryPolicy>;
};

/** Makes a task of a function. */
export function task<Input extends Json, Output extends Json>(
  name: string,
  run: Task<Input, Output>["run"],
  options: TaskOptions = {},
): Task<Input, Output> {
  return {
    version: "1",
    timeout: null,
    cache: false,
    concurrency: null,
    reads: false,
    tags: [],
    ...options,
    name,
    retry: { ...NO_RETRIES, ...options.retry },
    run,
  };
}
