import assert from "node:assert/strict";
import type { Column } from "../engines/column_batch.ts";
import { TablePerformance } from "./table_performance.ts";
import { rankSegments } from "./worst_segments.ts";

Deno.test("TablePerformance cuts by labels whatever their codes in a batch, and by bands of numbers", () => {
  const performance = new TablePerformance([["city", "string"], ["age", "int32"], ["at", "timestamp"]]);
  performance.add(batch([1, 2, 3], [2, 4, NaN], text([0, 1, 0], ["Rome", "Oslo"]), [30, 40, 50]));
  performance.add(batch([5, 6], [5, 9], text([0, 1], ["Oslo", "Bari"], [1, 0]), [30, 70]));
  const found = performance.finish()!;
  assert.deepEqual(found.segments.city, [
    { label: "Rome", rows: 1, me: 1, mae: 1 },
    { label: "Oslo", rows: 2, me: 1, mae: 1 },
  ]);
  assert.deepEqual(found.segments.age.map(({ rows, mae }) => [rows, mae]), [[2, 0.5], [1, 2], [1, 3]]);
  assert.deepEqual([...found.errors.values], [0, 1, 2, 3]);
});

Deno.test("TablePerformance cuts another table into the same bands", () => {
  const ages = Array.from({ length: 1000 }, (_, i) => i);
  const [first, second] = [ages, ages.map((age) => age + 2000)].map((ages) => {
    const performance = new TablePerformance([["age", "int32"]]);
    performance.add(batch(ages.map(() => 1), ages.map(() => 2), text([], []), ages));
    return performance;
  });
  const reference = first.finish()!, current = second.finish(reference)!;
  assert.deepEqual(current.segments.age.map(({ label, rows }) => [label, rows]), [
    [reference.segments.age.at(-1)!.label, 1000],
  ]);
});

Deno.test("TablePerformance finds the level that is worst", () => {
  const performance = new TablePerformance([["city", "string"], ["age", "int32"]]);
  const rows = Array.from({ length: 4000 }, (_, i) => i);
  const isOslo = (row: number) => row % 10 === 3;
  performance.add(batch(
    rows.map(() => 10),
    rows.map((row) => 10 + (isOslo(row) ? 6 : 1)),
    text(rows.map((row) => isOslo(row) ? 1 : 0), ["Rome", "Oslo"]),
    rows.map((row) => row % 7),
  ));
  const ranked = rankSegments(undefined, performance.finish());
  assert.deepEqual(ranked.map(({ cut, label, rows }) => [cut, label, rows]), [["city", "Oslo", 400]]);
});

Deno.test("TablePerformance without a row that has both is undefined", () => {
  const performance = new TablePerformance([["city", "string"]]);
  performance.add(batch([NaN, Infinity], [1, 2], text([0, 0], ["Rome"]), [1, 2]));
  assert.equal(performance.finish(), undefined);
});

function batch(target: number[], prediction: number[], city: Column, ages: number[]) {
  const age: Column = { type: "int32", values: Int32Array.from(ages) };
  return {
    target: Float64Array.from(target),
    prediction: Float64Array.from(prediction),
    columns: { city, age },
  };
}

function text(codes: number[], levels: string[], valid?: number[]): Column {
  return {
    type: "string",
    values: Int32Array.from(codes),
    levels,
    valid: valid && Uint8Array.from(valid),
  };
}
