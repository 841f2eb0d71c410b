import type { Json } from "./input_hash.ts";

/** How an attempt of a run ended. */
export type FlowEnding =
  | { readonly state: "completed"; readonly output: Json }
  | { readonly state: "failed" | "cancelled"; readonly error: string };

/** A task about to begin. */
export interface TaskStart {
  /** Name and number, or name and key: the same in every attempt. */
  readonly key: string;
  /** Name of the task. */
  readonly name: string;
  /** Its place among the tasks of the attempt, from 0. */
  readonly position: number;
  /** Of the task's name, version and input. */
  readonly inputHash: string;
  /** For people. */
  readonly tags: readonly string[];
}

/** How a task ended. */
export type TaskEnding =
  | {
    readonly state: "completed";
    readonly output: Json;
    readonly tries: number;
    readonly cachedFrom?: string;
  }
  | { readonly state: "failed" | "cancelled"; readonly error: string; readonly tries: number };

/** A task that an earlier attempt has finished. */
export interface FinishedTask {
  /** Of the task. */
  readonly key: string;
  /** Its place in the attempt that finished it, from 0. */
  readonly position: number;
  /** Of the task's name, version and input. */
  readonly inputHash: string;
  /** What it gave. */
  readonly output: Json;
}

/** An output of an earlier run. */
export interface CachedOutput {
  /** The run that made it. */
  readonly flowRunId: string;
  /** What it gave. */
  readonly output: Json;
}

/** Where one attempt of a run is written down. What a call has promised is on the disk when its promise is fulfilled. */
export interface FlowJournal {
  /** Tasks that earlier attempts of the run have finished, by position. */
  finishedTasks(): Promise<FinishedTask[]>;
  /** Forgets finished tasks: they are to be done again, now or by a later attempt. */
  forget(keys: readonly string[]): Promise<void>;
  /** Writes down that a task begins; a power cut, which ends the task too, may take it back. */
  startTask(task: TaskStart): Promise<void>;
  /** Writes down how a task has ended; with the start where the task was taken from the cache. */
  endTask(task: TaskStart, ending: TaskEnding): Promise<void>;
  /** The newest output of a task with this input that was made at `since` or later; undefined without one. */
  cachedOutput(inputHash: string, since: number): Promise<CachedOutput | undefined>;
  /** Adds a line to the log. @param key of the task that says it; null for the flow itself */
  log(key: string | null, line: string): void;
  /** Notes what was made or used. */
  link(key: string | null, kind: string, target: string): void;
  /** Writes down how the attempt has ended, after everything before it. */
  end(ending: FlowEnding): Promise<void>;
}
