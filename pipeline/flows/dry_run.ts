import type { Flow, FlowContext } from "./flow.ts";
import type { Json } from "./input_hash.ts";

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

/** Turns of the queue of promises that a flow may take from one call to the next. */
const TURNS = 1000;

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
  const stuck = Promise.withResolvers<false>();
  let reading = 0;
  /** The flow goes on at once after what it waited for; when it does not, it waits for what a dry run never gives. */
  const watch = async () => {
    for (let turn = 0; turn < TURNS && reading === 0; turn++) await null;
    if (reading === 0) stuck.resolve(false);
  };
  const context: FlowContext = {
    flowRunId: "dry run",
    plannedAt,
    signal: never,
    log,
    link: () => {},
    async call(task, input, key) {
      if (!task.reads) {
        would.push({ key: key === undefined ? task.name : `${task.name}:${key}`, input });
        void watch();
        return await new Promise<never>(() => {});
      }
      reading++;
      try {
        return await task.run(input, { signal: never, inputHash: "", log, link: () => {} });
      } finally {
        reading--;
        void watch();
      }
    },
  };
  const ended = await Promise.race([flow.run(context, params).then(() => true), stuck.promise]);
  return { would, ended };
}
