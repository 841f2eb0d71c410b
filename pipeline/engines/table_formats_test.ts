import * as arrow from "apache-arrow";
import assert from "node:assert/strict";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { loadPolars } from "./polars.ts";
import { openTable, type TableFile, type TableOptions } from "./table_file.ts";

/** Every value as it is read, row by row; null where there is none. */
async function rowsOf(table: TableFile, batchRows?: number): Promise<unknown[][]> {
  const selection = [...table.columns].map(([column, type]) => ({ column, as: column, type }));
  const rows: unknown[][] = [];
  for await (const { rows: length, columns } of table.read(selection, batchRows)) {
    for (let row = 0; row < length; row++) {
      rows.push(
        Object.values(columns).map((column) =>
          column.valid?.[row] === 0
            ? null
            : column.type === "string"
            ? column.levels[column.values[row]]
            : column.values[row]
        ),
      );
    }
  }
  return rows;
}

async function readCsv(folder: string, text: string | Uint8Array, options?: TableOptions, name = "t.csv") {
  const path = join(folder, name);
  await Deno.writeFile(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
  const table = await openTable(path, options);
  return { table, types: Object.fromEntries(table.columns), rows: await rowsOf(table) };
}

const fault = (work: Promise<unknown>) => work.then(() => "no error", (error) => error.message);

Deno.test("openTable types a CSV column by all of its values, not by the first", () =>
  withTemporaryFolder(async (folder) => {
    const lines = Array.from({ length: 400 }, (_, i) => `${i},${i},${i},2024-01-01,True,,7`);
    const text = `int,late float,late text,at,flag,empty,mixed\n${lines.join("\n")}\n` +
      "400,0.5,x,2024-01-02,false,,\n-7,inf,,,TRUE,,2024-01-01\n";
    const { table, types, rows } = await readCsv(folder, text);
    assert.deepEqual(types, {
      int: "int64",
      "late float": "float64",
      "late text": "string",
      at: "timestamp",
      flag: "string",
      empty: "float64",
      mixed: "string",
    });
    assert.equal(table.sources.get("flag"), "bool");
    assert.equal(table.rows, 402);
    const day = Date.UTC(2024, 0, 2) * 1000;
    assert.deepEqual(rows.slice(-2), [
      [400, 0.5, "x", day, "false", null, null],
      [-7, Infinity, null, null, "true", null, "2024-01-01"],
    ]);
  }));

Deno.test("openTable reads a CSV column as text letter by letter where text is asked for", () =>
  withTemporaryFolder(async (folder) => {
    const { table } = await readCsv(folder, "id\n007\n012\n");
    const selection = [{ column: "id", as: "id", type: "string" as const }];
    const [batch] = await Array.fromAsync(table.read(selection));
    assert.deepEqual(batch.columns.id.type === "string" && batch.columns.id.levels, ["007", "012"]);
  }));

Deno.test("openTable takes byte order marks, carriage returns, quotes and short records", () =>
  withTemporaryFolder(async (folder) => {
    const { types, rows } = await readCsv(folder, '\ufeffa,b\r\n1,"x, ""y""\n🚕"\r\n2\r\n"3",<b>');
    assert.deepEqual(types, { a: "int64", b: "string" });
    assert.deepEqual(rows, [[1, 'x, "y"\n🚕'], [2, null], [3, "<b>"]]);
  }));

Deno.test("openTable tells columns of one name apart", () =>
  withTemporaryFolder(async (folder) => {
    const { types, rows } = await readCsv(folder, "a,a\n1,x\n");
    assert.deepEqual(types, { a: "int64", a_duplicated_0: "string" });
    assert.deepEqual(rows, [[1, "x"]]);
  }));

Deno.test("openTable takes a header alone as no rows, and words for missing values as told", () =>
  withTemporaryFolder(async (folder) => {
    assert.deepEqual((await readCsv(folder, "a,b")).rows, []);
    assert.deepEqual((await readCsv(folder, "a\nNA\n1\n")).rows, [["NA"], ["1"]]);
    assert.deepEqual((await readCsv(folder, "a\nNA\n1\n", { missing: ["NA"] })).rows, [[null], [1]]);
  }));

Deno.test("openTable reads what is gzipped, and in tabs", () =>
  withTemporaryFolder(async (folder) => {
    const text = "a,b\n" + Array.from({ length: 100_000 }, (_, i) => `${i},${i / 8}\n`).join("");
    const { types, rows } = await readCsv(folder, gzipSync(text), {}, "t.CSV.gz");
    assert.deepEqual(types, { a: "int64", b: "float64" });
    assert.deepEqual([rows.length, rows.at(-1)], [100_000, [99_999, 99_999 / 8]]);
    assert.deepEqual((await readCsv(folder, "a\tb,c\n1\tx\n", {}, "t.tsv")).types, {
      a: "int64",
      "b,c": "string",
    });
    const two = new Uint8Array([...gzipSync("a\n1\n"), ...gzipSync("2\n")]); // as `cat` joins them
    assert.deepEqual((await readCsv(folder, two, {}, "two.csv.gz")).rows, [[1], [2]]);
  }));

Deno.test("openTable reads CSV block by block to the same rows", () =>
  withTemporaryFolder(async (folder) => {
    const wide = "x".repeat(1000);
    const lines = Array.from({ length: 20_000 }, (_, i) => `${i},"${wide}\n${i % 7}"\n`); // 20 MB, three blocks
    const { rows, table } = await readCsv(folder, `a,b\n${lines.join("")}`);
    assert.equal(table.rows, 20_000);
    assert.ok(rows.every(([a, b], i) => a === i && (b as string).endsWith(`\n${i % 7}`)));
  }));

Deno.test("openTable says what is wrong with CSV", () =>
  withTemporaryFolder(async (folder) => {
    const whole = gzipSync("a,b\n" + "1,2\n".repeat(100_000));
    assert.equal(
      await fault(readCsv(folder, whole.subarray(0, whole.length - 9), {}, "cut.csv.gz")),
      'Cannot read "cut.csv.gz": it is cut off, expected the whole gzipped file',
    );
    assert.equal(
      await fault(readCsv(folder, "a,b\n1,2\n", {}, "plain.csv.gz")),
      'Cannot read "plain.csv.gz": it is not gzipped, expected a gzipped file',
    );
    assert.equal(
      await fault(readCsv(folder, "a,b\n1,2\n1,2,3\n")),
      'Cannot read "t.csv": a record has more fields than the header',
    );
    assert.equal(await fault(readCsv(folder, "")), 'Cannot read "t.csv": it is empty, expected a header');
    assert.equal(
      await fault(readCsv(folder, Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a))),
      'Cannot read "t.csv": its text is not UTF-8, expected UTF-8',
    );
  }));

Deno.test("openTable reads Arrow files and Arrow streams, dictionaries and compression too", () =>
  withTemporaryFolder(async (folder) => {
    const part = (from: number) =>
      new arrow.Table({
        n: arrow.vectorFromArray([BigInt(from), null, BigInt(from + 2)], new arrow.Int64()),
        label: arrow.vectorFromArray(["x", `<b>${from}`, null], new arrow.Utf8()),
      });
    const table = part(1).concat(part(10));
    const expected = [[1, "x"], [null, "<b>1"], [3, null], [10, "x"], [null, "<b>10"], [12, null]];
    for (const [name, format] of [["t.arrow", "file"], ["t.ipc", "stream"], ["t.feather", "file"]] as const) {
      const path = join(folder, name);
      await Deno.writeFile(path, arrow.tableToIPC(table, format));
      const opened = await openTable(path);
      assert.deepEqual([opened.rows, [...opened.columns]], [6, [["n", "int64"], ["label", "string"]]]);
      assert.deepEqual(await rowsOf(opened, 2), expected, name);
    }
    const polars = await loadPolars();
    const frame = polars.DataFrame({ label: ["x", "y", "x"], flag: [true, false, null] });
    const coded = frame.withColumn(polars.col("label").cast(polars.Categorical as never));
    await Deno.writeFile(join(folder, "coded.arrow"), coded.writeIPCStream({ compression: "zstd" }));
    const opened = await openTable(join(folder, "coded.arrow"));
    assert.deepEqual([...opened.sources], [["label", "category"], ["flag", "bool"]]);
    assert.deepEqual(await rowsOf(opened), [["x", "true"], ["y", "false"], ["x", null]]);
  }));

Deno.test("openTable says what is wrong with Arrow", () =>
  withTemporaryFolder(async (folder) => {
    const whole = arrow.tableToIPC(new arrow.Table({ n: arrow.vectorFromArray([1, 2, 3]) }), "stream");
    const open = async (bytes: Uint8Array) => {
      await Deno.writeFile(join(folder, "t.arrow"), bytes);
      return await openTable(join(folder, "t.arrow"));
    };
    assert.match(
      await fault(open(whole.subarray(0, whole.length - 20))),
      /^Cannot read "t\.arrow": it ends within/,
    );
    assert.match(await fault(open(new Uint8Array(0))), /^Cannot read "t\.arrow": it is empty/);
    assert.match(
      await fault(open(new Uint8Array(99).fill(7))),
      /^Cannot read "t\.arrow": it is no Arrow stream/,
    );
  }));
