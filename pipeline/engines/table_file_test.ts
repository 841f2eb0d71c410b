import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { openTable } from "./table_file.ts";
import { TableWriter } from "./table_writer.ts";
import type { ColumnBatch } from "./column_batch.ts";

const TYPES = { count: "int64", zone: "int32", miles: "float64", at: "timestamp", flag: "string" } as const;
const SELECTION = Object.entries(TYPES).map(([name, type]) => ({ column: name, as: name, type }));

function batchOf(rows: (null | number)[]): ColumnBatch {
  const valid = Uint8Array.from(rows, (value) => value === null ? 0 : 1);
  const numbers = Float64Array.from(rows, (value) => value ?? 0);
  return {
    rows: rows.length,
    columns: {
      count: { type: "int64", values: numbers, valid },
      zone: { type: "int32", values: Int32Array.from(numbers), valid },
      miles: { type: "float64", values: numbers.map((value) => value / 8), valid },
      at: { type: "timestamp", values: numbers.map((value) => 1.67e15 + value), valid },
      flag: {
        type: "string",
        values: Int32Array.from(numbers, (v) => v & 1),
        levels: ["even", "odd <é>"],
        valid,
      },
    },
  };
}

async function writeTable(path: string, batches: ColumnBatch[], format: "parquet" | "csv" = "parquet") {
  const writer = new TableWriter(path, format, TYPES);
  for (const batch of batches) await writer.write(batch);
  await writer.finish();
}

async function readRows(path: string, batchRows?: number): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const batch of (await openTable(path)).read(SELECTION, batchRows)) {
    for (let row = 0; row < batch.rows; row++) {
      rows.push(
        Object.values(batch.columns).map((column) => {
          if (column.valid?.[row] === 0) return null;
          return column.type === "string" ? column.levels[column.values[row]] : column.values[row];
        }),
      );
    }
  }
  return rows;
}

async function inTemporaryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "taxi-table-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("TableWriter and openTable give back every value, null and batch boundary", async () => {
  await inTemporaryFolder(async (folder) => {
    const value = fc.option(fc.integer({ min: 0, max: 1e6 }), { nil: null });
    const path = join(folder, "t.parquet");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(value, { minLength: 1, maxLength: 20 }), { maxLength: 4 }),
        async (parts) => {
          await writeTable(path, parts.map(batchOf));
          const expected = parts.flat().map((v) =>
            v === null
              ? [null, null, null, null, null]
              : [v, v, v / 8, 1.67e15 + v, v & 1 ? "odd <é>" : "even"]
          );
          assert.deepEqual(await readRows(path, 7), expected);
          const table = await openTable(path);
          assert.equal(table.rows, expected.length);
          assert.deepEqual([...table.columns], Object.entries(TYPES));
        },
      ),
      { numRuns: 20 },
    );
  });
});

Deno.test("TableWriter tells columns apart that share one array", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "t.parquet");
    const memory = Float64Array.of(1, 2, 3, 4);
    const column = (start: number) => ({
      type: "float64" as const,
      values: memory.subarray(start, start + 2),
    });
    const starts = { a: 0, b: 0, c: 1, d: 2, e: 0 };
    const names = Object.keys(starts);
    const writer = new TableWriter(
      path,
      "parquet",
      Object.fromEntries(names.map((name) => [name, "float64"])),
    );
    const columns = Object.fromEntries(Object.entries(starts).map(([name, start]) => [name, column(start)]));
    await writer.write({ rows: 2, columns });
    await writer.finish();
    const selection = names.map((name) => ({ column: name, as: name, type: "float64" as const }));
    const [batch] = await Array.fromAsync((await openTable(path)).read(selection));
    assert.deepEqual(names.map((name) => [...batch.columns[name].values]), [[1, 2], [1, 2], [2, 3], [3, 4], [
      1,
      2,
    ]]);
  });
});

Deno.test("TableWriter and openTable take *, ?, [ and % in a path as they stand", async () => {
  await inTemporaryFolder(async (parent) => {
    for (const [i, name] of ["a?b", "a*b", "a[b]", "a%20b"].entries()) {
      const folder = join(parent, name);
      await Deno.mkdir(folder);
      for (const format of ["parquet", "csv"] as const) {
        await writeTable(join(folder, `t.${format}`), [batchOf([i])], format);
        assert.deepEqual((await readRows(join(folder, `t.${format}`))).map((row) => row[0]), [i]);
      }
    }
  });
});

Deno.test("TableWriter writes CSV that openTable reads with its dates", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "t.csv");
    await writeTable(path, [batchOf([1, 2, 3])], "csv");
    const rows = await readRows(path);
    assert.deepEqual(rows.map((row) => row[3]), [1.67e15 + 1, 1.67e15 + 2, 1.67e15 + 3]);
    assert.deepEqual(rows.map((row) => row[4]), ["odd <é>", "even", "odd <é>"]);
  });
});

Deno.test("TableWriter leaves no scratch file, even when it is given up", async () => {
  await inTemporaryFolder(async (folder) => {
    const writer = new TableWriter(join(folder, "t.parquet"), "parquet", TYPES);
    await writer.write(batchOf([1]));
    await writer.discard();
    await writeTable(join(folder, "u.parquet"), [batchOf([1])]);
    assert.deepEqual([...Deno.readDirSync(folder)].map((entry) => entry.name), ["u.parquet"]);
  });
});

Deno.test("openTable says in one sentence what is wrong with a file", async () => {
  await inTemporaryFolder(async (folder) => {
    const at = (name: string) => join(folder, name);
    await writeTable(at("whole.parquet"), [batchOf([1, 2, 3])]);
    const whole = Deno.readFileSync(at("whole.parquet"));
    Deno.writeFileSync(at("cut.parquet"), whole.subarray(0, whole.length - 30));
    Deno.writeFileSync(at("tiny.parquet"), whole.subarray(0, 5));
    Deno.writeTextFileSync(at("text.txt"), "");
    const damaged = whole.slice();
    damaged.fill(0xff, whole.length - 60, whole.length - 8);
    Deno.writeFileSync(at("damaged.parquet"), damaged);
    Deno.mkdirSync(at("folder.parquet"));
    const sentence = (name: string) => openTable(at(name)).then(() => "no error", (error) => error.message);
    assert.match(await sentence("none.parquet"), /^Cannot find ".*none\.parquet": no such file$/);
    assert.match(
      await sentence("cut.parquet"),
      /^Cannot read "cut\.parquet": footer is ".{4}", expected "PAR1"$/,
    );
    assert.equal(
      await sentence("tiny.parquet"),
      'Cannot read "tiny.parquet": it has 5 bytes, too few for a Parquet file',
    );
    assert.match(
      await sentence("text.txt"),
      /its name ends in "\.txt", expected \.parquet, \.csv, .* or \.ipc$/,
    );
    assert.match(await sentence("damaged.parquet"), /^Cannot read "damaged\.parquet": /);
    assert.match(await sentence("folder.parquet"), /it is a folder, expected a file$/);
  });
});

Deno.test("openTable ends with a sentence at a word in a column that is read as numbers", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "t.csv");
    Deno.writeTextFileSync(path, "zone,miles\n74,1.5\nnowhere,2\n");
    const table = await openTable(path);
    const selection = [{ column: "zone", as: "zone", type: "float64" as const }];
    await assert.rejects(
      Array.fromAsync(table.read(selection)),
      /^TaxiError: Cannot read "t\.csv": .*nowhere/,
    );
  });
});
