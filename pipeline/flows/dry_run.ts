import { sleep } from "../../lib/sleep.ts";
import type { Flow, FlowContext } from "./flow.ts";
import type { Json } from "./input_hash.ts";
import { messageOf } from "./try_task.ts";

/** A task that a run would do. */
export interface WouldDo {
  /** Name of the task, and what tells it from other calls of it. */
  readonly key: string;
  /** What it would be asked. */
  readonly input: Json;
}

/** How far a dry run came. */
export interface DryRun {
  /** In the order of the calls; what comes after them hangs on what they give. */
  readonly would: readonly WouldDo[];
  /** Whether there is nothing else to do: the flow has ended without what it would have to wait for. */
  readonly ended: boolean;
}

/**
 * Finds out what a run would do, without doing it: tasks that only read are done, all others told.
 *
 * @param log takes what the flow and its tasks say
 * @throws what the flow throws
 */
export async function dryRun<Params extends Json>(
  flow: Flow<Params>,
  params: Params,
  plannedAt: number,
  log: (line: string) => void,
): Promise<DryRun> {
  const would: WouldDo[] = [], never = new AbortController().signal;
  let reading = 0;
  const context: FlowContext = {
    flowRunId: "dry run",
    plannedAt,
    signal: never,
    log,
    link: () => {},
    async call(task, input, key) {
      if (!task.reads) {
        would.push({ key: key === undefined ? task.name : `${task.name}:${key}`, input });
        return await new Promise<never>(() => {});
      }
      reading++;
      try {
        return await task.run(input, { signal: never, inputHash: "", log, link: () => {} });
      } finally {
        reading--;
      }
    },
  };
  let ended = false, fault: unknown;
  flow.run(context, params).then(() => ended = true, (error) => fault = error ?? new Error(messageOf(error)));
  do await sleep(1); while (!ended && fault === undefined && reading > 0);
  if (fault !== undefined) throw fault;
  return { would, ended };
}
