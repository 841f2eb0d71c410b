import assert from "node:assert/strict";
import { memoryChart, type MemorySample, memoryTrend } from "./memory_trend.ts";

/** A sample a second: `bytes` by the second. */
function samples(count: number, bytes: (second: number) => number): MemorySample[] {
  return Array.from({ length: count }, (_, seconds) => ({ seconds, bytes: bytes(seconds) }));
}

Deno.test("memoryTrend finds a leak after the warm-up, whatever came before", () => {
  const leaking = samples(121, (second) => second < 60 ? second * 5e6 : 100e6 + (second - 60) * 1e5);
  const trend = memoryTrend(leaking, 60);
  assert.ok(Math.abs(trend.bytesPerMinute - 6e6) < 1, `${trend.bytesPerMinute}`);
  assert.ok(Math.abs(trend.growth - 6 / 103) < 1e-3, `${trend.growth}`);
  assert.equal(trend.peakBytes, 59 * 5e6);
});

Deno.test("memoryTrend of a collector's saw tooth is flat", () => {
  const { bytesPerMinute, growth } = memoryTrend(samples(600, (second) => 100e6 + (second % 10) * 1e6), 60);
  assert.ok(Math.abs(bytesPerMinute) < 1e5 && Math.abs(growth) < 0.01, `${bytesPerMinute} ${growth}`);
});

Deno.test("memoryTrend refuses to tell a trend of one sample", () => {
  assert.throws(() => memoryTrend(samples(10, () => 1), 9), RangeError);
});

Deno.test("memoryChart has a line for each stretch with its smallest and largest", () => {
  assert.deepEqual(memoryChart(samples(121, (second) => 40e6 + second * 1e6), 2), [
    "  0:00    40 to   99 MB  #########################",
    "  1:00   100 to  160 MB  ########################################",
  ]);
  assert.deepEqual(memoryChart([]), []);
});
