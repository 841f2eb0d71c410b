/**
 * A program for the test that cancels flows: a run whose tasks never end by themselves. One is a tracked run, the other one has started a
 * program that has started another one. It prints the ids of all of them.
 *
 *     deno run -A endless_flow.ts HOME
 */
import { stopOnSignals } from "../../commands/flows/stop_on_signals.ts";
import { workOnAttempt } from "../../commands/flows/work_on_attempt.ts";
import { findHome } from "../../commands/home.ts";
import { trackRun } from "../../commands/tracked_run.ts";
import { createOutput } from "../../lib/output.ts";
import { runProgram } from "../../lib/run_program.ts";
import type { Flow } from "../../pipeline/flows/flow.ts";
import { task } from "../../pipeline/flows/task.ts";
import { openTracking } from "../../tracking/tracking_store.ts";

const home = findHome(Deno.args[0]);
await using tracking = await openTracking(home.path);
const { flowRunId } = (await tracking.flows.create({ flow: "endless", params: {} }))!;
const runId = Promise.withResolvers<string>(), pids: number[] = [], started = Promise.withResolvers<void>();

const train = task("train", (_, { signal }) =>
  trackRun(tracking, "endless", {}, (run) => {
    runId.resolve(run.runId);
    return new Promise<never>(() => {});
  }, signal));

const program = task(
  "program",
  (_, { signal, log }) =>
    runProgram(["sh", "-c", "sh -c 'echo $$; sleep 100000' & echo $$; wait"], {
      signal,
      onLine(line) {
        log(line);
        if (pids.push(Number(line)) === 2) started.resolve();
      },
    }),
);

Promise.all([runId.promise, started.promise])
  .then(([run]) => createOutput(true).document({ flowRunId, runId: run, pids }));

using signals = stopOnSignals();
const flow: Flow<null> = {
  ...{ name: "endless", summary: "Never ends.", parse: () => null },
  run: ({ call }) => Promise.all([call(train, null), call(program, null)]),
};
await workOnAttempt({ home }, flow, null, await tracking.flows.begin(flowRunId), { signal: signals.signal });
Deno.exit(signals.exitCode ?? 1);
