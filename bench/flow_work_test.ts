import assert from "node:assert/strict";
import type { FlowEngine } from "./flow_sides.ts";
import { measureFlow } from "./flow_work.ts";

/** Says that it did a flow in half a second, whose records appear as told: one count after the other. */
function engineWith(counts: number[]): FlowEngine {
  return {
    command: () => ({ name: "flow", argv: ["echo", '{"flow_run_id": "3f2a", "seconds": 0.5}'] }),
    countCompleted: (flowRunId) => {
      assert.equal(flowRunId, "3f2a");
      return Promise.resolve(counts.length > 1 ? counts.shift()! : counts[0]);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const SIGNAL = new AbortController().signal;

Deno.test("measureFlow divides the flow's time by its tasks and counts the records as the process ends", async () => {
  const figures = await measureFlow(engineWith([10]), { tasks: 10, atOnce: 2 }, SIGNAL);
  assert.equal(figures.taskSeconds, 0.05);
  assert.deepEqual([figures.recordsAtExit, figures.recordsSeconds], [10, 0]);
  assert.ok(!("serverCpuSeconds" in figures));
});

Deno.test("measureFlow waits for records that are written down later", async () => {
  const figures = await measureFlow(engineWith([3, 7, 10]), { tasks: 10, atOnce: 2 }, SIGNAL);
  assert.equal(figures.recordsAtExit, 3);
  assert.ok(figures.recordsSeconds > 0);
});
