import assert from "node:assert/strict";
import { comparePath, readCompareQuery } from "./compare_query.ts";

Deno.test("readCompareQuery takes each run once, in order, and at most a hundred", () => {
  const ids = Array.from({ length: 120 }, (_, i) => `run=r${i}`).join("&");
  const { runIds, tooMany } = readCompareQuery(new URLSearchParams(`run=r3&run=&${ids}&run=r3`));
  assert.deepEqual([runIds.length, tooMany, runIds.slice(0, 3)], [100, 20, ["r3", "r0", "r1"]]);
});

Deno.test("comparePath keeps what it is not told to change", () => {
  const query = new URLSearchParams("run=a&run=b&axes=params.x&axes=params.y&find=100%25%26&only=1");
  const path = comparePath(query, ["b", "a"], { only: undefined, x: "metrics.m&m" });
  const read = readCompareQuery(new URL(path, "http://h").searchParams);
  assert.deepEqual([read.runIds, read.axes, read.only, read.find, read.x], [
    ...[["b", "a"], ["params.x", "params.y"], false, "100%&", "metrics.m&m"],
  ]);
});
