import { TaxiError } from "../../lib/errors.ts";
import { later } from "../../lib/sleep.ts";
import { unlessAborted } from "../../lib/unless_aborted.ts";
import { within } from "../../lib/within.ts";
import { formatSeconds } from "./format_seconds.ts";
import { canonicalJson, type Json } from "./input_hash.ts";
import { retryDelay } from "./retry_policy.ts";
import type { Task, TaskContext } from "./task.ts";

/** What {@linkcode tryTask} needs beside the task. */
export interface Trying {
  /** What the task is given. */
  readonly context: TaskContext;
  /** Uniform in [0, 1), for the jitter of waits. */
  readonly random: () => number;
  /** Waits so many milliseconds; rejects when the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** How long a try that is told to stop may take to do so, milliseconds; nobody waits for it unless told. */
  readonly grace?: number;
}

/** What came of the last try, and how many there were. */
export type Tried<Output> =
  | { readonly tries: number; readonly output: Output }
  | { readonly tries: number; readonly error: unknown };

/** Does a task until it succeeds, is cancelled, or has failed as often as it may. Never rejects. */
export async function tryTask<Input extends Json, Output extends Json>(
  task: Task<Input, Output>,
  input: Input,
  { context, random, wait, grace = 0 }: Trying,
): Promise<Tried<Output>> {
  for (let tries = 1;; tries++) {
    try {
      return { tries, output: await tryOnce(task, input, context, grace) };
    } catch (error) {
      if (context.signal.aborted || tries > task.retry.retries || !task.retry.passing(error)) {
        return { tries, error };
      }
      const pause = retryDelay(task.retry, tries, random);
      context.log(`Try ${tries} failed: ${messageOf(error)}; again in ${formatSeconds(pause)}`);
      try {
        await wait(pause, context.signal);
      } catch (cancelled) {
        return { tries, error: cancelled };
      }
    }
  }
}

/** What an error says, for the records. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** One try, which is over when its time is and a moment of grace has passed, whether or not the work heeds its signal. */
async function tryOnce<Input extends Json, Output extends Json>(
  task: Task<Input, Output>,
  input: Input,
  context: TaskContext,
  grace: number,
): Promise<Output> {
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  const { timeout } = task;
  signal.throwIfAborted();
  const callOff = timeout === null
    ? () => {}
    : later(timeout, () => over.abort(timeoutFault(task.name, timeout)));
  const work = task.run(input, { ...context, signal });
  try {
    const output = await unlessAborted(work, signal);
    canonicalJson(output); // what cannot be kept is a fault of the task, and found before anybody uses it
    return output;
  } finally {
    callOff();
    if (signal.aborted && grace > 0) await within(work.catch(() => {}), grace);
  }
}

function timeoutFault(name: string, milliseconds: number): TaxiError {
  return new TaxiError(`Task "${name}" took longer than ${formatSeconds(milliseconds)}, its timeout`, {
    code: "task_timeout",
  });
}
