import assert from "node:assert/strict";
import type { StoreCase } from "../store_case.ts";
import type { FlowTaskStart } from "./flow_attempt.ts";

const FIRST: FlowTaskStart = { key: "first", name: "first", position: 0, inputHash: "a1", tags: ["data"] };
const SECOND: FlowTaskStart = { key: "second:x", name: "second", position: 1, inputHash: "b2", tags: [] };

/** What the runs of flows of every store must do. */
export const FLOW_CASES: readonly StoreCase[] = [
  {
    name: "flows.create gives a scheduled run, and one for each planned time of a schedule",
    async run({ flows }) {
      const made = await flows.create({ flow: "monthly", params: { month: "2023-01" } });
      assert.ok(made);
      assert.match(made.flowRunId, /^[0-9a-f]{32}$/);
      assert.deepEqual([made.state, made.attempt, made.schedule], ["scheduled", 0, null]);
      assert.deepEqual(await flows.get(made.flowRunId), made);
      const turn = { flow: "monthly", params: {}, schedule: "each month", plannedAt: 5000 };
      assert.equal((await flows.create(turn))?.plannedAt, 5000);
      assert.equal(await flows.create(turn), undefined);
      assert.ok(await flows.create({ ...turn, plannedAt: 6000, skipped: "another is running" }));
      assert.equal(await flows.create({ ...turn, plannedAt: 6000 }), undefined);
      const states = (await flows.list({ schedule: "each month" })).map(({ state, error }) => [state, error]);
      assert.deepEqual(states, [["skipped", "another is running"], ["scheduled", null]]);
    },
  },
  {
    name:
      "flows.begin keeps tasks, lines and links of an attempt, and the next attempt knows what was finished",
    async run({ flows }) {
      const { flowRunId } = (await flows.create({ flow: "monthly", params: {} }))!;
      const one = await flows.begin(flowRunId);
      assert.deepEqual(await one.finishedTasks(), []);
      await one.startTask(FIRST);
      one.log(null, "begun");
      one.link("first", "run", "3f2a");
      one.link("first", "run", "3f2a");
      await one.endTask(FIRST, { state: "completed", output: { rows: 3, none: null }, tries: 2 });
      await one.startTask(SECOND);
      one.log("second:x", "trying");
      await one.endTask(SECOND, { state: "failed", error: "no disk", tries: 1 });
      await one.end({ state: "failed", error: "no disk" });
      const failed = await flows.get(flowRunId);
      assert.deepEqual([failed.state, failed.error, failed.output, failed.attempt], [
        "failed",
        "no disk",
        null,
        1,
      ]);
      const two = await flows.begin(flowRunId);
      assert.deepEqual(await two.finishedTasks(), [
        { key: "first", position: 0, inputHash: "a1", output: { rows: 3, none: null } },
      ]);
      await two.endTask(SECOND, { state: "completed", output: 7, tries: 0, cachedFrom: "other" });
      await two.end({ state: "completed", output: [1] });
      const done = await flows.get(flowRunId);
      assert.deepEqual([done.state, done.error, done.output, done.attempt], ["completed", null, [1], 2]);
      assert.equal(done.startedAt, failed.startedAt);
      const tasks = await flows.tasks(flowRunId);
      assert.deepEqual(
        tasks.map((
          { attempt, key, state, output, error, tries, cachedFrom },
        ) => [attempt, key, state, output, error, tries, cachedFrom]),
        [
          [1, "first", "completed", { rows: 3, none: null }, null, 2, null],
          [1, "second:x", "failed", null, "no disk", 1, null],
          [2, "second:x", "completed", 7, null, 0, "other"],
        ],
      );
      assert.deepEqual(tasks[0].tags, ["data"]);
      assert.ok(tasks.every(({ startedAt, endedAt }) => endedAt !== null && endedAt >= startedAt));
      const lines = await flows.lines(flowRunId);
      assert.deepEqual(lines.map(({ number, key, line }) => [number, key, line]), [
        [1, null, "begun"],
        [2, "second:x", "trying"],
      ]);
      assert.deepEqual((await flows.lines(flowRunId, 1)).map(({ line }) => line), ["trying"]);
      assert.deepEqual((await flows.lines(flowRunId, 0, 1)).map(({ line }) => line), ["trying"]);
      assert.deepEqual(await flows.links(flowRunId), [{ key: "first", kind: "run", target: "3f2a" }]);
      const back = await flows.linkedFrom("run", "3f2a");
      assert.deepEqual(back.map((run) => run.flowRunId), [flowRunId]);
    },
  },
  {
    name: "flows.begin refuses a run that is being worked on, or is over",
    async run({ flows }) {
      const { flowRunId } = (await flows.create({ flow: "monthly", params: {} }))!;
      const attempt = await flows.begin(flowRunId);
      await assert.rejects(flows.begin(flowRunId), { code: "flow_run_in_use" });
      await attempt.end({ state: "completed", output: null });
      await assert.rejects(flows.begin(flowRunId), { code: "flow_run_over" });
      await (await flows.begin(flowRunId, { again: true })).end({ state: "completed", output: null });
      await assert.rejects(flows.begin("abc"), { code: "not_found", message: 'Cannot find flow run "abc"' });
    },
  },
  {
    name: "flows: what is forgotten is kept by no later attempt",
    async run({ flows }) {
      const { flowRunId } = (await flows.create({ flow: "monthly", params: {} }))!;
      const one = await flows.begin(flowRunId);
      for (const task of [FIRST, SECOND]) {
        await one.startTask(task);
        await one.endTask(task, { state: "completed", output: 1, tries: 1 });
      }
      await one.end({ state: "completed", output: null });
      const two = await flows.begin(flowRunId, { again: true });
      await two.forget(["second:x"]);
      assert.deepEqual((await two.finishedTasks()).map(({ key }) => key), ["first"]);
      await two.end({ state: "failed", error: "no disk" });
      const three = await flows.begin(flowRunId);
      assert.deepEqual((await three.finishedTasks()).map(({ key }) => key), ["first"]);
      await three.end({ state: "completed", output: null });
      const tasks = await flows.tasks(flowRunId);
      assert.deepEqual(tasks.map(({ key, forgotten }) => [key, forgotten]), [["first", false], [
        "second:x",
        true,
      ]]);
    },
  },
  {
    name: "flows: an output is taken for the same input as long as it is fresh, and never from a copy",
    async run({ flows }) {
      const { flowRunId } = (await flows.create({ flow: "monthly", params: {} }))!;
      const attempt = await flows.begin(flowRunId);
      assert.equal(await attempt.cachedOutput("a1", 0), undefined);
      await attempt.startTask(FIRST);
      await attempt.endTask(FIRST, { state: "completed", output: "kept", tries: 1 });
      await attempt.endTask(SECOND, { state: "completed", output: 1, tries: 0, cachedFrom: "old" });
      assert.deepEqual(await attempt.cachedOutput("a1", 0), { flowRunId, output: "kept" });
      assert.equal(await attempt.cachedOutput("b2", 0), undefined);
      const [{ endedAt }] = await flows.tasks(flowRunId);
      assert.ok(await attempt.cachedOutput("a1", endedAt!));
      assert.equal(await attempt.cachedOutput("a1", endedAt! + 1), undefined);
      await attempt.end({ state: "completed", output: null });
    },
  },
  {
    name: "flows.askCancel reaches the process by its heartbeat, and ends at once what nobody has begun",
    async run({ flows }) {
      const waiting = (await flows.create({ flow: "monthly", params: {} }))!;
      const ended = await flows.askCancel(waiting.flowRunId, "Not needed");
      assert.deepEqual([ended.state, ended.error], ["cancelled", "Not needed"]);
      await assert.rejects(flows.askCancel(waiting.flowRunId, "x"), { code: "flow_run_over" });
      const running = (await flows.create({ flow: "monthly", params: {} }))!;
      const attempt = await flows.begin(running.flowRunId);
      assert.equal(await attempt.beat(), null);
      assert.equal((await flows.askCancel(running.flowRunId, "Stop")).state, "running");
      assert.equal(await attempt.beat(), "Stop");
      await attempt.end({ state: "cancelled", error: "Stop" });
      const again = await flows.begin(running.flowRunId);
      assert.equal(await again.beat(), null);
      await again.end({ state: "completed", output: null });
    },
  },
  {
    name: "flows: many tasks at once are all there",
    async run({ flows }) {
      const { flowRunId } = (await flows.create({ flow: "wide", params: {} }))!;
      const attempt = await flows.begin(flowRunId);
      const tasks = Array.from(
        { length: 50 },
        (_, position) => ({ ...FIRST, key: `t:${position}`, position }),
      );
      await Promise.all(tasks.map(async (task) => {
        await attempt.startTask(task);
        attempt.log(task.key, "hello");
        await attempt.endTask(task, { state: "completed", output: task.position, tries: 1 });
      }));
      await attempt.end({ state: "completed", output: null });
      const kept = await flows.tasks(flowRunId);
      assert.deepEqual(kept.map(({ position, output, state }) => [position, output, state]), [
        ...tasks.map(({ position }) => [position, position, "completed"]),
      ]);
      assert.deepEqual(
        (await flows.lines(flowRunId)).map(({ number }) => number),
        [...tasks.keys()].map((n) => n + 1),
      );
    },
  },
  {
    name: "flows.prune removes what was over, and nothing that is not",
    async run({ flows }) {
      const over = (await flows.create({ flow: "monthly", params: {} }))!;
      await (await flows.begin(over.flowRunId)).end({ state: "completed", output: null });
      const waiting = (await flows.create({ flow: "monthly", params: {}, plannedAt: 1 }))!;
      const skipped =
        (await flows.create({ flow: "m", params: {}, schedule: "s", plannedAt: 1, skipped: "busy" }))!;
      const { endedAt } = await flows.get(over.flowRunId);
      assert.equal(await flows.prune(endedAt!), 0);
      assert.equal(await flows.prune(endedAt! + 1), 1);
      await assert.rejects(flows.get(over.flowRunId), { code: "not_found" });
      assert.equal(await flows.prune(Number.MAX_SAFE_INTEGER), 1);
      await assert.rejects(flows.get(skipped.flowRunId), { code: "not_found" });
      assert.deepEqual((await flows.list()).map(({ flowRunId }) => flowRunId), [waiting.flowRunId]);
    },
  },
  {
    name: "schedules keep their definition, plan from now on, and can pause",
    async run({ schedules }) {
      const put = await schedules.put("nightly", { flow: "monitor", cron: "0 3 * * *" });
      assert.ok(put.handledUntil > 0);
      await schedules.handled("nightly", put.handledUntil + 10);
      await schedules.handled("nightly", put.handledUntil + 5);
      const again = await schedules.put("nightly", { flow: "monitor", cron: "0 4 * * *" });
      assert.equal(again.handledUntil, put.handledUntil + 10);
      assert.equal(again.definition.cron, "0 4 * * *");
      await schedules.pause("nightly", "It failed");
      assert.equal((await schedules.list())[0].pauseReason, "It failed");
      await schedules.unpause("nightly");
      const [back] = await schedules.list();
      assert.equal(back.pausedAt, null);
      assert.ok(back.countsFrom > put.handledUntil);
      await schedules.delete("nightly");
      assert.deepEqual(await schedules.list(), []);
    },
  },
  {
    name: "schedules.lease is held by one at a time, until it is given back or has run out",
    async run({ schedules }) {
      assert.equal(await schedules.lease("scheduler", "a", 1_000_000), true);
      assert.equal(await schedules.lease("scheduler", "b", 1_000_000), false);
      assert.equal(await schedules.lease("scheduler", "a", 1_000_000), true);
      await schedules.release("scheduler", "b");
      assert.equal(await schedules.lease("scheduler", "b", 1_000_000), false);
      await schedules.release("scheduler", "a");
      assert.equal(await schedules.lease("scheduler", "b", 0), true);
      assert.equal(await schedules.lease("scheduler", "c", 0), true); // the clock has gone on
    },
  },
];
