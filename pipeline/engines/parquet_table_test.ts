import assert from "node:assert/strict";
import { join } from "node:path";
import { openParquet } from "./parquet_table.ts";
import { loadPolars } from "./polars.ts";
import { openByEngine } from "./polars_table.ts";
import type { TableContent } from "./table_file.ts";

const ROWS = 70_000; // more than two batches
const SHARED = new URL("../../../shared/tlc/", import.meta.url);
const has = (folder: URL) => {
  try {
    return Deno.statSync(folder).isDirectory;
  } catch {
    return false;
  }
};

/** Every value of a column, null for a null. */
async function valuesOf(table: TableContent, column: string): Promise<unknown[]> {
  const values: unknown[] = [];
  const type = table.columns.get(column)!;
  for await (const { rows, columns: { x } } of table.read([{ column, as: "x", type }])) {
    for (let row = 0; row < rows; row++) {
      const missing = x.valid?.[row] === 0;
      values.push(missing ? null : x.type === "string" ? x.levels[x.values[row]] : x.values[row]);
    }
  }
  return values;
}

/** Holds what is read here to what the engine reads; returns how often the engine was asked. */
async function assertAsByEngine(path: string): Promise<number> {
  let asked = 0;
  const byEngine = () => openByEngine(path, "parquet", {});
  const expected = await byEngine();
  const found = await openParquet(path, () => {
    asked++;
    return byEngine();
  });
  assert.equal(found.rows, expected.rows);
  assert.deepEqual([...found.columns], [...expected.columns]);
  assert.deepEqual([...found.sources], [...expected.sources]);
  for (const column of expected.columns.keys()) {
    assert.deepEqual(await valuesOf(found, column), await valuesOf(expected, column), column);
  }
  return asked;
}

/** Numbers, texts, truths and times, with and without nulls, few and many different ones. */
async function frame() {
  const polars = await loadPolars();
  const sometimes = <T>(value: (row: number) => T) =>
    Array.from({ length: ROWS }, (_, i) => i % 7 === 3 ? null : value(i));
  const whole = polars.Series("whole", sometimes((i) => i * 977 - 3e7), polars.Int32);
  const long = polars.Series("long", sometimes((i) => (i - 5) * 2 ** 37), polars.Int64);
  return polars.DataFrame([
    whole,
    long,
    whole.cast(polars.Int8, false).rename("tiny"),
    polars.Series("real", Array.from({ length: ROWS }, (_, i) => i % 11 === 0 ? NaN : i / 3), polars.Float64),
    polars.Series("float", sometimes((i) => i % 50 / 4), polars.Float32),
    polars.Series("truth", sometimes((i) => i % 3 === 0), polars.Bool),
    polars.Series("few", sometimes((i) => `zone ${i % 40} é`), polars.String),
    polars.Series("many", Array.from({ length: ROWS }, (_, i) => `trip ${i}`), polars.String),
    polars.Series("empty", new Array(ROWS).fill(null), polars.String),
    long.cast(polars.Datetime("us")).rename("at"),
    whole.cast(polars.Int64).cast(polars.Datetime("ms")).rename("milli"),
    polars.Series("day", sometimes((i) => i), polars.Int32).cast(polars.Date),
  ]);
}

Deno.test("openParquet reads what the engine reads, in every compression, and leaves the rest to it", async (step) => {
  const folder = await Deno.makeTempDir({ prefix: "taxi-parquet-" });
  try {
    const table = await frame();
    for (const compression of ["uncompressed", "snappy", "gzip", "zstd", "lz4"] as const) {
      await step.step(compression, async () => {
        const path = join(folder, `${compression}.parquet`);
        table.writeParquet(path, { compression });
        const asked = await assertAsByEngine(path);
        if (compression === "lz4") assert.ok(asked > 0);
        else assert.equal(asked, 0);
      });
    }
    await step.step("types that the engine alone knows", async () => {
      const polars = await loadPolars();
      const path = join(folder, "unsigned.parquet");
      polars.DataFrame([polars.Series("u", [1, 2, 2e9], polars.UInt32)]).writeParquet(path);
      assert.ok(await assertAsByEngine(path) > 0);
    });
    await step.step("no rows", async () => {
      table.head(0).writeParquet(join(folder, "none.parquet"));
      await assertAsByEngine(join(folder, "none.parquet"));
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("openParquet says what is wrong with a page, and reads no number that does not fit", async () => {
  const folder = await Deno.makeTempDir({ prefix: "taxi-parquet-" });
  try {
    const polars = await loadPolars();
    const path = join(folder, "t.parquet");
    const values = Array.from({ length: 1000 }, (_, i) => i * 2 ** 23);
    polars.DataFrame([polars.Series("n", values, polars.Int64)]).writeParquet(path, { compression: "zstd" });
    const read = async (type: "int64" | "int32") => {
      const table = await openParquet(path, () => openByEngine(path, "parquet", {}));
      return await Array.fromAsync(table.read([{ column: "n", as: "n", type }]));
    };
    await assert.rejects(read("int32"), /"n" holds 2147483648, expected a whole number of 32 bits/);
    const bytes = await Deno.readFile(path);
    bytes.fill(0xa5, 60, 120);
    await Deno.writeFile(path, bytes);
    await assert.rejects(read("int64"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "openParquet reads TLC's own files as the engine does" +
    (has(SHARED) ? "" : " (skipped: no shared/tlc)"),
  ignore: !has(SHARED),
  fn: async () => {
    for (
      const name of [
        "green_tripdata_2022-12",
        "green_tripdata_2023-03",
        "samples/yellow_2022-01_first100k_mlflow",
      ]
    ) {
      await assertAsByEngine(new URL(`${name}.parquet`, SHARED).pathname);
    }
  },
});
