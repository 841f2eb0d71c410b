import assert from "node:assert/strict";
import fc from "fast-check";
import type { FlowContext } from "./flow.ts";
import type { Json } from "./input_hash.ts";
import { MemoryRun } from "./memory_journal.ts";
import { type FlowTools, runFlow } from "./run_flow.ts";
import { task, type TaskOptions } from "./task.ts";
import { processSlots } from "./task_slots.ts";

const NEVER = new AbortController().signal;

/** Does an attempt of `body`, without waiting for anything. */
function attempt(
  run: MemoryRun,
  body: (context: FlowContext) => Promise<Json>,
  options: Partial<FlowTools> & { readonly from?: string; readonly cache?: readonly MemoryRun[] } = {},
) {
  const flow = { name: "made", summary: "Made up.", parse: () => null, run: body };
  const { from, cache, ...tools } = options;
  return runFlow(flow, null, { flowRunId: run.flowRunId, plannedAt: 0, ...(from ? { from } : {}) }, {
    journal: run.attempt(cache),
    slots: processSlots(),
    signal: NEVER,
    now: run.now,
    random: () => 0,
    wait: () => Promise.resolve(),
    ...tools,
  });
}

function newRun(id = "r1"): MemoryRun {
  let now = 0;
  return new MemoryRun(id, () => ++now);
}

/** A task that counts its calls and fails those that it is told to. */
function counted(name: string, fails: (call: number) => boolean = () => false, options: TaskOptions = {}) {
  const calls: Json[] = [];
  return {
    calls,
    task: task<Json, Json>(name, (input) => {
      calls.push(input);
      return fails(calls.length)
        ? Promise.reject(new Error(`${name} ${calls.length}`))
        : Promise.resolve([name, input]);
    }, options),
  };
}

Deno.test("runFlow writes down each task before its output is used", async () => {
  const run = newRun(), seen: string[] = [];
  const { task: double } = counted("double");
  const ending = await attempt(run, async ({ call }) => {
    const first = await call(double, 1);
    seen.push(...run.tasks.map(({ key, ending }) => `${key} ${ending?.state}`));
    return [first, await call(double, 2), await call(double, 3, "third")];
  });
  assert.deepEqual(seen, ["double completed"]);
  assert.deepEqual(ending, {
    state: "completed",
    output: [["double", 1], ["double", 2], ["double", 3]],
  });
  assert.deepEqual(run.tasks.map(({ key, position }) => [key, position]), [
    ["double", 0],
    ["double#2", 1],
    ["double:third", 2],
  ]);
  assert.deepEqual(run.endings, [ending]);
});

Deno.test("runFlow goes on at the first unfinished task, and keeps the others", async () => {
  const run = newRun();
  const first = counted("first"), second = counted("second", (call) => call === 1), third = counted("third");
  const body = async ({ call }: FlowContext) => {
    const input = await call(first.task, "a");
    return await call(third.task, await call(second.task, input));
  };
  const failed = await attempt(run, body);
  assert.deepEqual(failed, { state: "failed", error: "second 1" });
  const ending = await attempt(run, body);
  assert.equal(ending.state, "completed");
  assert.deepEqual([first.calls.length, second.calls.length, third.calls.length], [1, 2, 1]);
});

Deno.test("runFlow does a finished task again when its input is another, and from where it is told to", async () => {
  const run = newRun();
  const first = counted("first"), second = counted("second"), third = counted("third");
  let version = 1;
  const body = async ({ call }: FlowContext) => {
    await call(first.task, null);
    await call(second.task, version);
    return await call(third.task, null);
  };
  await attempt(run, body);
  version = 2;
  await attempt(run, body);
  assert.deepEqual([first.calls.length, second.calls.length, third.calls.length], [1, 2, 1]);
  await attempt(run, body, { from: "second" });
  assert.deepEqual([first.calls.length, second.calls.length, third.calls.length], [1, 3, 2]);
  await assert.rejects(attempt(run, body, { from: "fourth" }), {
    message: 'Cannot begin from task "fourth": expected one that the run has finished: first, second, third',
  });
});

Deno.test("runFlow keeps nothing of what was to be done again, when that fails, in the attempt after it", async () => {
  const run = newRun();
  const first = counted("first"), second = counted("second", (call) => call === 2), third = counted("third");
  const body = async ({ call }: FlowContext) => {
    await call(first.task, null);
    await call(second.task, null);
    return await call(third.task, null);
  };
  await attempt(run, body);
  assert.equal((await attempt(run, body, { from: "second" })).state, "failed");
  assert.equal((await attempt(run, body)).state, "completed");
  assert.deepEqual([first.calls.length, second.calls.length, third.calls.length], [1, 3, 2]);
});

Deno.test("runFlow tries a task again as often as it may, after longer and longer waits", async () => {
  const run = newRun(), waits: number[] = [];
  const retry = { retries: 3, delay: 100, factor: 3, longest: 500 };
  const shaky = counted("shaky", (call) => call < 4, { retry });
  const wait = (milliseconds: number) => Promise.resolve(void waits.push(milliseconds));
  assert.equal((await attempt(run, ({ call }) => call(shaky.task, 1), { wait })).state, "completed");
  assert.deepEqual(waits, [100, 300, 500]);
  assert.equal(run.tasks[0].ending!.tries, 4);
  assert.equal(run.lines[0], "shaky: Try 1 failed: shaky 1; again in 0.1 s");
  const hopeless = counted("hopeless", () => true, { retry });
  const ending = await attempt(newRun(), ({ call }) => call(hopeless.task, 1), { wait });
  assert.deepEqual(ending, { state: "failed", error: "hopeless 4" });
  const passing = (error: unknown) => (error as Error).message !== "wrong 1";
  const wrong = counted("wrong", () => true, { retry: { ...retry, passing } });
  await attempt(newRun(), ({ call }) => call(wrong.task, 1), { wait });
  assert.equal(wrong.calls.length, 1);
});

Deno.test("runFlow takes the output of the same input from an earlier run, as long as it is fresh", async () => {
  const old = newRun("old");
  const kept = counted("kept", undefined, { cache: 100 });
  const body = ({ call }: FlowContext) => call(kept.task, { b: 1, a: [true, null] });
  await attempt(old, body);
  const again = newRun("again");
  await attempt(again, ({ call }) => call(kept.task, { a: [true, null], b: 1 }), { cache: [old] });
  assert.equal(kept.calls.length, 1);
  const [{ ending }] = again.tasks;
  assert.ok(ending?.state === "completed" && ending.cachedFrom === "old");
  await attempt(new MemoryRun("late", () => 1000), body, { cache: [old] });
  assert.equal(kept.calls.length, 2);
});

Deno.test("runFlow ends a task that hangs at its timeout, though it does not listen", async () => {
  const hanging = task("hanging", () => new Promise<null>(() => {}), { timeout: 1 });
  const ending = await attempt(newRun(), ({ call }) => call(hanging, null));
  assert.deepEqual(ending, {
    state: "failed",
    error: 'Task "hanging" took longer than 0.001 s, its timeout',
  });
});

Deno.test("runFlow lets a task that is told to stop put in order what it has begun before another one begins", async () => {
  const order: string[] = [];
  const tidy = task("tidy", async (_, { signal }) => {
    order.push("begun");
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    order.push("in order");
    return null;
  }, { timeout: 1, retry: { retries: 1 } });
  const { state } = await attempt(newRun(), ({ call }) => call(tidy, null), { grace: 60_000 });
  assert.equal(state, "failed");
  assert.deepEqual(order, ["begun", "in order", "begun", "in order"]);
});

Deno.test("runFlow cancelled ends its tasks, those that wait for a slot and those between two tries too", async () => {
  const run = newRun(), cancelling = new AbortController();
  const hanging = task("hanging", () => new Promise<null>(() => {}), {
    concurrency: { key: "one", limit: 1 },
  });
  const shaky = counted("shaky", () => true, { retry: { retries: 9 } });
  const wait = (_: number, signal: AbortSignal) =>
    new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const ended = attempt(
    run,
    ({ call }) => Promise.all([call(hanging, 1), call(hanging, 2), call(shaky.task, 3)]),
    { signal: cancelling.signal, wait },
  );
  while (shaky.calls.length === 0) await Promise.resolve();
  cancelling.abort(new Error("Cancelled by ann"));
  assert.deepEqual(await ended, { state: "cancelled", error: "Cancelled by ann" });
  const states = run.tasks.map(({ key, ending }) => [key, ending?.state]).sort();
  assert.deepEqual(states, [["hanging", "cancelled"], ["shaky", "cancelled"]]);
});

Deno.test("runFlow ends what still runs when one of several tasks has failed", async () => {
  const run = newRun();
  const hanging = task("hanging", () => new Promise<null>(() => {}));
  const failing = counted("failing", () => true);
  const ending = await attempt(run, ({ call }) => Promise.all([call(hanging, 1), call(failing.task, 2)]));
  assert.deepEqual(ending, { state: "failed", error: "failing 1" });
  assert.ok(run.tasks.every(({ ending }) => ending !== undefined));
});

Deno.test("runFlow stops when something cannot be written down, whatever the flow makes of it", async () => {
  const run = newRun(), full = new Error("the disk is full");
  const { task: fine, calls } = counted("fine");
  const journal = { ...run.attempt(), endTask: () => Promise.reject(full) };
  const body = async ({ call }: FlowContext) => {
    await call(fine, 1).catch(() => {});
    return await call(fine, 2).catch(() => "went on");
  };
  await assert.rejects(attempt(run, body, { journal }), full);
  assert.deepEqual(calls, [1]);
  assert.deepEqual(run.endings, []);
});

Deno.test("runFlow refuses two tasks of one key, and an output that cannot be kept", async () => {
  const { task: fine } = counted("fine");
  const twice = await attempt(newRun(), ({ call }) => Promise.all([call(fine, 1, "a"), call(fine, 2, "a")]));
  assert.deepEqual(twice, { state: "failed", error: 'Task "fine:a" is called twice, expected another key' });
  const lossy = task("lossy", () => Promise.resolve([NaN]));
  const ending = await attempt(newRun(), ({ call }) => call(lossy, 1));
  assert.deepEqual(ending, {
    state: "failed",
    error: "Cannot keep NaN (number): expected what JSON can tell",
  });
});

Deno.test("a flow that fails anywhere comes to the same end as one that never does", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 12 }), async (faults) => {
    const done: string[] = [];
    let call = 0;
    const step = task<string, string>("step", (input, { inputHash }) => {
      if (faults[call++]) return Promise.reject(new Error("lost power"));
      if (!done.includes(inputHash)) done.push(inputHash); // idempotent by the hash
      return Promise.resolve(`${input}.`);
    });
    const body = async ({ call }: FlowContext) => {
      const [a, b] = await Promise.all([call(step, "a", "a"), call(step, "b", "b")]);
      return await call(step, await call(step, a + b));
    };
    const run = newRun();
    let ending = await attempt(run, body);
    while (ending.state !== "completed") ending = await attempt(run, body);
    assert.equal(ending.output, "a.b...");
    assert.equal(done.length, 4);
  }));
});
