import assert from "node:assert/strict";
import fc from "fast-check";
import type { FlowTask } from "../../../../tracking/flows/flow_run.ts";
import { foldBars, timelinesOf } from "./timeline.ts";

function task(key: string, given: Partial<FlowTask> = {}): FlowTask {
  return {
    ...{ attempt: 1, key, name: key, position: 0, state: "completed", inputHash: "", tags: [] },
    ...{ startedAt: 0, endedAt: 100, tries: 1, output: null, error: null },
    ...{ cachedFrom: null, forgotten: false },
    ...given,
  };
}

Deno.test("timelinesOf puts the tasks of an attempt along its time, in the order of their calls", () => {
  const [{ attempt, begunAt, span, bars }] = timelinesOf([
    task("train", { position: 1, startedAt: 1500, endedAt: 5000 }),
    task("ingest", { position: 0, startedAt: 1000, endedAt: 1500 }),
  ], 9999);
  assert.deepEqual({ attempt, begunAt, span }, { attempt: 1, begunAt: 1000, span: 4000 });
  assert.deepEqual(bars.map(({ task: { key }, from, length, took }) => [key, from, length, took]), [
    ["ingest", 0, 0.125, 500],
    ["train", 0.125, 0.875, 3500],
  ]);
});

Deno.test("timelinesOf ends what runs now, and does not know how long a crashed task took", () => {
  const [{ span, bars: [ran, crashed] }] = timelinesOf([
    task("ran", { state: "running", endedAt: null, startedAt: 0 }),
    task("crashed", { state: "crashed", endedAt: null, startedAt: 400, position: 1 }),
  ], 1000);
  assert.equal(span, 1000);
  assert.deepEqual([ran.took, ran.length], [1000, 1]);
  assert.deepEqual([crashed.took, crashed.from], [null, 0.4]);
});

Deno.test("timelinesOf shows in the newest attempt what it kept of earlier ones, and only there", () => {
  const timelines = timelinesOf([
    task("ingest"),
    task("train", { position: 1, state: "failed" }),
    task("old report", { position: 2, forgotten: true }),
    task("ingest", { attempt: 2, state: "failed" }),
    task("train", { attempt: 3, position: 1 }),
    task("report", { attempt: 3, position: 2 }),
  ], 0);
  assert.deepEqual(
    timelines.map(({ attempt, bars }) => [attempt, bars.map(({ task, keptOf }) => [task.key, keptOf])]),
    [
      [3, [["ingest", 1], ["train", null], ["report", null]]],
      [2, [["ingest", null]]],
      [1, [["ingest", null], ["train", null], ["old report", null]]],
    ],
  );
});

Deno.test("timelinesOf never draws beside its width, whatever the clock did", () => {
  const time = fc.integer({ min: 0, max: 1e6 });
  const tasks = fc.array(fc.record({ startedAt: time, endedAt: fc.option(time) }), { minLength: 1 });
  fc.assert(fc.property(tasks, time, (given, now) => {
    const [{ span, bars }] = timelinesOf(given.map((times, i) => task(`${i}`, times)), now);
    assert.ok(span > 0);
    for (const { from, length } of bars) {
      assert.ok(from >= 0 && length > 0 && from + length <= 1 + 1e-9, `${from} ${length}`);
    }
  }));
});

Deno.test("foldBars shows what has not completed first, and keeps the order of the calls", () => {
  const tasks = Array.from(
    { length: 1000 },
    (_, i) => task(`${i}`, { position: i, ...i % 300 === 299 ? { state: "failed" } : {} }),
  );
  const [{ bars }] = timelinesOf(tasks, 0);
  const { shown, left } = foldBars(bars, 5);
  assert.deepEqual(shown.map(({ task }) => task.key), ["0", "1", "299", "599", "899"]);
  assert.equal(left, 995);
  assert.deepEqual(foldBars(bars, 1000), { shown: bars, left: 0 });
});
