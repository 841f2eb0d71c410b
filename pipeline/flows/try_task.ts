import { TaxiError } from "../../lib/errors.ts";
import { later } from "../../lib/sleep.ts";
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
}

/** What came of the last try, and how many there were. */
export type Tried<Output> =
  | { readonly tries: number; readonly output: Output }
  | { readonly tries: number; readonly error: unknown };

/** Does a task until it succeeds, is cancelled, or has failed as often as it may. Never rejects. */
export async function tryTask<Input extends Json, Output extends Json>(
  task: Task<Input, Output>,
  input: Input,
  { context, random, wait }: Trying,
): Promise<Tried<Output>> {
  for (let tries = 1;; tries++) {
    try {
      return { tries, output: await tryOnce(task, input, context) };
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

/** One try, which is over when its time is, whether or not the work heeds its signal. */
async function tryOnce<Input extends Json, Output extends Json>(
  task: Task<Input, Output>,
  input: Input,
  context: TaskContext,
): Promise<Output> {
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  const ended = Promise.withResolvers<never>();
  const end = () => ended.reject(signal.reason);
  signal.addEventListener("abort", end, { once: true });
  const { timeout } = task;
  const callOff = timeout === null
    ? () => {}
    : later(timeout, () => over.abort(timeoutFault(task.name, timeout)));
  try {
    signal.throwIfAborted();
    const output = await Promise.race([task.run(input, { ...context, signal }), ended.promise]);
    canonicalJson(output); // what cannot be kept is a fault of the task, and found before anybody uses it
    return output;
  } finally {
    callOff();
    signal.removeEventListener("abort", end);
  }
}

function timeoutFault(name: string, milliseconds: number): TaxiError {
  return new TaxiError(`Task "${name}" took longer than ${formatSeconds(milliseconds)}, its timeout`, {
    code: "task_timeout",
  });
}
