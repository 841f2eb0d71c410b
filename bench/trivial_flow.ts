/**
 * A flow of tasks that do nothing but add one, as `taxi flow run` does a flow: with a durable home, a heartbeat and the lock of its run.
 * `python/prefect_flow.py` is the same flow by Prefect.
 *
 *     deno run -A bench/trivial_flow.ts HOME TASKS AT_ONCE
 *
 * Prints `{"flow_run_id": ..., "seconds": ...}`: the time from asking for the run to the record of its end.
 *
 * @module
 */
import { findHome } from "../commands/home.ts";
import { workOnAttempt } from "../commands/flows/work_on_attempt.ts";
import type { Flow } from "../pipeline/flows/flow.ts";
import { task } from "../pipeline/flows/task.ts";
import { openTracking } from "../tracking/tracking_store.ts";

type Params = { readonly tasks: number; readonly at_once: number };

const addOne = task<number, number>("add_one", (number) => Promise.resolve(number + 1));

const FLOW: Flow<Params> = {
  name: "trivial",
  summary: "Adds one to many numbers.",
  parse: ({ tasks, at_once }) => ({ tasks: Number(tasks), at_once: Number(at_once) }),
  run: async ({ call }, { tasks, at_once }) => {
    let next = 0, sum = 0;
    const worker = async () => {
      while (next < tasks) {
        const number = next++;
        const more = await call(addOne, number, String(number));
        sum += more; // in a statement of its own: `sum` is read when the task is done
      }
    };
    await Promise.all(Array.from({ length: at_once }, worker));
    return sum;
  },
};

async function runTrivialFlow(path: string, params: Params): Promise<void> {
  const home = findHome(path);
  await using store = await openTracking(home.path, { durable: true });
  const begin = performance.now();
  const { flowRunId } = (await store.flows.create({ flow: FLOW.name, params }))!;
  const attempt = await store.flows.begin(flowRunId);
  const signal = new AbortController().signal;
  const ending = await workOnAttempt({ home }, FLOW, params, attempt, { signal });
  const seconds = (performance.now() - begin) / 1000;
  if (ending.state !== "completed") throw new Error(ending.error);
  const expected = params.tasks * (params.tasks + 1) / 2;
  if (ending.output !== expected) throw new Error(`The flow gave ${ending.output}, expected ${expected}`);
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify({ flow_run_id: flowRunId, seconds })));
}

if (import.meta.main) {
  const [home, tasks, atOnce] = Deno.args;
  await runTrivialFlow(home, { tasks: Number(tasks), at_once: Number(atOnce) });
}
