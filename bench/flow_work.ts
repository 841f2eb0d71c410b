import { TaxiError } from "../lib/errors.ts";
import type { Figures } from "./comparison.ts";
import type { FlowDone, FlowEngine } from "./flow_sides.ts";
import { measureCommand } from "./measured_command.ts";
import { processorSeconds } from "./process_tree.ts";

/** A side may write its records down so long after the flow's end. */
const SETTLE_SECONDS = 300;
const PAUSE_MS = 50;

/** A flow to measure. */
export interface FlowWork {
  /** Tasks of the flow. */
  readonly tasks: number;
  /** So many of them run at the same time. */
  readonly atOnce: number;
}

/**
 * Runs a flow as a process of its own, then counts the records of its tasks: as the process ends, and until all are there.
 *
 * @returns `processSeconds`, `cpuSeconds` and `peakBytes` of the process; `taskSeconds`, of the flow by its tasks; `recordsAtExit`;
 * `recordsSeconds` from the process' end until all are there; `serverCpuSeconds` by the tasks, where there is a server
 * @throws TaxiError when the process fails, or the records are not complete within five minutes
 */
export async function measureFlow(
  engine: FlowEngine,
  { tasks, atOnce }: FlowWork,
  signal: AbortSignal,
): Promise<Figures> {
  const before = await cpuOf(engine);
  const { figures, output } = await measureCommand(engine.command(tasks, atOnce), signal);
  const end = performance.now();
  const { flow_run_id, seconds }: FlowDone = JSON.parse(output.flow);
  const recordsAtExit = await engine.countCompleted(flow_run_id);
  const recordsSeconds = recordsAtExit === tasks
    ? 0
    : await untilComplete(() => engine.countCompleted(flow_run_id), tasks, signal, end);
  const after = await cpuOf(engine);
  return {
    processSeconds: figures.wallSeconds,
    cpuSeconds: figures.cpuSeconds,
    peakBytes: figures.peakBytes,
    taskSeconds: seconds / tasks,
    recordsAtExit,
    recordsSeconds,
    ...(before !== undefined && after !== undefined && { serverCpuSeconds: (after - before) / tasks }),
  };
}

async function untilComplete(
  count: () => Promise<number>,
  tasks: number,
  signal: AbortSignal,
  begin: number,
): Promise<number> {
  while (true) {
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    signal.throwIfAborted();
    const found = await count(), seconds = (performance.now() - begin) / 1000;
    if (found === tasks) return seconds;
    if (seconds < SETTLE_SECONDS) continue;
    throw new TaxiError(
      `Found ${found} records of tasks ${SETTLE_SECONDS} s after the flow, expected ${tasks}`,
      { code: "bench_records" },
    );
  }
}

async function cpuOf({ server }: FlowEngine): Promise<number | undefined> {
  return server && await processorSeconds(server.pid);
}
