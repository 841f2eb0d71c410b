import { TaxiError, UsageError } from "../../lib/errors.ts";
import type { Flow, FlowContext } from "./flow.ts";
import type { FinishedTask, FlowEnding, FlowJournal, TaskEnding, TaskStart } from "./flow_journal.ts";
import { inputHash, type Json } from "./input_hash.ts";
import type { Task } from "./task.ts";
import type { TaskSlots } from "./task_slots.ts";
import { messageOf, type Tried, type Trying, tryTask } from "./try_task.ts";

/** Which run an attempt is of. */
export interface FlowAttempt {
  /** Of the run. */
  readonly flowRunId: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly plannedAt: number;
  /** Key or name of the task from which on everything is done again; only what is unfinished unless told. */
  readonly from?: string;
}

/** What an attempt works with. */
export interface FlowTools extends Pick<Trying, "random" | "wait" | "grace"> {
  /** Where the attempt is written down. */
  readonly journal: FlowJournal;
  /** Lets only so many tasks of a key run at once. */
  readonly slots: TaskSlots;
  /** Aborted to cancel the run. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
  /** Does the flow, and each task that is not kept, inside a span; nothing unless told. */
  readonly around?: Around;
}

/** Does work inside a span. What goes wrong in it is told by `fail`, or by what it throws. */
export type Around = <T>(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  work: (fail: (error: unknown) => void) => Promise<T>,
) => Promise<T>;

/**
 * Does one attempt of a run: tasks that an earlier attempt has finished with the same input keep their output, the first
 * unfinished one is where the work goes on. How it ended is written down and told; only a journal that cannot be written to
 * makes it reject.
 *
 * @throws UsageError as {@linkcode assertFinished}
 */
export async function runFlow<Params extends Json>(
  flow: Flow<Params>,
  params: Params,
  attempt: FlowAttempt,
  tools: FlowTools,
): Promise<FlowEnding> {
  const { journal } = tools;
  const stopped = new AbortController(); // ends what still runs when another task has failed
  const finished = await journal.finishedTasks();
  const kept = keepFinished(finished, attempt.from);
  const again = finished.filter(({ key }) => !kept.has(key)).map(({ key }) => key);
  if (again.length > 0) await journal.forget(again); // a later attempt must not keep them either
  const calls = new Calls(kept, {
    ...tools,
    signal: AbortSignal.any([tools.signal, stopped.signal]),
  });
  const context: FlowContext = {
    flowRunId: attempt.flowRunId,
    plannedAt: attempt.plannedAt,
    signal: tools.signal,
    call: (task, input, key) => calls.call(task, input, key),
    log: (line) => journal.log(null, line),
    link: (kind, target) => journal.link(null, kind, target),
  };
  const about = { "taxi.flow": flow.name, "taxi.flow_run": attempt.flowRunId };
  const work = () => flow.run(context, params);
  const ending = await endingOf(
    () => tools.around ? tools.around(`flow ${flow.name}`, about, work) : work(),
    tools.signal,
  );
  stopped.abort(new TaxiError("The flow ended before this task", { code: "flow_ended" }));
  await calls.settled();
  if (calls.fault !== undefined) throw calls.fault;
  await journal.end(ending);
  return ending;
}

async function endingOf(work: () => Promise<Json>, signal: AbortSignal): Promise<FlowEnding> {
  try {
    return { state: "completed", output: await work() };
  } catch (error) {
    return { state: signal.aborted ? "cancelled" : "failed", error: messageOf(error) };
  }
}

/** Checks that an attempt can begin from a task. @throws UsageError when the run has not finished one of that key or name */
export function assertFinished(finished: readonly Pick<FinishedTask, "key">[], from: string): void {
  if (finished.some(({ key }) => isOf(key, from))) return;
  const known = [...new Set(finished.map(({ key }) => key))].join(", ") || "none";
  throw new UsageError(`Cannot begin from task "${from}": expected one that the run has finished: ${known}`);
}

/** The finished tasks whose output is kept, by key. */
function keepFinished(
  finished: readonly FinishedTask[],
  from: string | undefined,
): Map<string, FinishedTask> {
  if (from !== undefined) assertFinished(finished, from);
  const again = finished.filter(({ key }) => from !== undefined && isOf(key, from));
  const first = Math.min(...again.map(({ position }) => position));
  return new Map(finished.filter(({ position }) => position < first).map((task) => [task.key, task]));
}

/** Whether a task of that key is meant by a key or a name. */
function isOf(key: string, asked: string): boolean {
  return key === asked || key.replace(/[#:].*$/s, "") === asked;
}

/** The calls of tasks of one attempt. */
class Calls {
  /** What the journal could not write down: nothing may go on after that. */
  fault: unknown;
  readonly #kept: ReadonlyMap<string, FinishedTask>;
  readonly #tools: FlowTools;
  readonly #numbers = new Map<string, number>();
  readonly #keys = new Set<string>();
  readonly #open = new Set<Promise<unknown>>();
  #position = 0;

  constructor(kept: ReadonlyMap<string, FinishedTask>, tools: FlowTools) {
    this.#kept = kept;
    this.#tools = tools;
  }

  async call<Input extends Json, Output extends Json>(
    task: Task<Input, Output>,
    input: Input,
    key?: string,
  ): Promise<Output> {
    const start = this.#start(task, input, key);
    const kept = this.#kept.get(start.key);
    if (kept?.inputHash === start.inputHash) return kept.output as Output;
    const work = this.#do(task, input, start);
    const settled: Promise<unknown> = Promise.allSettled([work]).then(() => this.#open.delete(settled));
    this.#open.add(settled);
    return await work;
  }

  /** Fulfilled when no task runs any more. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }

  #start<Input extends Json, Output extends Json>(
    task: Task<Input, Output>,
    input: Input,
    key: string | undefined,
  ): TaskStart {
    const number = (this.#numbers.get(task.name) ?? 0) + 1;
    this.#numbers.set(task.name, number);
    const name = key !== undefined
      ? `${task.name}:${key}`
      : number === 1
      ? task.name
      : `${task.name}#${number}`;
    if (this.#keys.has(name)) throw new TypeError(`Task "${name}" is called twice, expected another key`);
    this.#keys.add(name);
    return {
      key: name,
      name: task.name,
      position: this.#position++,
      inputHash: inputHash(task, input),
      tags: task.tags,
    };
  }

  async #do<Input extends Json, Output extends Json>(
    task: Task<Input, Output>,
    input: Input,
    start: TaskStart,
  ): Promise<Output> {
    const { journal, slots, signal, now } = this.#tools;
    const cached = task.cache === false ? undefined : await this.#written(
      journal.cachedOutput(start.inputHash, task.cache === true ? 0 : now() - task.cache),
    );
    if (cached) {
      const { output, flowRunId } = cached;
      await this.#written(
        journal.endTask(start, { state: "completed", output, tries: 0, cachedFrom: flowRunId }),
      );
      return output as Output;
    }
    const { concurrency } = task;
    const release = concurrency ? await slots.take(concurrency.key, concurrency.limit, signal) : () => {};
    try {
      signal.throwIfAborted();
      await this.#written(journal.startTask(start));
      const tried = await this.#try(task, input, start);
      await this.#written(journal.endTask(start, endingOfTask(tried, signal)));
      if ("error" in tried) throw tried.error;
      return tried.output;
    } finally {
      release();
    }
  }

  #try<Input extends Json, Output extends Json>(
    task: Task<Input, Output>,
    input: Input,
    { key, inputHash }: TaskStart,
  ): Promise<Tried<Output>> {
    const { journal, signal, around } = this.#tools;
    const context = {
      signal,
      inputHash,
      log: (line: string) => journal.log(key, line),
      link: (kind: string, target: string) => journal.link(key, kind, target),
    };
    const work = async (fail?: (error: unknown) => void) => {
      const tried = await tryTask(task, input, { ...this.#tools, context });
      if ("error" in tried) fail?.(tried.error);
      return tried;
    };
    return around
      ? around(`task ${task.name}`, { "taxi.task": key, "taxi.input_hash": inputHash }, work)
      : work();
  }

  /** Remembers what the journal could not do, since a flow might catch the error and go on as if it were its task's. */
  async #written<T>(promise: Promise<T>): Promise<T> {
    if (this.fault !== undefined) throw this.fault;
    try {
      return await promise;
    } catch (error) {
      this.fault ??= error;
      throw error;
    }
  }
}

function endingOfTask(tried: Tried<Json>, signal: AbortSignal): TaskEnding {
  const { tries } = tried;
  if ("output" in tried) return { state: "completed", output: tried.output, tries };
  return { state: signal.aborted ? "cancelled" : "failed", error: messageOf(tried.error), tries };
}
