import assert from "node:assert/strict";
import fc from "fast-check";
import { DuplicateRows } from "./duplicate_rows.ts";

function repeats(rows: readonly (readonly [number, number | null])[], batch = 3): number {
  const finder = new DuplicateRows();
  for (let start = 0; start < rows.length; start += batch) {
    const part = rows.slice(start, start + batch);
    finder.add(part.length, [
      { values: Float64Array.from(part, ([a]) => a) },
      {
        values: Int32Array.from(part, ([, b]) => b ?? 0),
        levels: ["x", "y", "z"],
        valid: Uint8Array.from(part, ([, b]) => b === null ? 0 : 1),
      },
    ]);
  }
  return finder.finish()?.rows ?? 0;
}

Deno.test("DuplicateRows counts the rows that repeat an earlier one in every column, over all batches", () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.option(fc.integer({ min: 0, max: 2 })));
  fc.assert(fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
    assert.equal(repeats(rows), rows.length - new Set(rows.map((row) => JSON.stringify(row))).size);
  }));
});

Deno.test("DuplicateRows tells columns apart, takes levels by their text and -0 for 0", () => {
  const both = (a: number[], b: number[]) => {
    const finder = new DuplicateRows();
    finder.add(a.length, [{ values: Float64Array.from(a) }, { values: Float64Array.from(b) }]);
    return finder.finish()!.rows;
  };
  assert.equal(both([1, 2], [2, 1]), 0);
  assert.equal(both([0, -0], [1, 1]), 1);
  const finder = new DuplicateRows();
  finder.add(1, [{ values: Int32Array.of(0), levels: ["red", "blue"] }]);
  finder.add(1, [{ values: Int32Array.of(1), levels: ["blue", "red"] }]);
  assert.deepEqual(finder.finish(), { rows: 1, sampled: 1 });
  assert.equal(new DuplicateRows().finish(), undefined);
});

Deno.test("DuplicateRows finds no repeats among a million rows that differ in one column", () => {
  const finder = new DuplicateRows();
  for (let batch = 0; batch < 10; batch++) {
    const values = Float64Array.from({ length: 100_000 }, (_, i) => batch * 100_000 + i);
    finder.add(values.length, [{ values }, { values: new Uint8Array(values.length) }]);
  }
  assert.deepEqual(finder.finish(), { rows: 0, sampled: 1 });
});

Deno.test("DuplicateRows estimates the repeats when there are more different rows than it keeps", () => {
  const finder = new DuplicateRows(2000);
  const values = Float64Array.from({ length: 100_000 }, (_, i) => i % 80_000); // a fifth repeats
  for (let start = 0; start < values.length; start += 10_000) {
    finder.add(10_000, [{ values: values.subarray(start, start + 10_000) }]);
  }
  const { rows, sampled } = finder.finish()!;
  assert.ok(sampled > 0.01 && sampled < 0.03, `sampled ${sampled}`);
  assert.ok(Math.abs(rows - 20_000) < 2500, `found ${rows}`);
});
