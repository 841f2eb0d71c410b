import assert from "node:assert/strict";
import { sampleParquet } from "../../tests/sample_artifacts.ts";
import { parquetHead } from "./parquet_head.ts";

const most = { rows: 50, columns: 20 };

function reader(bytes: Uint8Array) {
  return (at: number, length: number) => Promise.resolve(bytes.slice(at, at + length));
}

Deno.test("parquetHead gives the first rows as texts", async () => {
  const bytes = await sampleParquet();
  const found = await parquetHead(bytes.length, reader(bytes), most);
  assert.deepEqual(found, {
    rows: 3,
    columns: [{ name: "PULocationID", type: "int" }, { name: "zone", type: "text" }, {
      name: "minutes",
      type: "float",
    }],
    head: [
      ["74", "East Harlem North", "12.4"],
      ["138", "LaGuardia Airport", "27.9"],
      ["265", "Outside of NYC", undefined],
    ],
  });
  const small = await parquetHead(bytes.length, reader(bytes), { rows: 1, columns: 2 });
  assert.deepEqual([small!.columns.length, small!.head], [3, [["74", "East Harlem North"]]]);
});

Deno.test("parquetHead reads a footer and the beginnings of columns of however long a file", async () => {
  const bytes = await sampleParquet();
  const far = 10 ** 12, start = far - bytes.length; // zeros, and the file at the end of them
  let asked = 0;
  const read = (at: number, length: number) => {
    asked += length;
    const found = new Uint8Array(length);
    if (at + length > start) {
      const from = Math.max(at, start);
      found.set(bytes.subarray(from - start, at + length - start), from - at);
    }
    return Promise.resolve(found);
  };
  const found = await parquetHead(far, read, most);
  assert.equal(found!.rows, 3); // its columns lie where nothing is: they are left out
  assert.deepEqual(found!.head[0], [undefined, undefined, undefined]);
  assert.ok(asked < 1 << 20);
});

Deno.test("parquetHead takes what is damaged for no Parquet file, or leaves its columns out", async () => {
  const whole = await sampleParquet();
  assert.equal(await parquetHead(5, reader(whole), most), undefined);
  assert.equal(await parquetHead(900, reader(whole.slice(0, 900)), most), undefined);
  for (let at = 0; at < whole.length; at += 7) {
    const bytes = whole.slice();
    bytes[at] ^= 0xff;
    const found = await parquetHead(bytes.length, reader(bytes), most);
    assert.ok(found === undefined || Array.isArray(found.head));
  }
});
