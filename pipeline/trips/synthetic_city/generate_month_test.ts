import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { BATCH_ROWS, type ColumnBatch } from "../../engines/column_batch.ts";
import { type Month, monthEnd, monthStart, parseMonth } from "../month.ts";
import { publishedSchema } from "../published_schema.ts";
import { TAXI_KINDS, type TaxiKind } from "../taxi_kind.ts";
import { generateSyntheticMonth, type SyntheticOptions, syntheticRows } from "./generate_month.ts";

const MARCH = parseMonth("2024-03");

/** sha256 of every value, level and validity, column by column. */
function hashOf(taxi: TaxiKind, month: Month, options: SyntheticOptions): string {
  const hash = createHash("sha256");
  for (const batch of generateSyntheticMonth(taxi, month, options)) {
    for (const [name, column] of Object.entries(batch.columns)) {
      hash.update(name).update(column.type).update(new Uint8Array(column.values.buffer));
      if (column.type === "string") hash.update(column.levels.join());
      if (column.valid) hash.update(column.valid);
    }
  }
  return hash.digest("hex");
}

Deno.test("generateSyntheticMonth makes the same bytes on every machine", () => {
  // change these only together with the city itself, and say so in the change log
  assert.equal(
    hashOf("green", MARCH, { rows: 5000, seed: "pinned" }),
    "d5a618fc650dc135250f947e6aac609f3e9745240b9ec53821cebce5eb3d9f2f",
  );
  assert.equal(
    hashOf("yellow", parseMonth("2025-01"), { rows: 5000, seed: "pinned" }),
    "a76014a3030f41df6ede00beb1e2aa900fd7301e99ddf7510b11d7bea39feb30",
  );
});

Deno.test("generateSyntheticMonth makes the same month whatever was made before", () => {
  const first = hashOf("green", MARCH, { rows: 2000 });
  hashOf("green", parseMonth("2024-02"), { rows: 2000 });
  hashOf("yellow", MARCH, { rows: 2000 });
  assert.equal(hashOf("green", MARCH, { rows: 2000 }), first);
});

Deno.test("generateSyntheticMonth differs by month, kind and seed", () => {
  const hashes = [
    hashOf("green", MARCH, { rows: 2000 }),
    hashOf("green", parseMonth("2024-04"), { rows: 2000 }),
    hashOf("yellow", MARCH, { rows: 2000 }),
    hashOf("green", MARCH, { rows: 2000, seed: "other" }),
  ];
  assert.equal(new Set(hashes).size, hashes.length);
});

Deno.test("generateSyntheticMonth begins longer months with the rows of shorter ones", () => {
  const [few] = generateSyntheticMonth("green", MARCH, { rows: 100 });
  const [many] = generateSyntheticMonth("green", MARCH, { rows: 200 });
  for (const [name, { values }] of Object.entries(few.columns)) {
    assert.deepEqual([...many.columns[name].values.subarray(0, 100)], [...values], name);
  }
});

Deno.test("generateSyntheticMonth publishes TLC's columns and types of every era, each as long as the batch", () => {
  for (const taxi of TAXI_KINDS) {
    for (const month of ["2022-12", "2023-01", "2023-02", "2024-12", "2025-01"].map(parseMonth)) {
      const [batch] = generateSyntheticMonth(taxi, month, { rows: 10 });
      const made = Object.entries(batch.columns).map(([name, { type }]) => ({ name, type }));
      assert.deepEqual(made, publishedSchema(taxi, month));
      for (const { values, valid } of Object.values(batch.columns)) {
        assert.equal(values.length, 10);
        assert.equal(valid?.length ?? 10, 10);
      }
    }
  }
});

Deno.test("generateSyntheticMonth streams batches of at most BATCH_ROWS with arrays of their own", () => {
  const batches: ColumnBatch[] = [...generateSyntheticMonth("green", MARCH, { rows: 2 * BATCH_ROWS + 5 })];
  assert.deepEqual(batches.map(({ rows }) => rows), [BATCH_ROWS, BATCH_ROWS, 5]);
  const arrays = batches.flatMap(({ columns }) => Object.values(columns).map(({ values }) => values.buffer));
  assert.equal(new Set(arrays).size, arrays.length);
});

Deno.test("generateSyntheticMonth makes nothing when no rows are asked for", () => {
  assert.deepEqual([...generateSyntheticMonth("green", MARCH, { rows: 0 })], []);
});

Deno.test("generateSyntheticMonth does not sort by pickup and stays in the month but for dirt", () => {
  const [{ rows, columns }] = generateSyntheticMonth("yellow", MARCH, { rows: 20_000 });
  const pickup = columns.tpep_pickup_datetime.values;
  let descents = 0, outside = 0;
  for (let row = 0; row < rows; row++) {
    if (row > 0 && pickup[row] < pickup[row - 1]) descents++;
    if (pickup[row] < monthStart(MARCH) || pickup[row] >= monthEnd(MARCH)) outside++;
    assert.equal(pickup[row] % 1e6, 0, "TLC's times are whole seconds");
  }
  assert.ok(descents > rows * 0.4, `${descents} descents`);
  assert.ok(outside < rows * 0.001, `${outside} outside`);
});

Deno.test("syntheticRows grows slowly and follows the season", () => {
  assert.ok(syntheticRows("green", parseMonth("2024-08")) < syntheticRows("green", parseMonth("2024-10")));
  assert.ok(syntheticRows("yellow", parseMonth("2023-03")) < syntheticRows("yellow", parseMonth("2024-03")));
  const [{ rows }] = generateSyntheticMonth("green", MARCH);
  assert.equal(rows, syntheticRows("green", MARCH));
  assert.ok(syntheticRows("green", parseMonth("1990-01")) > 0);
});
