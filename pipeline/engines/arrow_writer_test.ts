import assert from "node:assert/strict";
import * as arrow from "apache-arrow";
import { createArrowWriter } from "./arrow_writer.ts";

const COLUMNS = [
  { name: "minutes", type: "float64" },
  { name: "id", type: "bytes16" },
  { name: "bits", type: "uint8" },
] as const;

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

Deno.test("createArrowWriter writes what Arrow reads", () => {
  const writer = createArrowWriter(COLUMNS, new Map([["model", "duration"]]));
  const ids = Uint8Array.from({ length: 48 }, (_, byte) => byte);
  const table = arrow.tableFromIPC(joined([
    writer.rows(2, [Float64Array.of(1, 2), ids.subarray(0, 32), Uint8Array.of(0, 5)]),
    writer.rows(1, [Float64Array.of(3), ids.subarray(32), Uint8Array.of(1)]),
    writer.end(),
  ]));
  assert.equal(table.schema.metadata.get("model"), "duration");
  assert.deepEqual(table.schema.fields.map(({ nullable }) => nullable), [false, false, false]);
  assert.deepEqual([...table.getChild("minutes")!], [1, 2, 3]);
  assert.deepEqual([...table.getChild("bits")!], [0, 5, 1]);
  assert.deepEqual(table.getChild("id")!.get(2), ids.slice(32));
});

Deno.test("createArrowWriter writes a schema where there are no rows, and a note for who looks for it", () => {
  const empty = createArrowWriter(COLUMNS, new Map());
  assert.deepEqual([arrow.tableFromIPC(empty.end()).numRows, arrow.tableFromIPC(createEmpty()).numCols], [
    0,
    3,
  ]);
  const writer = createArrowWriter(COLUMNS, new Map());
  const reader = arrow.RecordBatchReader.from(
    joined([writer.note(new Map([["error", "too late"]])), writer.end()]),
  );
  const [batch] = [...reader];
  assert.deepEqual([batch.numRows, batch.metadata.get("error")], [0, "too late"]);
});

Deno.test("createArrowWriter refuses columns of another length", () => {
  const writer = createArrowWriter(COLUMNS, new Map());
  assert.throws(
    () => writer.rows(1, [Float64Array.of(1), new Uint8Array(15), Uint8Array.of(1)]),
    /15 values for 1 rows of bytes16/,
  );
});

function createEmpty(): Uint8Array {
  const writer = createArrowWriter(COLUMNS, new Map());
  return joined([writer.rows(0, [new Float64Array(), new Uint8Array(), new Uint8Array()]), writer.end()]);
}
